"""How the suite is dealt to workers: module by module, the longest first, and what measures time never beside its like.

A pytest plugin of this suite alone. ``tests/durations.json`` holds the seconds of every test in a whole run;
``make durations`` writes it, ``tests/test_durations.py`` holds it against the bars.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

DURATIONS = Path(__file__).with_name("durations.json")
MEASURES = "measures"  # the group of what measures CPU time, waits for limits or floods the host


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
    path = config.getoption("--record-durations")
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(Path(path)))


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
        marker = item.get_closest_marker("xdist_group")
        if marker is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
        groups[_group(item)] += recorded.get(item.nodeid, 0.1)
    items.sort(key=lambda item: (-groups[_group(item)], _group(item)))


def _group(item: pytest.Item) -> str:
    marker = item.get_closest_marker("xdist_group")
    assert marker is not None
    return str(marker.args[0])
