"""The student edition of a master notebook: nbgrader's own conversion with two steps of ours.

Both :func:`release_form`, in memory, and :mod:`examiner.release.edition`, with gradebook, take their steps
from :func:`conversion`, so a submission is merged into exactly what students got.
"""

from __future__ import annotations

import contextlib
import copy
import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from nbconvert.exporters import NotebookExporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.warnings import MissingIDFieldWarning
from nbgrader.converters import GenerateAssignment  # type: ignore[import-untyped, unused-ignore]
from nbgrader.coursedir import CourseDirectory  # type: ignore[import-untyped, unused-ignore]
from nbgrader.preprocessors import (  # type: ignore[import-untyped, unused-ignore]
    IncludeHeaderFooter,
    InstantiateTests,
    SaveCells,
)
from traitlets import Bool, List, Unicode
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from examiner.course.drop_in import METADATA
from examiner.course.errors import CourseError
from examiner.course.importing import importing
from examiner.course.settings import LANGUAGE, Settings
from examiner.model import digest
from examiner.model.cells import Cell, cells_of
from examiner.model.notebook import CELL_ID, parse
from examiner.release.autotests import MadeTests, find_templates

# What editors leave behind without being asked: it differs from one saving to the next, or tells of a machine.
_LEFT_IN_CELLS = (
    *("collapsed", "scrolled", "trusted", "execution", "ExecuteTime", "executionInfo", "papermill"),
    *("colab", "colab_type", "id", "outputId", "pycharm", "vscode"),
)
_LEFT_IN_NOTEBOOKS = (
    *("widgets", "signature", "varInspector", "papermill", "celltoolbar", "orig_nbformat"),
    *("colab", "accelerator", "pycharm", "vscode", "interpreter"),
)


def languages_of(cell: Cell) -> set[str]:
    """Return the languages that a cell's tags say it is written in; none if it stands in all of them."""
    return {tag for tag in cell.tags if LANGUAGE.fullmatch(tag) and _is_known(tag)}


def _is_known(tag: str) -> bool:
    """Whether there is a language of that name: ``hw`` is a tag like any other."""
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _foreign(nb: NotebookNode, languages: Collection[str]) -> list[Cell]:
    """Return the prose in languages of which the course teaches none.

    Only a notebook that has prose tagged with one of its languages is one in several: elsewhere ``ml`` is no Malayalam.
    """
    cells = cells_of(nb)
    prose = [cell for cell in cells if cell.type == "markdown" and not (cell.grade or cell.solution or cell.task)]
    tags = {cell.index: languages_of(cell) for cell in prose}
    if not any(found & set(languages) for found in tags.values()):
        return []
    return [cell for cell in prose if tags[cell.index] and not tags[cell.index] & set(languages)]


def left_out(master: NotebookNode, settings: Settings) -> list[str]:
    """Say which cells of a master a release does without because of their language."""
    found: dict[str, list[str]] = {}
    for cell in _foreign(master, settings.languages):
        found.setdefault(", ".join(sorted(languages_of(cell))), []).append(str(cell.index + 1))
    known = ", ".join(settings.languages)
    return [
        f"left out: cell{'s'[: len(cells) > 1]} {', '.join(cells)} of the master, tagged {tags}; "
        f"c.Examiner.languages names {known}"
        for tags, cells in found.items()
    ]


