"""In any nbgrader course without graders, our release and grades are nbgrader's, but for what docs/nbgrader.md lists.

Random courses go through both programs; what is otherwise must vanish with nbgrader's ways. ``make test`` runs a
sample, ``make proof`` all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from msgspec.structs import replace
from nbformat.v4 import new_notebook
from nbgrader.converters import Autograde
from tests.conftest import cell_of, marked_cell
from tests.dropin.compare import differences, release_differences, rows
from tests.dropin.harness import in_processes
from tests.dropin.masters import PYTHON, Made
from tests.dropin.pair import NBGRADER, OURS, Pair
from tests.dropin.uploads import LATE, Upload
from tests.sampling import record, sample

from examiner.gradebook import grades, writer
from examiner.gradebook.lateness import LatePenalties
from examiner.grading import runner
from examiner.kernels.forkserver import ForkServer
from examiner.release import form

COURSES = 300  # each was looked at; a further one is added when it has been
SAMPLE = 4
MOST_NOTEBOOKS = 3


def test_random_courses_are_released_and_graded_as_by_nbgrader(tmp_path: Path, capsys) -> None:
    numbers = sample("drop-in", range(COURSES), SAMPLE)
    tally = in_processes(numbers, tmp_path, MOST_NOTEBOOKS)
    with capsys.disabled():
        print(f"\n{len(numbers)} courses beside nbgrader: {tally}", flush=True)
    record({"courses": len(numbers), **tally.counts})
    assert tally.unexplained == []
    assert tally.counts["rows"] > 8 * len(numbers) and tally.counts["released cells"] > 3 * len(numbers)
    assert tally.counts["rows equal"] > 0.9 * tally.counts["rows"]


# -- that a difference would be seen ------------------------------------------------------------------------


def made() -> Made:
    """Return an assignment in which each of the planted differences would show."""
    cells = [
        marked_cell("code", "def half(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION", "half", solution=True),
        marked_cell("code", "4 * (half(4) == 2)", "test_half", grade=True, locked=True, points=4),
        marked_cell("code", "2 * (half(4) == 2) + (half(1) == 3)", "test_part", grade=True, locked=True, points=3),
        marked_cell("code", "assert half(2) == 1\n### BEGIN HIDDEN TESTS\nassert half(0) == 0\n### END HIDDEN TESTS",
                    "test_hidden", grade=True, locked=True, points=2),
        marked_cell("markdown", "Why?", "why", grade=True, solution=True, points=3),
        marked_cell("markdown", "And why not?", "open", grade=True, solution=True, points=3),
    ]  # fmt: skip
    notebook = new_notebook(cells=cells, metadata={"kernelspec": PYTHON})
    return Made("plan", None, {"plan": notebook}, {"plan": {}}, late=True)  # type: ignore[arg-type]  # nothing is drawn


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, server: ForkServer) -> Pair:
    """A late submission that both programs have graded, with the same result, and a person has marked."""
    pair, assignment = Pair(tmp_path_factory.mktemp("planted"), server), made()
    pair.teach(assignment)
    assert pair.release("plan") == ("", "")
    notebook = pair.released(NBGRADER, "plan")["plan"]
    cell_of(notebook, "half").source = "def half(x):\n    return x / 2 if x else 1"
    cell_of(notebook, "why").source = "Because."
    pair.take("plan", Upload("ada", LATE, {"plan": notebook}))
    assert pair.grade("plan")[0] == ""
    for program in (NBGRADER, OURS):
        with pair.gradebook(program) as book:
            grade = book.find_grade("test_part", "plan", "plan", "ada")
            grade.extra_credit = 1.0
            book.db.commit()
    assert pair.nbgrader(Autograde, "plan", force=True) == ""
    pair.ours("grade", "plan", "--force")
    assert [*map(str, otherwise(pair))] == []
    return pair


def otherwise(pair: Pair) -> list[Any]:
    with pair.gradebook(NBGRADER) as theirs, pair.gradebook(OURS) as ours:
        return [*differences(rows(theirs, "plan"), rows(ours, "plan"))]


def points(change: Callable[[float, float], float]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a fault of the one who judges a cell."""

    def plant(real: Callable[..., Any]) -> Callable[..., Any]:
        def judged(*args: Any) -> Any:
            check = real(*args)
            return replace(check, points=change(check.points, check.max_points))

        return judged

    return plant


