"""The page that shows who changes in a regrade, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from examiner.model.marks import TOLERANCE
from examiner.model.regrading import CheckChange, StudentChange
from examiner.pages.render import render
from examiner.pages.text import name


@dataclass(frozen=True, slots=True)
class RowView:
    """One student's change in one task; without a task: of what is taken off for lateness."""

    student: str
    before: float | None
    after: float | None
    task: str
    points_before: float | None
    points_after: float | None
    checks: tuple[CheckChange, ...]


def rows_by_cause(changes: Iterable[StudentChange]) -> dict[str, list[RowView]]:
    """Return the changes by what they come from, the commonest first."""
    found: defaultdict[str, list[RowView]] = defaultdict(list)
    for one in changes:
        whose = one.student, one.before, one.after
        for task in one.tasks:
            found[task.cause].append(RowView(*whose, task.task, task.before, task.after, task.checks))
        if not one.tasks or abs(one.penalty_before - one.penalty_after) > TOLERANCE:
            cause = one.tasks[0].cause if one.tasks else one.cause  # beside the points that it was reckoned from
            off = 0.0 - one.penalty_before, 0.0 - one.penalty_after  # and no -0
            found[cause].append(RowView(*whose, "", *off, ()))
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def regrade_html(changes: Sequence[StudentChange], assignment: str, languages: tuple[str, ...]) -> str:
    """Return the page on what a regrade changes: no script, nothing fetched, every text escaped; for staff.

    Parameters
    ----------
    changes : sequence of StudentChange
        Who changes.
    assignment : str
        The assignment's name.
    languages : tuple of str
        Those of the page.
    """
    return render(
        "regrade.html.j2",
        languages,
        assignment=name(assignment),
        count=len(changes),
        causes=[*rows_by_cause(changes).items()],
    )
