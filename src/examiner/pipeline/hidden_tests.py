"""What students see of an assignment without graders: the notebook run again, without its hidden tests.

There the tests run in the student's process, as with nbgrader, and that process can read them: what it prints, raises
or shows afterwards may hold their text. So the run with hidden tests gives scores and nothing else, and all that a
student sees comes from one without.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator, Mapping

from msgspec.structs import replace
from nbformat import NotebookNode

from examiner.grading import runner
from examiner.grading.execution import RunningNotebook
from examiner.grading.run import GradingRun
from examiner.grading.wall import Wall
from examiner.kernels.budget import Budget
from examiner.kernels.errors import ForkServerError
from examiner.model import Check, Limits, Outcome, Task, say
from examiner.model.cells import cells_of, grade_cells, mark


def reword(cell: NotebookNode, text: str) -> None:
    """Give a grade cell another text, and the checksum of it, which `nbgrader validate` reads in what is graded."""
    from nbgrader.utils import compute_checksum  # type: ignore[import-untyped, unused-ignore]  # slow to import

    cell.source = text
    mark(cell, checksum=compute_checksum(cell))


def with_tests_of(master: NotebookNode, judged: NotebookNode) -> NotebookNode:
    """Return a master with the tests that an assignment without graders is judged by: made of directives, some."""
    tests = {cell.grade_id: cell.source for cell in grade_cells(judged) if not cell.is_manual}
    for cell in grade_cells(master):
        if cell.grade_id in tests:
            reword(master.cells[cell.index], tests[cell.grade_id])
    return master


def proves_nothing(master: NotebookNode, released: NotebookNode) -> frozenset[str]:
    """Return the grade cells of a master behind an answer that it does not give: students got the same text there."""
    given = {cell.grade_id: cell.source for cell in cells_of(released) if cell.is_autograded_answer}
    open_at = [cell.index for cell in cells_of(master) if given.get(cell.grade_id) == cell.source]
    return frozenset(cell.grade_id for cell in grade_cells(master) if open_at and cell.index > min(open_at))


@contextlib.contextmanager
def without_hidden_tests(run: GradingRun, visible: Mapping[str, str], limits: Limits) -> Iterator[GradingRun]:
    """Give a judged notebook as it runs without hidden tests; its kernel lives as long as the context.

    Parameters
    ----------
    run : GradingRun
        As it was judged with hidden tests.
    visible : dict of str to str
        By grade id, the text that students know of a cell that holds hidden tests; if there is none, all may be seen.
    limits : Limits
        The second run has an account of its own, so that it costs no point.

    Raises
    ------
    ForkServerError
        If a kernel was killed from outside.
    """
    if not visible:
        yield run
        return
    notebook = copy.deepcopy(run.running.notebook)
    for cell in grade_cells(notebook):
        if cell.grade_id in visible:
            reword(notebook.cells[cell.index], visible[cell.grade_id])
    running = RunningNotebook(notebook, run.running.files, Budget(limits), run.running.make_session)
    names, wall = (run.assignment, run.notebook_name, run.graders), Wall(running, frozenset())
    shown = GradingRun(*names, running, wall, run.seed, ways=run.ways)
    try:
        runner.score_like_nbgrader(shown)
        yield shown
    finally:
        running.close()
    if running.outside_death:
        raise ForkServerError(running.outside_death)


def seen_by_students(run: GradingRun, shown: GradingRun) -> tuple[Task, ...]:
    """Return the tasks of a judged notebook, with the sentences of its run without hidden tests."""
    return run.tasks() if shown is run else as_shown(run.tasks(), shown.tasks())


def as_shown(judged: tuple[Task, ...], shown: tuple[Task, ...]) -> tuple[Task, ...]:
    """Return the tasks with the points of one run and the sentences of the other."""
    return tuple(
        replace(task, checks=tuple(map(_as_shown, task.checks, other.checks)), answer_error=other.answer_error)
        for task, other in zip(judged, shown, strict=True)
    )


def _as_shown(check: Check, shown: Check) -> Check:
    if check.outcome is Outcome.FAULT:
        return check
    message = shown.message
    if check.outcome is Outcome.PASSED:
        message = None
    elif shown.outcome is Outcome.PASSED:
        message = say("沒有通過隱藏的測試", "hidden tests did not pass")
    detail = "\n".join(filter(None, (check.detail, str(check.message or ""))))
    return replace(check, message=message, hint=shown.hint, traceback=shown.traceback, detail=detail)
