"""The executed notebook as people will open it: outputs, and a result table under each grade cell."""

from __future__ import annotations

import copy
import time
from collections.abc import Collection, Iterable

from nbformat import NotebookNode
from nbformat.v4 import new_output

from examiner.feedback import markdown
from examiner.feedback.harmless import make_harmless
from examiner.feedback.outputs import SELF_CHECK
from examiner.feedback.tables import result_output
from examiner.grading.execution import RunningNotebook
from examiner.model import Task
from examiner.model.cells import MISSING, Cell, cells_of
from examiner.pages.text import joined, sides
from examiner.pages.words import word

MOST_SECONDS = 10.0  # for all of a notebook's Markdown, in real time


def autograded_notebook(
    tasks: Iterable[Task], languages: tuple[str, ...], running: RunningNotebook, given: Collection[str]
) -> NotebookNode:
    """Return the executed notebook with a result table under each grade cell, harmless to whoever opens it.

    Parameters
    ----------
    tasks : iterable of Task
        What goes into the tables: the notebook's own tasks.
    languages : tuple of str
        The languages of what its student is told.
    running : RunningNotebook
        The notebook as it ran.
    given : collection of str
        Texts of the course's own Markdown cells.
    """
    notebook: NotebookNode = copy.deepcopy(running.notebook)
    deadline = time.monotonic() + MOST_SECONDS
    results = {task.grade_id: task for task in tasks}
    for index, (cell, read) in enumerate(zip(notebook.cells, cells_of(notebook), strict=True)):
        if cell.cell_type != "code":
            left = deadline - time.monotonic()
            make_harmless(cell, given, running.files, max(0.0, min(left, markdown.MOST_SECONDS)))
            continue
        run = running.runs.get(index)
        cell.outputs = list(run.result.outputs) if run is not None else []
        make_harmless(cell)
        if index in running.route.skipped:
            cell.outputs.append(_not_run(read, languages))
        cell.execution_count = run.result.execution_count if run is not None else None
        if run is not None and run.failure is not None and not run.result.error:
            cell.outputs.append(_stopped(joined(sides(run.failure.text, languages))))
        task = results.get(read.grade_id)
        if task is not None and task.checks:
            cell.outputs.append(result_output(task, languages))
    notebook.cells = [notebook.cells[cell.index] for cell in cells_of(notebook) if MISSING not in cell.tags]
    return notebook


def _not_run(cell: Cell, languages: tuple[str, ...]) -> NotebookNode:
    """Return what stands in place of the outputs of a cell that was not run; the student's may be made up."""
    text = joined(word("self_check" if cell.grade else "only_illustrates", languages))
    marks = {SELF_CHECK: True} if cell.grade else {}
    output: NotebookNode = new_output("display_data", data={"text/plain": text}, metadata=marks)
    return output


def _stopped(text: str) -> NotebookNode:
    """Return the output of a cell that was stopped: a limit, or the kernel's death."""
    output: NotebookNode = new_output("error", ename="Stopped", evalue=text, traceback=[f"Stopped: {text}"])
    return output
