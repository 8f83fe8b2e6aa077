"""The small result table under a grade cell of the autograded notebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nbformat import NotebookNode
from nbformat.v4 import new_output

from examiner.feedback.outputs import RESULT_TABLE
from examiner.feedback.page import check_view
from examiner.model import Task, TaskMarks
from examiner.model.text import Piece
from examiner.pages.render import render
from examiner.pages.states import task_state
from examiner.pages.text import joined, points, sides, titled
from examiner.pages.words import SYMBOLS, word


def result_table_html(task: Task, languages: Iterable[str]) -> str:
    """Return a task's checks as a small HTML table for a notebook.

    It needs no style sheet and holds only elements and attributes that Jupyter, nbconvert and nbgrader's
    feedback keep when they sanitise.
    """
    languages = tuple(languages)
    return render(
        "table.html.j2",
        languages,
        title=titled(task.title, task.task),
        task=task,
        state=task_state(TaskMarks(task)),
        checks=[check_view(check) for check in task.checks],
    ).strip()


def result_table_text(task: Task, languages: Iterable[str]) -> str:
    """Return the same as plain text."""
    return "\n".join(_lines(task, tuple(languages)))


def result_output(task: Task, languages: Iterable[str]) -> NotebookNode:
    """Return the table as an output for the grade cell, marked so that feedback pages do not repeat it."""
    languages = tuple(languages)
    data = {
        "text/html": result_table_html(task, languages),
        "text/plain": result_table_text(task, languages),
    }
    output: NotebookNode = new_output("display_data", data=data, metadata={RESULT_TABLE: True})
    return output


def _lines(task: Task, languages: tuple[str, ...]) -> Iterator[str]:
    state = task_state(TaskMarks(task))
    title = _flat(sides(titled(task.title, task.task), languages))
    yield f"{title}: {points(task.score)} / {points(task.max_score)} {_word(state, languages)}"
    if state in ("pending", "manual"):
        yield f"  {_flat(word(f'{state}_line', languages))}"
    for view in map(check_view, task.checks):
        title = _flat(sides(view.title, languages))
        score = f"{points(view.points)} / {points(view.max_points)}"
        yield f"  {_word(view.outcome, languages)} ({score}): {title}"
        if view.explanation:
            yield f"      {_flat(word(view.explanation, languages))}"
        if view.message:
            yield f"      {_flat(sides(view.message, languages))}"
        if view.hint:
            yield f"      {_flat(word('hint', languages))}: {_flat(sides(view.hint, languages))}"


def _word(key: str, languages: tuple[str, ...]) -> str:
    return f"{SYMBOLS[key]} {_flat(word(key, languages))}"


def _flat(pieces: Iterable[Piece]) -> str:
    return " ".join(joined(pieces).split())
