"""Shows published figures beside those that the course's reference solutions reach on the real data.

``graders/<assignment>/real_<name>.py`` says what to measure on a data set::

    DATASET = "sms_spam"
    PUBLISHED = {"V + 1": ("==", 7298), "accuracy": (">=", 0.98), "RMSE": ("about", 0.879, 0.01), "seconds": None}

    def measure(namespace, folder):
        return {"V + 1": 7298, ...}

``namespace`` holds what the master notebook defines, ``folder`` the installed data set.
"""

from __future__ import annotations

import importlib.util
import math
import multiprocessing
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat

from examiner.course.layout import Course
from examiner.datasets.catalogue import DataError, dataset
from examiner.datasets.install import install, is_installed, place
from examiner.model.cells import cells_of

PAGE_HEAD = """# Real data

The reference solutions of the homeworks on real data sets: figures published with the data or in the lectures, and
what this course's own solutions reach. `make verify-real` measures them again and writes this page; the data are
installed for it, never committed.
"""


@dataclass(frozen=True)
class Figure:
    """One published figure and ours."""

    name: str
    published: str
    ours: float
    holds: bool | None  # None: nothing was published to hold it against


@dataclass(frozen=True)
class Comparison:
    """All figures on one data set."""

    assignment: str
    dataset: str
    title: str
    figures: tuple[Figure, ...]
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether every published figure is reached."""
        return all(figure.holds is not False for figure in self.figures)


def measurements(course: Course) -> list[tuple[str, Path]]:
    """Return the assignments and files that measure something on real data."""
    names = [name for name in course.assignments() if course.has_graders(name)]
    return [(name, path) for name in names for path in sorted(course.graders(name).glob("real_*.py"))]


def verify(course: Course, source: Path | None) -> Iterator[Comparison]:
    """Install what is missing, measure, and yield a comparison for each data set.

    Raises
    ------
    DataError
        If a data set cannot be had, or a measurement fails.
    """
    for assignment, path in measurements(course):
        module = _load(path)
        data = dataset(module.DATASET)
        if not is_installed(course.root, data):
            install(course.root, data, source=source)
        began = time.monotonic()
        found = _measure_apart(course, assignment, path, place(course.root, data))
        figures = tuple(_figure(name, value, module.PUBLISHED.get(name)) for name, value in found.items())
        yield Comparison(assignment, data.name, data.title, figures, time.monotonic() - began)


def page(comparisons: list[Comparison]) -> str:
    """Return the comparisons as a Markdown page."""
    parts = [PAGE_HEAD]
    for one in comparisons:
        parts.append(f"\n## {one.assignment}: {one.title}\n\n| figure | published | ours | reached? |\n")
        parts.append("|---|---:|---:|---|\n")
        mark = {True: "holds", False: "**does not hold**", None: ""}
        parts += [f"| {f.name} | {f.published} | {show_number(f.ours)} | {mark[f.holds]} |\n" for f in one.figures]
    return "".join(parts)


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"examiner_real_{path.parent.name}_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("DATASET", "PUBLISHED", "measure"):
        if not hasattr(module, name):
            raise DataError(f"{path}: it defines no {name}")
    return module


def _measure_apart(course: Course, assignment: str, path: Path, folder: Path) -> dict[str, float]:
    """Measure in a process of its own: libraries keep seeds, threads and memory."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    arguments = (course.root, assignment, path, folder, theirs)
    process = context.Process(target=_measure, args=arguments, daemon=True)
    process.start()
    theirs.close()
    try:
        found: Any = ours.recv()
    except EOFError:
        process.join()
        found = f"the process ended with status {process.exitcode}"
    process.join()
    if isinstance(found, str):
        raise DataError(f"{path}: {found}")
    return dict(found)


def _measure(root: Path, assignment: str, path: Path, folder: Path, answer: Any) -> None:
    import traceback

    try:
        answer.send({k: float(v) for k, v in _load(path).measure(namespace(root, assignment), folder).items()})
    except Exception:  # whatever it was, the one who waits must hear of it
        answer.send(traceback.format_exc())


def namespace(root: Path, assignment: str) -> dict[str, Any]:
    """Run the masters' cells, self-checks left out, in this process and return what they define."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    course = Course.find(root)
    masters = course.notebooks(assignment)
    os.chdir(course.source(assignment))
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in (cell for path in masters for cell in cells_of(nbformat.read(path, as_version=4))):
        if cell.type == "code" and not cell.grade:
            exec(compile(cell.source, f"<{cell.id}>", "exec"), names)  # noqa: S102 - the instructor's own notebook
    return names


def _figure(name: str, ours: float, published: tuple[Any, ...] | None) -> Figure:
    if published is None:
        return Figure(name, "–", ours, None)
    kind, value, *rest = published
    holds = {
        "==": ours == value,
        ">=": ours >= value,
        "<=": ours <= value,
        "about": math.isclose(ours, value, abs_tol=rest[0] if rest else 0.0),
        "shown": None,  # published, but for another method: shown beside ours, nothing to reach
    }[kind]
    sign = {"==": "", ">=": "≥ ", "<=": "≤ ", "about": "≈ ", "shown": ""}[kind]
    return Figure(name, f"{sign}{show_number(value)}", ours, holds)


def show_number(value: float) -> str:
    """Return a figure as the tables show it."""
    return f"{value:,.0f}" if float(value).is_integer() and abs(value) >= 2 else f"{value:.3f}"
