"""A process that starts loads for the tests that kill them.

It reads ``ADDRESS LENGTH SHA256`` a line, and for each forks a process that opens the store, says ``ready PID``,
loads and says ``done``. Forking spares the imports, which take longer than a load.
"""

import os
import signal
import sys
import traceback

from graph.settings import from_environment
from graph.stores import open_store
from tests.stores.cases import chain


def load(address: str, length: str, sha256: str) -> None:
    with open_store(address, from_environment()) as store:
        rows = chain("c", int(length), sha256=sha256)
        print("ready", os.getpid(), flush=True)
        store.replace_case(rows)
    print("done", flush=True)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a killed process leaves at once
    for line in sys.stdin:
        if os.fork() == 0:
            try:
                load(*line.rstrip("\n").split("\t"))
            except BaseException:
                traceback.print_exc()
                print("failed", flush=True)
            os._exit(0)


if __name__ == "__main__":
    main()
