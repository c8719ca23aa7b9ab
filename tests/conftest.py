"""What every test run shares: skips that must be expected, and hypothesis without a stopwatch.

``--allowed-skips=FILE`` makes the run fail when a test is skipped for a reason that is no line of
FILE. A test that never runs looks just like one that passes; this is how somebody finds out.
(With a space instead of the ``=``, pytest takes FILE for a folder of tests before it reads this.)
"""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import settings

# The first call of an operator loads and warms up far more than it computes.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option ``--allowed-skips=FILE``."""
    parser.addoption(
        "--allowed-skips",
        type=Path,
        metavar="FILE",
        help="fail if a test is skipped for a reason that is no line of FILE (* stands for any)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Watch the skips where the option asks for it."""
    path = config.getoption("--allowed-skips")
    if path is not None:
        config.pluginmanager.register(SkipWatch(path), "skip-watch")


class SkipWatch:
    """Collects the skips that nobody allowed, and makes the run fail if there are any."""

    def __init__(self, path: Path) -> None:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        self.path = path
        self.allowed = [line for line in lines if line and not line.startswith("#")]
        self.unexpected: list[str] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Look at a module that may have been skipped whole."""
        self._look(report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Look at a test."""
        self._look(report)

    def _look(self, report: pytest.CollectReport | pytest.TestReport) -> None:
        if not report.skipped or hasattr(report, "wasxfail"):  # an expected failure did run
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        if not any(fnmatchcase(reason, line) for line in self.allowed):
            self.unexpected.append(f"{report.nodeid}: {reason}")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name the skips that made the run fail."""
        if self.unexpected:
            terminalreporter.section(f"skips that {self.path} does not allow", red=True)
            terminalreporter.write("\n".join([*self.unexpected, ""]))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn a run that would have passed into one that failed."""
        if self.unexpected and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
