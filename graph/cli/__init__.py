"""The command line: parse, call the library, print. Exit status 0 done, 1 refused or failed, 2 wrong usage."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from graph.cli.parser import parser
from graph.errors import CaseGraphError, StoppedError
from graph.settings import from_environment

__all__ = ["main", "parser"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after the program's name; by default those of this process.

    Returns
    -------
    int
        The exit status.
    """
    try:
        options = parser().parse_args(arguments)
        status: int = options.run(options, from_environment())
        sys.stdout.flush()
        return status
    except (KeyboardInterrupt, StoppedError):
        return 130
    except CaseGraphError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the output has stopped (`… | head`): no error. Without this, Python complains as it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
