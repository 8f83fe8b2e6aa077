"""The page ``docs/public_courses.md``, made of the figures that ``python -m benchmarks.public_courses`` keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Figures = Mapping[str, Any]
INTRODUCTION = """\
# Public nbgrader courses

Courses that others published, graded by nbgrader and here, without a word changed in them. `nbgrader
generate_assignment` and `examiner release` write a release of each assignment; its master and nbgrader's release are
handed in; `nbgrader autograde` and `examiner grade` grade both. Then [releases and gradebooks](nbgrader.md) are
compared, these row by row: totals, each cell's points, comments, what waits for a person. Last, `examiner adopt` makes
graders of the asserts in test cells.

The courses were found among public repositories on GitHub that hold a `source/` folder of nbgrader's, and taken where
their masters are in Python and need few libraries. An assignment named `ps1` or `test` is nbgrader's own example, as it
comes or nearly so. None of their text is in this repository:
`python -m benchmarks.public_courses FOLDER` measures a folder of checkouts, and `--page` writes this page of
[its figures](../benchmarks/public_courses.json).
"""
KEY = """\
*Assignments*: those that were measured, not always all that a course has. *Released*: by both, of the assignments that
nbgrader releases. *Rows*: of the gradebook, for hand-ins to which nbgrader gives a score; *listed*: otherwise as [the
list of differences](nbgrader.md) says, and equal with `c.Examiner.as_nbgrader = ["all"]`. *Asserts*: checks that the
master passes without a hand, of all asserts in test cells; *hidden*: of those between nbgrader's marks for hidden
tests. *Left out* of both: asserts in cells that the master's own notebook does not pass, and in masters that need a
library which was missing here.
"""
COLUMNS = ("course", "commit", "assignments", "released", "rows", "equal", "listed", "asserts", "hidden", "left out")


def page(results: Mapping[str, Figures]) -> str:
    """Return the page.

    Parameters
    ----------
    results : mapping
        By repository, its commit and the figures of its assignments.
    """
    lines = [INTRODUCTION, *_table(results), "", KEY, "## What was otherwise", "", *_otherwise(results)]
    return "\n".join(lines).rstrip() + "\n"


def _table(results: Mapping[str, Figures]) -> Iterator[str]:
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|---|---|{'---:|' * (len(COLUMNS) - 2)}"
    everything: list[Figures] = []
    for name, course in results.items():
        every = [*course["assignments"].values()]
        everything += every
        yield f"| {name} | {course['commit'][:8]} | {_row(every)} |"
    yield f"| **{len(results)} courses** | | {_row(everything)} |"


def _row(every: Sequence[Figures]) -> str:
    total: Counter[str] = Counter()
    for one in every:
        total += Counter({k: v for k, v in one.items() if isinstance(v, int)})
    theirs = [one for one in every if one["released"]["nbgrader"]]
    both = [one for one in theirs if one["released"]["examiner"]]
    tried = [one for one in every if "asserts" in one]
    asserts, hidden = ("–", "–")
    if tried:
        asserts = f"{total['adopted']} of {total['asserts']}"
        hidden = f"{total['hidden_adopted']} of {total['hidden']}"
    figures = (
        len(every),
        f"{len(both)} of {len(theirs)}",
        total["rows"],
        total["equal"],
        total["listed"],
        asserts,
        hidden,
        f"{total['left_out']}, {total['hidden_left_out']} hidden" if total["left_out"] else 0,
    )
    return " | ".join(map(str, figures))


def _otherwise(results: Mapping[str, Figures]) -> Iterator[str]:
    for name, course in results.items():
        for assignment, one in course["assignments"].items():
            for text in _of(one):
                yield f"- {name}, {assignment}: {text}"


def _of(one: Figures) -> Iterator[str]:
    """Yield what is to say of an assignment."""
    theirs, ours = one["refused"]["nbgrader"], one["refused"]["examiner"]
    if theirs and ours:
        yield f"refused by both; here: {_plain(ours)}"
    elif ours:
        yield f"refused here alone: {_plain(ours)}"
    if not theirs and not one.get("graded"):
        yield "nbgrader gives no score to either hand-in."
    if one.get("otherwise"):
        yield f"{len(one['otherwise'])} figures of rows: {_plain(one['otherwise'][0])}"
    if one.get("missing"):
        yield f"adoption was not tried, for want of {', '.join(one['missing'])}."
    if "adopt" in one:
        yield f"adoption: {_plain(one['adopt'])}"
    reasons = Counter(_plain(reason) for reason in one.get("by_hand", ()))
    for reason, count in reasons.most_common():
        yield f"{count} by hand: {reason}"


def _plain(text: str) -> str:
    return text.removeprefix("- ").replace("|", "\\|").replace("<", "&lt;").strip()
