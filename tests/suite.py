"""How the suite is dealt to workers: module by module, the longest first, and what measures time never beside its like.

A pytest plugin of this suite alone. ``tests/durations.json`` holds the seconds of every test in a whole run;
``make durations`` writes it, ``tests/test_durations.py`` holds it against the bars.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

DURATIONS = Path(__file__).with_name("durations.json")
COUNTS = "SUITE_COUNTS"  # a file to which each run of pytest adds what it has counted
WORDS = ("failed", "passed", "skipped", "xfailed", "xpassed", "errors")  # in the order of pytest's closing line
MEASURES = "measures"  # the group of what measures CPU time, waits for limits or floods the host: never side by side
MEASURING = (
    *("tests/kernels/test_limits.py", "tests/kernels/test_cgroups.py", "tests/kernels/test_isolation.py"),
    *("tests/kernels/test_as_user.py", "tests/kernels/test_endings.py", "tests/kernels/inside/test_processes.py"),
    *("tests/audit/test_judging.py", "tests/test_submissions.py"),
)


def read_durations() -> dict[str, float]:
    """Return the recorded seconds by test id; nothing where none are recorded yet."""
    return json.loads(DURATIONS.read_text(encoding="utf-8")) if DURATIONS.exists() else {}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--record-durations``."""
    parser.getgroup("suite").addoption(
        "--record-durations", metavar="FILE", help="write the seconds of every test there"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Record where all reports arrive: in the process that workers report to."""
    if hasattr(config, "workerinput"):
        return
    config.pluginmanager.register(Counting())
    if path := config.getoption("--record-durations"):
        config.pluginmanager.register(Recorder(Path(path)))


class Counting:
    """Adds this run's counts to the file, if one is named."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Add what pytest's own closing line counts."""
        stats = terminalreporter.stats
        counts = {word: len(stats.get(word.removesuffix("s") if word == "errors" else word, ())) for word in WORDS}
        add_counts(counts, time.monotonic() - self.began)


def add_counts(counts: Mapping[str, int], seconds: float) -> None:
    """Add counts to the file, if one is named."""
    if path := os.environ.get(COUNTS):
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps({**counts, "seconds": seconds}) + "\n")


def closing_line(path: Path) -> str:
    """Return one line like pytest's for all runs that have added to the file."""
    runs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if not runs:
        return "no tests ran"
    total = Counter[str]()
    for run in runs:
        total.update(run)
    seconds = int(total["seconds"])
    words = {**{word: word for word in WORDS}, **({"errors": "error"} if total["errors"] == 1 else {})}
    counted = ", ".join(f"{total[word]} {words[word]}" for word in WORDS if total[word]) or "no tests ran"
    return f"{counted} in {total['seconds']:.2f}s ({seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02})"


class Recorder:
    """Adds up what setting up, calling and tearing down each test takes."""

    def __init__(self, path: Path) -> None:
        self.path, self.seconds = path, Counter[str]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add one phase of one test."""
        self.seconds[report.nodeid.partition("@")[0]] += report.duration

    def pytest_sessionfinish(self) -> None:
        """Write the file, slowest first."""
        slowest_first = {name: round(seconds, 2) for name, seconds in self.seconds.most_common()}
        self.path.write_text(json.dumps(slowest_first, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Group tests by module where they name no group, so that what a module shares is made once; sort the groups."""
    if not getattr(config.option, "loadgroup", False):
        return  # one after the other, as they stand
    recorded, groups = read_durations(), Counter[str]()
    for item in items:
        module = item.nodeid.partition("::")[0]
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(MEASURES if module in MEASURING else module))
        groups[_group(item)] += recorded.get(item.nodeid, 0.1)
    items.sort(key=lambda item: (-groups[_group(item)], _group(item)))


def _group(item: pytest.Item) -> str:
    marker = item.get_closest_marker("xdist_group")
    assert marker is not None
    return str(marker.args[0])


if __name__ == "__main__":
    print(closing_line(Path(sys.argv[1])))
