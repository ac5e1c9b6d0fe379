"""The command line: parse, call the library, print. Exit status 0 done, 1 refused or failed, 2 wrong usage."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from graph.cli.parser import parser
from graph.errors import CaseGraphError, StoppedError
from graph.files import FULL, reason
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
    if sys.stdout is None:  # closed by whoever runs it: nobody wants to read
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 (for as long as the process is there)
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
        _print_no_more()  # whoever read the output has stopped (`… | head`): no error
        return 0
    except OSError as error:
        if error.filename is not None or error.errno not in FULL:
            raise
        _print_no_more()
        print(f"The output cannot be written: {reason(error)}. What was changed stays changed.", file=sys.stderr)
        return 1


def _print_no_more() -> None:
    """Throw away what is still to be printed: Python would complain about it as it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
