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
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

DURATIONS = Path(__file__).with_name("durations.json")
COUNTS = "SUITE_COUNTS"  # a file to which each run of pytest adds what it has counted
MOST_OF_A_REASON = 3000  # characters: whoever reads only the end of a long log still learns what was wrong
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
        bad = [report for word in ("failed", "error") for report in stats.get(word, ())]
        add_counts(counts, time.monotonic() - self.began, [told(report) for report in bad])


def told(report: pytest.TestReport) -> str:
    """Return which test did not pass, and the end of what it says of why."""
    return f"{report.outcome.upper()} {report.nodeid}\n{report.longreprtext[-MOST_OF_A_REASON:]}"


def add_counts(counts: Mapping[str, int], seconds: float, bad: Sequence[str] = ()) -> None:
    """Add counts, and what is to be said of what did not pass, to the file, if one is named."""
    if path := os.environ.get(COUNTS):
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps({"counts": {**counts, "seconds": seconds}, "bad": list(bad)}) + "\n")


def closing_lines(path: Path) -> str:
    """Return what did not pass in any run that has added to the file, and last one line like pytest's for all."""
    runs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return "\n".join([*(text for run in runs for text in run["bad"]), _counted([run["counts"] for run in runs])])


def _counted(runs: Sequence[Mapping[str, float]]) -> str:
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
        test, _, parameters = report.nodeid.partition("[")
        # A folder of this machine stands for itself in a parameter: such cases are added up under their test's name.
        self.seconds[test if parameters.startswith("/") else report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        """Write the file, slowest first."""
        slowest_first = {name: round(seconds, 2) for name, seconds in self.seconds.most_common()}
        self.path.write_text(json.dumps(slowest_first, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def group_of(nodeid: str) -> str:
    """Return the name that all tests share which go to one worker, one after the other: their module, mostly."""
    module = nodeid.partition("::")[0]
    return MEASURES if module in MEASURING else module


class ByGroup(LoadScopeScheduling):
    """Deals whole groups. xdist's own ``loadgroup`` changes the ids of tests, which pytest 9.2 no longer lets it."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByGroup:
    """Have tests dealt so that what a module shares is made once, and nothing measures time beside its like."""
    return ByGroup(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest groups first; without workers, tests run as they stand."""
    if not hasattr(config, "workerinput"):
        return
    recorded, seconds = read_durations(), Counter[str]()
    for item in items:
        seconds[group_of(item.nodeid)] += recorded.get(item.nodeid, 0.1)
    items.sort(key=lambda item: (-seconds[group_of(item.nodeid)], group_of(item.nodeid)))


if __name__ == "__main__":
    print(closing_lines(Path(sys.argv[1])))
