"""Checks grader modules against the grade cells that they score, and shares out the cells' points."""

from __future__ import annotations

import ast
import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from examiner.grading.declared import demands_of
from examiner.grading.run import GradingRun
from examiner.model import Text
from examiner.model.marks import add_up

SHARE: pytest.StashKey[float] = pytest.StashKey()  # of a grade cell's points, for one test
MARKER = "nbgrader_config.py"  # the file at the root of a course


@dataclass(frozen=True)
class GraderItem:
    """A test and the run that it belongs to."""

    item: pytest.Item
    run: GradingRun

    @property
    def grade_id(self) -> str:
        """The grade cell that it scores."""
        return self.item.path.stem

    def refuse(self, what: str) -> None:
        """Stop on a grader that cannot be used; in a run that is not strict, spoil only its own task."""
        text = f"{self.item.path}: {what}"
        if self.run.strict:
            raise pytest.UsageError(text)
        self.run.results.problems.setdefault(self.grade_id, text)


def graders_folder(path: Path) -> Path | None:
    """Return the folder ``graders/<assignment>`` that a test file belongs to, if any."""
    folder = path.parent
    if folder.parent.name == "graders" and (folder.parent.parent / MARKER).exists():
        return folder.resolve()
    return None


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
        grader.run.results.titles.setdefault(path.stem, Text.parse(title_line(grader.item.module.__doc__, path.stem)))
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
        cell = samples[path].run.cells.get(path.stem)
        if cell is not None and add_up(parts) != add_up([cell.points]):
            samples[path].refuse(f"its tests carry {add_up(parts):g} points, the grade cell {cell.points:g}")
