"""The small result table under a grade cell of the autograded notebook."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping

from nbformat import NotebookNode
from nbformat.v4 import new_output

from examiner.feedback.checks import check_views, shown_state
from examiner.feedback.outputs import RESULT_TABLE
from examiner.model import Task, TaskMarks
from examiner.model.cells import cells_of
from examiner.model.rulings import Standing
from examiner.model.text import Piece
from examiner.pages.render import render
from examiner.pages.text import joined, points, sides, titled
from examiner.pages.words import SYMBOLS, word


def result_table_html(task: Task | TaskMarks, languages: Iterable[str]) -> str:
    """Return a task's checks, and what people gave, as a small HTML table for a notebook.

    Of a :class:`Task`, which is all that is known when it is graded, the table says that it is the machine's: whoever
    opens the notebook later, as formgrader does, may have given other points since. It needs no style sheet and holds
    only elements and attributes that Jupyter, nbconvert and nbgrader's feedback keep when they sanitise.
    """
    languages, by_machine, task = tuple(languages), isinstance(task, Task), _marks(task)
    return render(
        "table.html.j2",
        languages,
        title=titled(task.title, task.task.task),
        task=task,
        by_machine=by_machine,
        state=shown_state(task),
        ruling=_ruling(task),
        checks=check_views(task.task, shown_state(task)),
    ).strip()


def result_table_text(task: Task | TaskMarks, languages: Iterable[str]) -> str:
    """Return the same as plain text."""
    languages = tuple(languages)
    first, *others = _lines(_marks(task), languages)
    machine = [f"  {_flat(word('by_machine', languages))}"] if isinstance(task, Task) else []
    return "\n".join([first, *machine, *others])


def result_output(task: Task | TaskMarks, languages: Iterable[str]) -> NotebookNode:
    """Return the table as an output for the grade cell, marked so that feedback pages do not repeat it."""
    languages = tuple(languages)
    data = {
        "text/html": result_table_html(task, languages),
        "text/plain": result_table_text(task, languages),
    }
    output: NotebookNode = new_output("display_data", data=data, metadata={RESULT_TABLE: True})
    return output


def with_result_tables(
    notebook: NotebookNode, tasks: Mapping[str, Task] | Mapping[str, TaskMarks], languages: Iterable[str]
) -> NotebookNode:
    """Return an executed notebook whose result tables show these tasks, given by grade id."""
    notebook, languages = copy.deepcopy(notebook), tuple(languages)
    for read in cells_of(notebook):
        cell, task = notebook.cells[read.index], tasks.get(read.grade_id)
        if task is not None and "outputs" in cell:
            cell["outputs"] = [
                result_output(task, languages) if output.get("metadata", {}).get(RESULT_TABLE) else output
                for output in cell["outputs"]
            ]
    return notebook


def _marks(task: Task | TaskMarks) -> TaskMarks:
    return task if isinstance(task, TaskMarks) else TaskMarks(task)


def _ruling(task: TaskMarks) -> str:
    """Return the word of the pages for how a task was ruled; empty if it was not."""
    return "" if task.standing is Standing.COUNTS else f"{task.standing}_line"


def _lines(task: TaskMarks, languages: tuple[str, ...]) -> Iterator[str]:
    state = shown_state(task)
    title = _flat(sides(titled(task.title, task.task.task), languages))
    yield f"{title}: {points(task.score)} / {points(task.task.max_score)} {_word(state, languages)}"
    if state in ("pending", "manual", "unanswered"):
        yield f"  {_flat(word(f'{state}_line', languages))}"
    yield from _by_people(task, languages)
    for view in check_views(task.task, state):
        title = _flat(sides(view.title, languages))
        score = f"{points(view.points)} / {points(view.max_points)}"
        yield f"  {_word(view.outcome, languages)} ({score}): {title}"
        if view.explanation:
            yield f"      {_flat(word(view.explanation, languages))}"
        if view.message:
            yield f"      {_flat(sides(view.message, languages))}"
        if view.hint:
            yield f"      {_flat(word('hint', languages))}: {_flat(sides(view.hint, languages))}"


def _by_people(task: TaskMarks, languages: tuple[str, ...]) -> Iterator[str]:
    """Return what people have given and ruled."""
    if _ruling(task):
        yield f"  {_flat(word(_ruling(task), languages))}"
    if task.hand is not None:
        key = "by_hand" if task.machine is None else "by_hand_over"
        yield f"  {_flat(word(key, languages, points=points(task.hand), machine=points(task.machine)))}"
    if task.extra and task.counts:
        yield f"  {_flat(word('extra', languages, points=points(task.extra)))}"


def _word(key: str, languages: tuple[str, ...]) -> str:
    return f"{SYMBOLS[key]} {_flat(word(key, languages))}"


def _flat(pieces: Iterable[Piece]) -> str:
    return " ".join(joined(pieces).split())
