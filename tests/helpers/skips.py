"""A plugin of the test run: one line for every reason why tests were skipped, and no skip on CI."""

import os
from collections import Counter

import pytest

ON_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    # a skip's report holds (file, line, reason)
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", ())
    )
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"Not run: {count} {'test' if count == 1 else 'tests'}: {reason}", yellow=True)
    if reasons and ON_CI:
        terminalreporter.write_line("CI is set, and there nothing may be skipped.", red=True)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if ON_CI and reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