def after(change: Callable[[Any], None]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a fault of the one who writes grades."""

    def plant(real: Callable[..., Any]) -> Callable[..., Any]:
        def written(session: Any, submitted: Any, *args: Any) -> Any:
            found = real(session, submitted, *args)
            session.flush()
            for grade in session.query(grades.api.Grade).filter_by(notebook_id=submitted):
                change(grade)
            return found

        return written

    return plant


def lost(name: str) -> Callable[[Any], None]:
    return lambda grade: setattr(grade, name, None)


PLANTED: dict[str, tuple[Any, str, Callable[[Any], Any]]] = {
    "partial credit is all or nothing": (runner, "_cell_check", points(lambda got, most: most if got else 0.0)),
    "points are rounded down": (runner, "_cell_check", points(lambda got, most: max(0.0, got - 0.5))),
    "hidden tests pass": (runner, "_cell_check", points(lambda got, most: got or most)),
    "a mark by hand is not asked for": (grades, "_score_by_hand", lambda real: lambda cell: 0.0),
    "an untouched answer waits": (grades, "_score_by_hand", lambda real: lambda cell: None),
    "nothing is late": (LatePenalties, "assign", lambda real: lambda *args: ""),
    "a time is lost": (writer.GradebookWriter, "_timestamp", lambda real: lambda *args: None),
    "no comment is written": (writer, "write_comments", lambda real: lambda *args: None),
    "extra credit is lost": (writer, "write_scores", after(lost("extra_credit"))),
    "all wait for a person": (writer, "write_scores", after(lambda grade: setattr(grade, "needs_manual_grade", True))),
}  # fmt: skip


@pytest.fixture
def blank(pair: Pair) -> Iterator[None]:
    """Of what was graded nothing is in our gradebook but what people gave; afterwards all is as it was."""
    before = pair.keep_gradebook()
    with pair.gradebook(OURS) as book:
        notebook = book.find_submission_notebook("plan", "plan", "ada")
        notebook.late_submission_penalty, notebook.assignment.timestamp = None, None
        for comment in notebook.comments:
            comment.auto_comment = None
        for grade in notebook.grades:
            grade.auto_score = None
        book.db.commit()
    assert otherwise(pair) != []
    yield
    pair.put_gradebook(before)


@pytest.mark.usefixtures("blank")
def test_where_nothing_is_planted_nothing_is_seen(pair: Pair) -> None:
    pair.ours("grade", "plan", "--force")
    assert [*map(str, otherwise(pair))] == []


@pytest.mark.usefixtures("blank")
@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_difference_is_seen(pair: Pair, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    owner, name, plant = PLANTED[what]
    monkeypatch.setattr(owner, name, plant(getattr(owner, name)))
    pair.ours("grade", "plan", "--force")
    assert otherwise(pair) != []


def test_a_release_that_differs_in_a_cell_is_seen(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = pair.released(NBGRADER, "plan")
    assert [*release_differences(theirs, pair.released(OURS, "plan"))] == []
    real = form.Tidy.preprocess

    def drops_a_cell(self: Any, nb: Any, resources: Any) -> Any:
        del nb.cells[-1]
        return real(self, nb, resources)

    monkeypatch.setattr(form.Tidy, "preprocess", drops_a_cell)
    changed = form.release_form(nbformat.from_dict(made().notebooks["plan"]), pair_settings(pair))
    assert [*release_differences(theirs, {"plan": changed})] != []


def pair_settings(pair: Pair) -> Any:
    from examiner.course.layout import Course

    return Course.find(pair.folder(OURS)).settings
