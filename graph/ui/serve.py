"""The program that ``casegraph app`` becomes: Streamlit with the explorer, in one process."""

import signal
import sys
from pathlib import Path

_HERE = Path(__file__).parent
# Streamlit takes its configuration from .streamlit/ beside what it is told to run. A wheel has it in this folder,
# beside server.py; a clone at the top, beside an app.py that does the same.
_APP = _HERE / "server.py" if (_HERE / ".streamlit").is_dir() else _HERE.parents[1] / "app.py"


def main() -> None:
    """Serve the app until SIGTERM or Ctrl+C; the arguments are options of ``streamlit run``."""
    # Until the server takes it, Ctrl+C ends the process without a trace; it was held back while Python started.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    from streamlit.web.cli import main as streamlit

    streamlit(["run", str(_APP), *sys.argv[1:]], prog_name="streamlit")


if __name__ == "__main__":
    main()
