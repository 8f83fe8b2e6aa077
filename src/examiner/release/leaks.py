"""What of the hidden would leave with a release.

Hidden are answers, hidden tests, mark schemes and all that lies beside the graders. A line of these counts if it is
more than boilerplate and stands neither in the open part of the master nor in nbgrader's stubs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions  # type: ignore[import-untyped, unused-ignore]
from traitlets.config import Config

from examiner.model import digest
from examiner.model.cells import cells_of
from examiner.model.notebook import parse
from examiner.release.checks import Region, is_cleared_wholly, regions

_MARK = b'"grade_id"'  # of nbgrader's cells, in a notebook's text
_TELLING = 12  # characters that make a line more than boilerplate
_FIRST = 3  # lines of a file that are shown
_TRIVIAL = re.compile(r"[\s#=*_~-]")
_DECLARES = re.compile(r"(?:from|import|def|async\s+def|class)\s|@")  # says nothing of how a task is solved


@dataclass(frozen=True, slots=True)
class Leak:
    """Something hidden that stands in a release."""

    file: str
    cell: str  # or a line, an array; empty: the file itself
    text: str  # what stands there, shortened
    what: str  # what of the hidden it is

    def __str__(self) -> str:
        where = f"{self.file}, {self.cell}" if self.cell else self.file
        return f"{where}: {self.what}" + (f": {self.text}" if self.text else "")


@dataclass
class _Hidden:
    """The hidden lines of a master, with where they stand."""

    lines: dict[str, str] = field(default_factory=dict)
    answers: dict[str, set[str]] = field(default_factory=dict)  # by cell: what tells how it is solved
    guarded: set[str] = field(default_factory=set)  # lines of hidden tests and mark schemes


def leaks(
    master: NotebookNode,
    config: Config,
    files: Mapping[str, bytes],
    graders: Path,
    own: str = "",
) -> list[Leak]:
    """Return what students could read in a release though it is hidden.

    Parameters
    ----------
    master : NotebookNode
        The notebook with everything hidden.
    config : Config
        nbgrader's settings, which may change its markers and stubs.
    files : mapping of str to bytes
        The release.
    graders : Path
        Folder of the hidden graders and data, none of which may be released.
    own : str
        The master's file among those of the release, where there are other notebooks.
    """
    kinds = regions(config)
    markers = [marker for kind in kinds for marker in (kind.begin, kind.end)]
    kept = {value: graders / name for name, value in digest.of_folder(graders).items()}
    found = [leak for sure, leak in _shown(master, config, files, own) if sure]
    for name, data in files.items():
        if data and (value := digest.of_bytes(data)) in kept:
            found.append(Leak(name, "", "", f"it is the hidden file {kept[value].name}"))
        for place, line in _released_lines(name, data):
            found += [Leak(name, place, "", f"the marker {marker!r}") for marker in markers if marker in line]
    return found


def shared_lines(master: NotebookNode, config: Config, files: Mapping[str, bytes], own: str = "") -> list[str]:
    """Return a sentence on each file beside the notebook that shares lines with an answer without giving it away.

    A helper and an answer may well import the same, or begin alike: whoever releases them is told and decides.
    """
    found: dict[str, list[Leak]] = {}
    for sure, leak in _shown(master, config, files, own):
        if not sure:
            found.setdefault(leak.file, []).append(leak)
    return [_shared(file, shared) for file, shared in found.items()]


def _shared(file: str, found: Sequence[Leak]) -> str:
    lines = [f"{leak.cell} is {leak.what}: {leak.text}" for leak in found[:_FIRST]]
    more = len(found) - _FIRST
    told = ", ".join([*lines, *([f"and {more} more"] if more > 0 else [])])
    return f"{file} shares text with an answer; look whether it is meant: {told}"


def _shown(master: NotebookNode, config: Config, files: Mapping[str, bytes], own: str) -> Iterator[tuple[bool, Leak]]:
    """Yield the hidden lines in a release, each with whether it gives something away.

    Other notebooks of the assignment have lines of their own that are those of an answer or a hidden test by chance, as
    exercises resemble each other: there only what gives most of an answer is told.
    """
    hidden = _hidden_lines(master, config)
    for name, data in files.items():
        released = [(place, line.strip()) for place, line in _released_lines(name, data)]
        mine = {line for _, line in released}
        is_own = name == own or (not own and name.endswith(".ipynb"))
        is_another = not is_own and name.endswith(".ipynb") and _MARK in data
        given = {cell for cell, lines in hidden.answers.items() if 2 * len(mine & lines) > len(lines)}
        for place, line in released:
            if line in hidden.lines:
                cell = hidden.lines[line]
                sure = is_own or cell in given or (line in hidden.guarded and not is_another)
                if sure or not is_another:
                    yield sure, Leak(name, place, repr(line), f"hidden text of {cell}")


def _hidden_lines(master: NotebookNode, config: Config) -> _Hidden:
    """Return the lines of a master that tell something and stand nowhere in the open."""
    found, kinds, public = _Hidden(), regions(config), _stubs(config)
    for cell in cells_of(master):
        cleared, where = is_cleared_wholly(cell, kinds), f"cell {cell.index + 1} of the master"
        for line, region in _by_region(cell.source, kinds):
            if not (cleared or region):
                public.add(line)
            elif _tells(line):
                found.lines.setdefault(line, where)
                if not cleared and region != "solution":
                    found.guarded.add(line)
                elif not _DECLARES.match(line):
                    found.answers.setdefault(where, set()).add(line)
    found.lines = {line: where for line, where in found.lines.items() if line not in public}
    found.answers = {where: lines - public for where, lines in found.answers.items()}
    return found


def _by_region(source: str, kinds: Iterable[Region]) -> Iterator[tuple[str, str]]:
    """Yield a cell's lines but for markers, each with the kind of hidden text that it belongs to; empty: none."""
    inside: list[Region] = []
    for line in source.split("\n"):
        inside += [kind for kind in kinds if kind.begin in line and kind not in inside]
        if not any(marker in line for kind in kinds for marker in (kind.begin, kind.end)):
            yield line.strip(), inside[-1].flag if inside else ""
        inside = [kind for kind in inside if kind.end not in line]


def _stubs(config: Config) -> set[str]:
    """Return the lines that nbgrader puts in the place of answers, as the course has them."""
    step = ClearSolutions(config=config)
    return {line.strip() for stub in (step.text_stub, *step.code_stub.values()) for line in stub.splitlines()}


def _released_lines(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield every line of a released text file with its place in it; nothing of other files."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    if not name.endswith(".ipynb"):
        yield from ((f"line {number}", line) for number, line in enumerate(text.splitlines(), 1))
        return
    for cell in cells_of(parse(text)):
        yield from ((f"cell {cell.index + 1}", line) for line in cell.source.splitlines())


def _tells(line: str) -> bool:
    return len(_TRIVIAL.sub("", line)) >= _TELLING
