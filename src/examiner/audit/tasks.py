"""The tasks of an assignment: each with its answer cell, its grade cell and the cells that an answer needs."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from examiner.audit.names import Names, asked_of, names_of
from examiner.course.errors import CourseError, nearest
from examiner.grading.run import GradeCell, grade_cells, task_name
from examiner.model.notebook import grade_id, is_answer, nbgrader, new_cell, new_notebook

RESET = "audit-reset"  # id of the cell that puts the kernel back to where it was before an answer
SHOWN = frozenset({"figures", "stdout", "error"})  # of ``student``: what a task's cells put out
EARLIER = "audit-earlier-grade-cell"  # what stands before it is no part of the task's own outputs


@dataclass(frozen=True)
class Task:
    """One answer cell and the grade cell that scores it.

    Parameters
    ----------
    name : str
        Id of the answer cell.
    master : str
        Text of the master's answer.
    notebook : NotebookNode
        What is run to judge an answer: needed cells, a place for the reset, the answer, the grade cell.
    """

    name: str
    grade_id: str
    points: float
    master: str
    notebook: NotebookNode

    @property
    def reset(self) -> int:
        """Position of the cell that resets the kernel; the answer follows it."""
        return next(i for i, cell in enumerate(self.notebook.cells) if cell.id == RESET)

    @property
    def answer(self) -> int:
        """Position of the answer cell."""
        return self.reset + 1


def reference(notebook: NotebookNode, master: NotebookNode) -> NotebookNode:
    """Return the assignment as students get it, with the master's answers: what a perfect student hands in."""
    answers = {grade_id(cell): cell.source for cell in master.cells if is_answer(cell)}
    filled: NotebookNode = copy.deepcopy(notebook)
    for cell in filled.cells:
        if is_answer(cell):
            cell.source = answers[grade_id(cell)]
    return filled


def pairs(notebook: NotebookNode) -> list[tuple[int, GradeCell]]:
    """Return each answer cell's position with the grade cell that scores it; answers marked by hand are left out."""
    graded = [cell for cell in grade_cells(notebook) if not cell.manual]
    by_task = {task_name(cell.grade_id): cell for cell in graded}
    found = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not is_answer(cell) or nbgrader(cell).get("grade"):
            continue
        own = by_task.get(str(grade_id(cell)))
        own = own or next((other for other in graded if other.index > index), None)
        if own is not None:
            found.append((index, own))
    return found


def tasks_of(
    notebook: NotebookNode, graders: Path, others: Mapping[str, Iterable[str]], *, whole: bool = False
) -> dict[str, Task]:
    """Return the tasks of an assignment by name.

    Parameters
    ----------
    notebook : NotebookNode
        As :func:`reference` returns it.
    graders : Path
        Folder of the hidden graders: they too say which names a task needs.
    others : mapping of str to iterable of str
        Further answers to a task, which may need more cells than the master's.
    whole : bool
        Run all cells before an answer, whether they seem to matter or not.
    """
    known = {i: names_of(cell.source) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"}
    found = {}
    for index, graded in pairs(notebook):
        cell = notebook.cells[index]
        name = str(grade_id(cell))
        grader = graders / f"{graded.grade_id}.py"
        asked = _asked(grader)
        sources = [cell.source, *others.get(name, ())]
        between = _following(known, range(index + 1, graded.index), known[index], asked)
        sources += [notebook.cells[i].source for i in between]
        needed = {n for text in sources if (names := names_of(text)) for n in names.used} | asked
        before = range(index) if whole else _needed(known, notebook, range(index), needed)
        found[name] = _task(notebook, name, index, graded, [*before], [*between])
    return found


def _asked(grader: Path) -> frozenset[str]:
    try:
        return asked_of("student", grader.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return frozenset()  # grading it says what is wrong with it


def _needed(known: Mapping[int, Names | None], notebook: NotebookNode, cells: range, wanted: set[str]) -> list[int]:
    """Return the cells that bring about the wanted names, and those these cells need, in order."""
    modules = {name for names in known.values() if names is not None for name in names.imported}
    wanted, kept = set(wanted), []
    for index in reversed(cells):
        if index not in known:
            continue
        names = known[index]
        if nbgrader(notebook.cells[index]).get("grade"):
            continue  # its checks are for students; the hidden ones are the grader's
        if names is None or names.imported & wanted or (names.bound - modules) & wanted:
            kept.append(index)
            wanted |= names.used if names is not None else set()
    return kept[::-1]


def _following(
    known: Mapping[int, Names | None], cells: range, answer: Names | None, asked: frozenset[str]
) -> list[int]:
    """Return the cells after the answer that define what the grader asks for.

    Those that only show the answer, such as its plot, are run if the grader looks at what they print or draw.
    """
    own = answer.bound if answer is not None and asked & SHOWN else frozenset()
    return [i for i in cells if i in known and ((names := known[i]) is None or names.bound & asked or names.used & own)]


def _task(
    notebook: NotebookNode, name: str, index: int, graded: GradeCell, before: list[int], between: list[int]
) -> Task:
    cells = notebook.cells
    start = max((c.index + 1 for c in grade_cells(notebook) if c.index < graded.index), default=0)
    marks = {"nbgrader": {"grade": True, "grade_id": EARLIER, "points": 0, "solution": False}}
    grade = copy.deepcopy(cells[graded.index])
    grade.source = ""
    chosen = [copy.deepcopy(cells[i]) for i in before if i < start]
    chosen += [new_cell("code", "", EARLIER, marks)]
    chosen += [copy.deepcopy(cells[i]) for i in before if i >= start]
    chosen += [new_cell("code", "", RESET), copy.deepcopy(cells[index])]
    chosen += [copy.deepcopy(cells[i]) for i in between] + [grade]
    notebook = new_notebook(chosen, notebook.metadata)
    return Task(name, graded.grade_id, graded.points, cells[index].source, notebook)


def choose(tasks: Mapping[str, Task], wanted: Iterable[str]) -> dict[str, Task]:
    """Return the wanted tasks, all if none is named.

    Raises
    ------
    CourseError
        If there is no task of that name.
    """
    wanted = list(wanted)
    for name in wanted:
        if name not in tasks:
            raise CourseError(f"there is no task {name!r}; {nearest(name, tuple(tasks))}")
    return {name: task for name, task in tasks.items() if not wanted or name in wanted}