class KeepLanguages(Preprocessor):
    """Drops prose that is tagged with languages of which the course teaches none."""

    languages = List(Unicode(), help="Languages to keep.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook without the cells of other languages."""
        foreign = {cell.index for cell in _foreign(nb, self.languages)}
        nb.cells = [cell for index, cell in enumerate(nb.cells) if index not in foreign]
        return nb, resources


class Tidy(Preprocessor):
    """Makes cell ids and metadata depend on nothing but the master's content."""

    keep = Bool(False, help="Leave them as they are.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with new ids and without what editors leave behind."""
        if self.keep:
            return nb, resources
        used: set[str] = set()
        for read, cell in zip(cells_of(nb), nb.cells, strict=True):
            name = read.grade_id if read.is_marked else ""
            count = 0
            while name in used or not CELL_ID.fullmatch(name):
                text = f"{count}\n{cell.cell_type}\n{cell.source}"
                name, count = f"cell-{digest.of_text(text)[:16]}", count + 1
            used.add(name)
            cell.id = name
            cell.metadata = _without(cell.metadata, _LEFT_IN_CELLS)
        nb.metadata = _without(nb.metadata, _LEFT_IN_NOTEBOOKS)
        nb.metadata.get("language_info", {}).pop("version", None)  # the author's machine, not the course
        nb.nbformat_minor = 5
        return nb, resources


def _without(metadata: NotebookNode, names: tuple[str, ...]) -> NotebookNode:
    for name in set(metadata) & set(names):
        del metadata[name]
    return metadata


def conversion(settings: Settings) -> tuple[list[Any], Config]:
    """Return nbgrader's preprocessors with ours among them, and the configuration for all of them."""
    config = settings.nbgrader_config()
    with importing(settings.root):
        converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
        steps = [import_item(step) if isinstance(step, str) else step for step in converter.preprocessors]
    steps = [step for step in steps if step not in (KeepLanguages, Tidy)]  # a course may name them itself
    steps = [MadeTests if step is InstantiateTests else step for step in steps]
    first = steps.index(IncludeHeaderFooter) + 1 if IncludeHeaderFooter in steps else 0
    steps.insert(first, KeepLanguages)
    steps.append(Tidy)
    for step in (KeepLanguages, Tidy):
        config[step.__name__].enabled = True
    config.Tidy.keep = METADATA in settings.as_nbgrader
    config.KeepLanguages.languages = list(settings.languages)
    config.Exporter.default_preprocessors = []
    for part in ("header", "footer"):  # given relative to the course, read relative to wherever we are
        path = config.IncludeHeaderFooter.get(part)
        if path:
            config.IncludeHeaderFooter[part] = str(settings.root / path)
    return steps, config


@contextlib.contextmanager
def cells_may_lack_ids() -> Iterator[None]:
    """Let a header or footer of an older format in, whose cells have no ids before :class:`Tidy` gives them some."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingIDFieldWarning)
        yield


def release_form(master: NotebookNode, settings: Settings, folder: Path | None = None) -> NotebookNode:
    """Return the student edition of ``master``, without touching disk or gradebook; see :func:`forms_of`."""
    return forms_of(master, settings, folder).released


@dataclass(frozen=True, slots=True)
class Forms:
    """What a master becomes.

    Parameters
    ----------
    released : NotebookNode
        The student edition.
    judged : NotebookNode
        What nbgrader keeps to judge by: tests are made of AUTOTEST directives, hidden ones are there.
    """

    released: NotebookNode
    judged: NotebookNode


def forms_of(master: NotebookNode, settings: Settings, folder: Path | None = None) -> Forms:
    """Return what ``master`` becomes, without touching disk or gradebook.

    Parameters
    ----------
    master : NotebookNode
        As :func:`read_master` returns.
    settings : Settings
        Of the course: its languages, and where nbgrader's settings lie.
    folder : Path or None
        Where the master lies; only nbgrader's AUTOTEST directives need it.

    Raises
    ------
    CourseError
        If nbgrader's conversion refuses the master.
    """
    steps, config = conversion(settings)
    folder = folder or settings.root
    find_templates(config, folder, settings.root)
    make: Any = NotebookExporter  # without annotations
    exporter, kept = make(config=config), [master]

    def keep(nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        kept.append(copy.deepcopy(nb))
        return nb, resources

    for step in steps:
        saves = isinstance(step, type) and issubclass(step, SaveCells)
        exporter.register_preprocessor(keep if saves else step)
    resources = {"metadata": {"path": str(folder), "name": ""}}
    try:
        with cells_may_lack_ids():
            text, _ = exporter.from_notebook_node(master, resources=resources)
    except Exception as error:  # each preprocessor raises what it likes
        raise CourseError(f"{folder}: nbgrader refuses the notebook: {error}") from error
    return Forms(parse(str(text)), kept[-1])


def read_master(path: Path) -> NotebookNode:
    """Read a master notebook.

    Raises
    ------
    CourseError
        If it cannot be read, or is no notebook.
    """
    try:
        return parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from error
    except Exception as error:  # nbformat raises whatever a damaged notebook makes it trip over
        raise CourseError(f"{path} is not a valid notebook: {error}. Open and save it in Jupyter.") from error
