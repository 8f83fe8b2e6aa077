"""The tasks of an assignment: each with its answer cell, its grade cell and the cells that an answer needs."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from examiner.course.errors import CourseError, nearest
from examiner.course.graders import grader_of, task_name
from examiner.grading.names import Names, asked_of, names_of
from examiner.model.cells import Cell, answer_cells, cells_of, grade_cells, mark
from examiner.model.marks import add_up
from examiner.model.notebook import new_cell, new_notebook

RESET = "audit-reset"  # id of the cell that puts the kernel back to where it was before an answer
SHOWN = frozenset({"figures", "stdout", "error"})  # of ``student``: what a task's cells put out
EARLIER = "audit-earlier-grade-cell"  # what stands before it is no part of the task's own outputs


@dataclass(frozen=True)
class Task:
    """One answer cell and the grade cells that score it.

    Parameters
    ----------
    name : str
        Id of the answer cell.
    grade_ids : tuple of str
        Of the grade cells, in the notebook's order.
    points : float
        Of all of them.
    master : str
        Text of the master's answer.
    notebook : NotebookNode
        What is run to judge an answer: needed cells, a place for the reset, the answer, the grade cells.
    """

    name: str
    grade_ids: tuple[str, ...]
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

    @property
    def graded(self) -> frozenset[int]:
        """Positions of the grade cells."""
        return frozenset(cell.index for cell in grade_cells(self.notebook) if cell.grade_id in self.grade_ids)

    def called(self, grade_id: str, check: str) -> str:
        """Return what a check of a grade cell is called in an audit: with the cell, where several score the answer."""
        return check if len(self.grade_ids) == 1 else f"{grade_id}: {check}"


def reference(notebook: NotebookNode, master: NotebookNode) -> NotebookNode:
    """Return the assignment as students get it, with the master's answers: what a perfect student hands in."""
    answers = answer_cells(master)
    filled: NotebookNode = copy.deepcopy(notebook)
    for cell in cells_of(filled):
        if cell.solution:
            filled.cells[cell.index].source = answers[cell.grade_id].source
    return filled


def pairs(notebook: NotebookNode) -> list[tuple[Cell, Cell]]:
    """Return each answer cell with the grade cell that scores it; answers marked by hand are left out."""
    graded = [cell for cell in grade_cells(notebook) if not cell.is_manual]
    by_task = {task_name(cell.grade_id): cell for cell in graded}
    found = []
    for cell in (cell for cell in cells_of(notebook) if cell.is_autograded_answer):
        own = by_task.get(cell.grade_id)
        own = own or next((other for other in graded if other.index > cell.index), None)
        if own is not None:
            found.append((cell, own))
    return found


def further(notebook: NotebookNode) -> dict[int, tuple[Cell, ...]]:
    """Return, by the place of a grade cell that :func:`pairs` names, those that follow it and score the same answer.

    They are nobody's own, and no other answer stands between: nbgrader's courses often have several for one answer.
    """
    own = {graded.index for _, graded in pairs(notebook)}
    found: dict[int, tuple[Cell, ...]] = {}
    last = None
    for cell in cells_of(notebook):
        if cell.index in own:
            last = cell.index
        elif cell.solution:
            last = None
        elif cell.grade and last is not None:
            found[last] = (*found.get(last, ()), cell)
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
    cells = cells_of(notebook)
    known = {cell.index: names_of(cell.source) for cell in cells if cell.type == "code"}
    found, others_of = {}, further(notebook)
    for cell, first in pairs(notebook):
        index, name = cell.index, cell.grade_id
        scoring = (first, *(c for c in others_of.get(first.index, ()) if grader_of(graders, c.grade_id).is_file()))
        asked = frozenset().union(*(asked_by(grader_of(graders, graded.grade_id)) for graded in scoring))
        sources = [cell.source, *others.get(name, ())]
        between = _following(known, range(index + 1, scoring[-1].index), known[index], asked)
        sources += [cells[i].source for i in between]
        needed = {n for text in sources if (names := names_of(text)) for n in names.used} | asked
        before = range(index) if whole else _needed(known, cells[:index], needed)
        found[name] = _task(notebook, name, index, scoring, [*before], [*between])
    return found


def asked_by(grader: Path, *, guessed: bool = True) -> frozenset[str]:
    """Return what a grader module asks ``student`` for; ``guessed``: also what it may, by computed names."""
    try:
        return asked_of("student", grader.read_text(encoding="utf-8"), guessed=guessed)
    except (OSError, SyntaxError, ValueError):
        return frozenset()  # grading it says what is wrong with it


def _needed(known: Mapping[int, Names | None], cells: Sequence[Cell], wanted: set[str]) -> list[int]:
    """Return the cells that bring about the wanted names, and those these cells need, in order."""
    modules = {name for names in known.values() if names is not None for name in names.imported}
    wanted, kept = set(wanted), []
    for cell in reversed(cells):
        if cell.index not in known or cell.grade:
            continue  # prose; or its checks are for students, and the hidden ones are the grader's
        names = known[cell.index]
        if names is None or names.imported & wanted or (names.bound - modules) & wanted:
            kept.append(cell.index)
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
    notebook: NotebookNode, name: str, index: int, scoring: Sequence[Cell], before: list[int], between: list[int]
) -> Task:
    cells = notebook.cells
    start = max((c.index + 1 for c in grade_cells(notebook) if c.index < scoring[0].index), default=0)
    earlier = mark(new_cell("code", "", EARLIER), grade=True, grade_id=EARLIER, points=0, solution=False)
    following = {i: copy.deepcopy(cells[i]) for i in between}
    for graded in scoring:
        following[graded.index] = copy.deepcopy(cells[graded.index])
        following[graded.index].source = ""
    chosen = [copy.deepcopy(cells[i]) for i in before if i < start]
    chosen += [earlier]
    chosen += [copy.deepcopy(cells[i]) for i in before if i >= start]
    chosen += [new_cell("code", "", RESET), copy.deepcopy(cells[index])]
    chosen += [following[i] for i in sorted(following)]
    notebook = new_notebook(chosen, notebook.metadata)
    points = add_up(graded.points for graded in scoring)
    return Task(name, tuple(graded.grade_id for graded in scoring), points, cells[index].source, notebook)


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
