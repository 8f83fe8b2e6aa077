"""A submission that nbgrader asks for notebook by notebook, and that is graded once for all of them."""

from __future__ import annotations

from collections.abc import Callable

from examiner.model import Verdict
from examiner.pipeline import Graded


class ByNotebook:
    """Keeps the last result until each of its notebooks was asked for."""

    def __init__(self) -> None:
        self._last: Graded | None = None
        self._asked: set[str] = set()

    def is_under_way(self, key: str, notebook: str) -> bool:
        """Say whether a submission with this key was graded for another of its notebooks, and not yet for this one."""
        report = self._last.report if self._last is not None else None
        graded = report is not None and report.outcome is Verdict.GRADED and report.fault is None
        return graded and report is not None and report.key == key and notebook not in self._asked

    def result(self, key: str, notebook: str, grade: Callable[[], Graded]) -> Graded:
        """Return the result that is under way, or a new one."""
        if self._last is None or not self.is_under_way(key, notebook):
            self._last, self._asked = grade(), set()
        self._asked.add(notebook)
        return self._last
