"""Checks grader modules against the grade cells that they score, and shares out the cells' points."""

from __future__ import annotations

import ast
import difflib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from examiner.course.masters import BESIDE
from examiner.grading.declared import demands_of
from examiner.grading.run import GradingRun
from examiner.model import Text
from examiner.model.marks import add_up

SHARE: pytest.StashKey[float] = pytest.StashKey()  # of a grade cell's points, for one test
MARKERS = ("nbgrader_config.py", "source")  # one of them lies at the root of a course


@dataclass(frozen=True)
class GraderItem:
    """A test and the run that it belongs to."""

    item: pytest.Item
    run: GradingRun

    @property
    def grade_id(self) -> str:
        """The grade cell that it scores."""
        return self.run.grade_id_of(self.item.path)

    def refuse(self, what: str) -> None:
        """Stop on a grader that cannot be used; in a run that is not strict, spoil only its own task."""
        text = f"{self.item.path}: {what}"
        if self.run.strict:
            raise pytest.UsageError(text)
        self.run.results.problems.setdefault(self.grade_id, text)


def graders_folder(path: Path) -> Path | None:
    """Return the folder of graders that a test file belongs to, if any; of several notebooks each has its own."""
    folders = graders_folders(path)
    return folders[-1] if folders else None


def graders_folders(path: Path) -> tuple[Path, ...]:
    """Return ``graders/<assignment>``, and the folder in it of one notebook, as far as a test file lies in them."""
    folder = path.parent
    if _is_of_course(folder):
        return (folder.resolve(),)
    if _is_of_course(folder.parent) and folder.name not in BESIDE:
        return folder.parent.resolve(), folder.resolve()
    return ()


def _is_of_course(folder: Path) -> bool:
    return folder.parent.name == "graders" and any((folder.parent.parent / name).exists() for name in MARKERS)


def check_graders(graders: list[GraderItem], *, whole: bool) -> None:
    """Title the tasks, share out the points, and refuse graders that cannot be used.

    Parameters
    ----------
    graders : list of GraderItem
        All tests of graders that were collected.
    whole : bool
        Whether modules were collected as a whole, so that their points must sum to their grade cells'.
    """
    functions = [grader for grader in graders if isinstance(grader.item, pytest.Function)]
    modules = {grader.item.path: grader for grader in reversed(functions)}
    for path, grader in modules.items():
        assert isinstance(grader.item, pytest.Function)
        title = title_line(grader.item.module.__doc__, path.stem)
        grader.run.results.titles.setdefault(grader.grade_id, Text.parse(title))
        if relies_on_a_given_hint(path, grader.item.module):
            grader.refuse("hint is used but not imported; add `from examiner import hint`")
    for grader in functions:
        grader.run.results.demands[grader.grade_id, grader.item.name] = demands_of(grader.item)
    _share_points(functions)
    if whole:
        _check_points(graders)


def title_line(text: str | None, otherwise: str) -> str:
    """Return the first line of a docstring, or something else where there is none."""
    lines = (text or "").strip().splitlines()
    return lines[0].strip() if lines else otherwise


def syntax_error_in(told: str) -> str:
    """Return file, line and reason of the syntax error that a grader or a module of its helpers ends with, else "".

    Parameters
    ----------
    told : str
        How pytest tells that a module cannot be imported, with the whole traceback.
    """
    why = re.findall(r"^E\s+((?:Syntax|Indentation|Tab)Error: .*)$", told, re.MULTILINE)
    where = re.findall(r'^E\s+File "(.+)", line (\d+)$', told, re.MULTILINE)
    return f"{where[-1][0]}:{where[-1][1]}: {why[-1]}" if why and where else ""


def relies_on_a_given_hint(path: Path, module: ModuleType) -> bool:
    """Say whether a grader module uses ``hint`` without importing it, which graders could do once.

    An assertion evaluates its hint only when it fails: without this check a grader would pass the master, and be at
    fault for exactly those students who need its hint.
    """
    if hasattr(module, "hint"):
        return False
    nodes = list(ast.walk(ast.parse(path.read_bytes())))
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    bound = {alias.asname or alias.name for node in imports for alias in node.names}
    bound |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    bound |= {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    bound |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return "hint" not in bound and any(isinstance(node, ast.Name) and node.id == "hint" for node in nodes)


def case_title(item: pytest.Item, line: str) -> Text:
    """Return the title of a check; of one case of a parametrised test, with what it is the case of."""
    case, title = getattr(item, "callspec", None), Text.parse(line)
    return title.mapped(lambda side: f"{side} [{case.id}]") if case is not None else title


def _share_points(functions: Iterable[GraderItem]) -> None:
    cases = Counter((grader.item.path, _name(grader.item)) for grader in functions)
    for grader in functions:
        item, cells, cell = grader.item, grader.run.cells, grader.grade_id
        if cell not in cells:
            near = difflib.get_close_matches(cell, cells, n=1)
            grader.refuse(f"no grade cell {cell!r} in the notebook" + (f"; meant {near[0]!r}?" if near else ""))
        points = getattr(getattr(item, "function", None), "examiner_points", None)
        if points is None:
            grader.refuse(f"{_name(item)} has no @points; write @points(0) if it carries none")
            points = 0.0
        item.stash[SHARE] = points / cases[item.path, _name(item)]


def _name(item: pytest.Item) -> str:
    return getattr(item, "originalname", item.name)


def _check_points(graders: Iterable[GraderItem]) -> None:
    """Refuse grader modules whose points do not sum to their grade cell's."""
    shares: dict[Path, list[float]] = {}
    samples: dict[Path, GraderItem] = {}
    for grader in graders:
        path = grader.item.path
        shares.setdefault(path, []).append(grader.item.stash.get(SHARE, 0.0))
        samples[path] = grader
    for path, parts in shares.items():
        cell = samples[path].run.cells.get(samples[path].grade_id)
        if cell is not None and add_up(parts) != add_up([cell.points]):
            samples[path].refuse(f"its tests carry {add_up(parts):g} points, the grade cell {cell.points:g}")
