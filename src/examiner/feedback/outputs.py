"""What a task's cells printed and drew, reduced to text and pictures.

Nothing that a browser would interpret passes: HTML, SVG, JavaScript, LaTeX and widgets are represented by
their plain text, or by a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from examiner.feedback.images import Image, read_picture
from examiner.model import Report, Task, TaskKey
from examiner.model.cells import Cell, cells_of
from examiner.pages.text import CutText, cut, plain

OUTPUT_CHARACTERS = 8_000  # of one output
OUTPUTS_PER_TASK = 24
IMAGES_PER_PAGE_BYTES = 12_000_000  # of base64 text
_HIDDEN = "HIDDEN TEST"  # part of nbgrader's marks around tests that students must not see
RESULT_TABLE = "examiner_result"  # marks an output that repeats our own results
SELF_CHECK = "examiner_self_check"  # marks one that says that a self-check was not run, which a page need not say


@dataclass(frozen=True, slots=True)
class Output:
    """One thing to show: a text, a picture, or a note that something is not shown."""

    kind: str  # text, stderr, error, image, or the word of a note
    text: CutText | None = None
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class TaskOutputs:
    """The outputs of one task, and how many more there were."""

    shown: tuple[Output, ...] = ()
    more: int = 0


def outputs_by_task(notebooks: Mapping[str, NotebookNode], report: Report) -> dict[TaskKey, TaskOutputs]:
    """Return the outputs of each task's cells by the task's key, from the executed notebooks by name.

    A task's cells are those from its answer cell to its grade cell.
    """
    budget = [IMAGES_PER_PAGE_BYTES]
    found = {}
    for name, notebook in notebooks.items():
        for task, cells in _cells_by_task(notebook, (task for task in report.tasks if task.notebook == name)):
            found[task.key] = _task_outputs(notebook, task, cells, budget)
    return found


def _cells_by_task(notebook: NotebookNode, tasks: Iterable[Task]) -> Iterable[tuple[Task, list[Cell]]]:
    wanted = {task.grade_id: task for task in tasks}
    cells: list[Cell] = []
    for cell in cells_of(notebook):
        if cell.solution and not any(earlier.solution for earlier in cells):
            cells = []  # what comes before the first answer is explanation and set-up
        cells.append(cell)
        if cell.grade:
            task = wanted.pop(cell.grade_id, None)
            if task is not None:
                yield task, cells
            cells = []


def _task_outputs(notebook: NotebookNode, task: Task, cells: Sequence[Cell], budget: list[int]) -> TaskOutputs:
    shown: list[Output] = []
    more = 0
    for cell in cells:
        if _HIDDEN in cell.source.upper():
            continue  # a student's function may print the inputs that hidden tests call it with
        for raw in _merged(notebook.cells[cell.index].get("outputs", [])):
            output = _output(task, cell, raw, budget) if len(shown) < OUTPUTS_PER_TASK else None
            if output is not None:
                shown.append(output)
            elif len(shown) >= OUTPUTS_PER_TASK:
                more += 1
    return TaskOutputs(tuple(shown), more)


def _merged(outputs: Iterable[Any]) -> list[Mapping[str, Any]]:
    """Join neighbouring pieces of the same stream: a loop that prints makes thousands of them."""
    merged: list[tuple[Any, list[str]]] = []
    for output in outputs:
        if not isinstance(output, Mapping):
            continue
        stream = output.get("output_type") == "stream"
        last = merged[-1][0] if merged else {}
        if stream and last.get("output_type") == "stream" and last.get("name") == output.get("name"):
            merged[-1][1].append(_text(output.get("text")))
        else:
            merged.append((output, [_text(output.get("text"))]))
    return [
        {**output, "text": "".join(texts)} if output.get("output_type") == "stream" else output
        for output, texts in merged
    ]


def _output(task: Task, cell: Cell, raw: Mapping[str, Any], budget: list[int]) -> Output | None:
    kind = raw.get("output_type")
    if kind == "stream":
        text = plain(_text(raw.get("text")))
        name = "stderr" if raw.get("name") == "stderr" else "text"
        return Output(name, cut(text, OUTPUT_CHARACTERS)) if text.strip() else None
    if kind == "error":
        return _error(task, cell, raw)
    data, metadata = raw.get("data"), raw.get("metadata")
    if not isinstance(data, Mapping) or (
        isinstance(metadata, Mapping) and (metadata.get(RESULT_TABLE) or metadata.get(SELF_CHECK))
    ):
        return None
    texts = {kind: _text(value) for kind, value in data.items() if str(kind).startswith("image/")}
    image = read_picture(texts) if budget[0] > 0 else None
    if image is not None:
        budget[0] -= len(image.uri)
        return Output("image", image=image)
    text = plain(_text(data.get("text/plain")))
    return Output("text", cut(text, OUTPUT_CHARACTERS)) if text.strip() else Output("rich_output")


def _error(task: Task, cell: Cell, raw: Mapping[str, Any]) -> Output | None:
    """Return an error without what the student must not read, or None if the report shows it already."""
    name = _text(raw.get("ename"))
    if cell.grade and not cell.solution:
        # The message and traceback of a grade cell quote its source, which may hold hidden tests.
        return Output("test_error", cut(plain(name), OUTPUT_CHARACTERS))
    if cell.solution and task.answer_error:
        return None
    lines = raw.get("traceback")
    text = "\n".join(_text(line) for line in lines) if isinstance(lines, list) else ""
    return Output("error", cut(plain(text or f"{name}: {_text(raw.get('evalue'))}"), OUTPUT_CHARACTERS))


def _text(value: Any) -> str:
    """Return notebook text, which may be stored as a list of lines."""
    if isinstance(value, list):
        return "".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""
