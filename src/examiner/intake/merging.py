"""The notebook that is graded: the assignment's cells with the student's answers and own cells.

Identity, order and metadata come from the assignment alone. Of the student's notebook count the text of
the answer cells and the student's own cells, which keep their place after the cell that they followed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from nbformat import NotebookNode

from examiner.intake.files import listed
from examiner.model import Text, digest, say
from examiner.model.cells import Cell, cells_of, marked_cells
from examiner.model.notebook import CELL_ID, CELL_TYPES, new_cell, new_notebook

_LINE = 60  # characters of a line of code in a note


@dataclass(frozen=True, slots=True)
class Merged:
    """The notebook that is graded.

    Parameters
    ----------
    notebook : NotebookNode
        Every nbgrader cell of the assignment exactly once and in its order, and the student's own cells.
    notes : tuple of Text
        What was put right, for the student.
    """

    notebook: NotebookNode
    notes: tuple[Text, ...] = ()


def merge(master: NotebookNode, submitted: NotebookNode, visible: Mapping[str, str] = MappingProxyType({})) -> Merged:
    """Put a student's answers and own cells into the assignment.

    Parameters
    ----------
    master : NotebookNode
        The assignment as students got it.
    submitted : NotebookNode
        The upload; nothing in it is trusted.
    visible : mapping of str to str
        By grade id, the text that students got where ``master`` holds another one, with hidden tests.
    """
    given, ours, theirs = marked_cells(master), cells_of(master), cells_of(submitted)
    places = {cell.index: cell.grade_id for cell in ours if cell.grade_id in given}
    picked = _pick(given, theirs)
    twins = _match_plain([cell for cell in ours if cell.index not in places], theirs, picked)
    reserved = {cell.id for cell in ours}
    cells = []
    for name, index in _arrange(places, len(theirs), picked, twins):
        if name is not None:
            cells.append(_official(given[name], None if index is None else submitted.cells[index], master))
        elif index is not None:
            twin = master.cells[twins[index]] if index in twins else None
            cells.append(_plain(theirs[index], twin, reserved, submitted.cells[index].get("attachments")))
    _make_ids_unique(cells)
    lost = [cell for cell in ours if cell.index not in {*twins.values(), *places} and not _made_up_for(cell, theirs)]
    got = {name: replace(cell, source=visible.get(name, cell.source)) for name, cell in given.items()}
    return Merged(new_notebook(cells, master.metadata), tuple(_notes(got, theirs, picked, lost)))


@dataclass(slots=True)
class _Picked:
    """Which submitted cells stand for which cells of the assignment.

    Parameters
    ----------
    official : dict
        Index of the submitted cell by nbgrader id.
    dropped : set
        Indices of cells that are copies of locked ones.
    copied : dict
        Number of copies by id, of ids with more than one.
    unknown : int
        Number of cells with an id that the assignment does not have.
    """

    official: dict[str, int] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    copied: dict[str, int] = field(default_factory=dict)
    unknown: int = 0


def _pick(given: Mapping[str, Cell], cells: Sequence[Cell]) -> _Picked:
    """Choose one submitted cell for every nbgrader id: of several answers the last one that was changed."""
    copies: dict[str, list[int]] = {}
    picked = _Picked()
    for cell in cells:
        if cell.grade_id in given:
            copies.setdefault(cell.grade_id, []).append(cell.index)
        elif cell.grade_id:
            picked.unknown += 1
    for name, indices in copies.items():
        changed = [index for index in indices if not _same_text(cells[index], given[name])]
        unchanged = [index for index in indices if index not in changed]
        if not given[name].solution:
            picked.official[name] = (unchanged or indices)[0]
            picked.dropped.update(set(indices) - {picked.official[name]})
        else:
            picked.official[name] = changed[-1] if changed else indices[0]
        if len(indices) > 1:
            picked.copied[name] = len(indices)
    return picked


def _match_plain(given: Sequence[Cell], cells: Sequence[Cell], picked: _Picked) -> dict[int, int]:
    """Pair the student's own cells with the given, unmarked ones that they come from: by id, else by text."""
    taken = picked.dropped | set(picked.official.values())
    free = [index for index in range(len(cells)) if index not in taken]
    twins: dict[int, int] = {}
    for key in (_id_key, _text_key):
        like: dict[object, list[int]] = {}
        for index in free:
            if index not in twins:
                like.setdefault(key(cells[index]), []).append(index)
        for other in [cell for cell in given if cell.index not in twins.values()]:
            if same := like.get(key(other)):  # a text may be given twice: first to first, second to second
                twins[same.pop(0)] = other.index
    return twins


def _id_key(cell: Cell) -> object:
    return cell.type, cell.id or id(cell)  # a cell without an id is like no other


def _text_key(cell: Cell) -> object:
    return cell.type, _trimmed(cell.source)


def _arrange(
    places: Mapping[int, str], number: int, picked: _Picked, twins: Mapping[int, int]
) -> list[tuple[str | None, int | None]]:
    """Return the cells to grade as (nbgrader id, submitted index); an id without index was missing.

    The student's own cells follow the nbgrader cell that they followed. A missing cell comes after its
    forerunner and what follows that, but before given cells that stand behind it in the assignment.
    """
    names = {index: name for name, index in picked.official.items()}
    follow: dict[str | None, list[int]] = {None: []}
    current = None
    for index in range(number):
        if index in names:
            current = names[index]
            follow[current] = []
        elif index not in picked.dropped:
            follow[current].append(index)
    order: list[tuple[str | None, int | None]] = []
    before: str | None = None
    for place, name in places.items():
        if name not in follow:
            behind = [n for n, index in enumerate(follow[before]) if twins.get(index, -1) > place]
            cut = behind[0] if behind else len(follow[before])
            follow[name], follow[before] = follow[before][cut:], follow[before][:cut]
        order += [(None, index) for index in follow[before]]
        order.append((name, picked.official.get(name)))
        before = name
    return order + [(None, index) for index in follow[before]]


def _official(given: Cell, answer: NotebookNode | None, master: NotebookNode) -> NotebookNode:
    """Return the assignment's cell, with the student's text and pictures if they are theirs to change."""
    own = master.cells[given.index]
    theirs = answer if answer is not None and given.solution else own
    return new_cell(given.type, str(theirs.source), given.id, own.metadata, theirs.get("attachments"))


def _plain(cell: Cell, twin: NotebookNode | None, reserved: Collection[str], attachments: Any) -> NotebookNode:
    """Return one of the student's own cells, with the metadata of the given cell that it comes from."""
    kind = cell.type if cell.type in CELL_TYPES else "raw"
    if twin is None:
        return new_cell(kind, cell.source, "" if cell.id in reserved else cell.id, attachments=attachments)
    if _trimmed(cell.source) == _trimmed(str(twin.source)):
        attachments = twin.get("attachments", attachments)  # given, and so the course's pictures
    return new_cell(kind, cell.source, twin.get("id", ""), twin.metadata, attachments)


def _make_ids_unique(cells: Iterable[NotebookNode]) -> None:
    """Give a new id, always the same, to a cell whose id is invalid or taken."""
    used: set[str] = set()
    for number, cell in enumerate(cells):
        if cell.get("id", "") in used or not CELL_ID.fullmatch(cell.get("id", "")):
            text = f"{number}\n{cell.source}"
            cell.id = f"cell-{digest.of_text(text)[:16]}"
        used.add(cell.id)


def _notes(
    given: Mapping[str, Cell], submitted: Sequence[Cell], picked: _Picked, lost: Iterable[Cell]
) -> Iterator[Text]:
    """Tell the student what was put right, one sentence for each kind of thing."""
    for (zh, en), names in _put_right(given, submitted, picked).items():
        if names:
            zh_names, en_names = listed([name for name in given if name in names])
            yield say(f"{zh}：{zh_names}。", f"{en}: {en_names}.")
    indices = [picked.official[name] for name in given if name in picked.official]
    if indices != sorted(indices):
        en = "Cells had changed places and were put back into the order of the assignment."
        yield say("儲存格的順序變動過，已還原成作業原本的順序。", en)
    if picked.unknown:
        zh = f"有 {picked.unknown} 個儲存格的 nbgrader 編號不屬於這份作業，視為你自己的儲存格。"
        en = f"Cells with an nbgrader id that this assignment does not have count as your own: {picked.unknown}."
        yield say(zh, en)
    yield from _lost(lost)


def _put_right(
    given: Mapping[str, Cell], submitted: Sequence[Cell], picked: _Picked
) -> dict[tuple[str, str], Collection[str]]:
    """Return the ids of the cells that were put right, by what was wrong in Chinese and in English."""
    mine = {name: submitted[index] for name, index in picked.official.items()}
    other_type = [name for name in mine if mine[name].type != given[name].type]
    locked = {name for name in given if not given[name].solution}
    edited = [n for n in mine if n in locked and (n in other_type or not _same_text(mine[n], given[n]))]
    return {
        ("這些儲存格的內容不能更改，已還原", "The text of these cells must stay as given and was restored"): edited,
        ("缺少這些儲存格，已照原樣補回", "These cells were missing and were put back as given"): set(given) - set(mine),
        (
            "這些答案的儲存格類型變了，已改回原本的類型",
            "These answers had another cell type, which was changed back",
        ): set(other_type) - locked,
        (
            "這些儲存格有好幾份，多餘的已移除",
            "There were several copies of these cells; the extra ones were removed",
        ): locked & set(picked.copied),
        (
            "這些答案有好幾份，以你最後更改的那一份計分",
            "There were several copies of these answers; the last one that you changed counts",
        ): set(picked.copied) - locked,
    }


def _lost(cells: Iterable[Cell]) -> Iterator[Text]:
    """Tell the student which of the assignment's unmarked cells with code are gone."""
    code = (cell.source.strip() for cell in cells if cell.type == "code")
    lost = [repr(source.splitlines()[0][:_LINE]) for source in code if source]
    if lost:
        zh, en = listed(lost)
        en = f"Given code is missing, without which later cells may fail: {en}."
        yield say(f"缺少作業原有的程式碼，後面的儲存格可能因此出錯：{zh}。", en)


def _made_up_for(lost: Cell, cells: Iterable[Cell]) -> bool:
    """Whether one of the student's cells assigns all that a given cell assigned, which did nothing else.

    So it is with a cell ``NAME = ""`` that students fill in.
    """
    names = _assigned(lost.source) if lost.type == "code" else []
    lines = [re.compile(rf"^{name}[ \t]*(:[^=\n]*)?=(?!=)", re.MULTILINE) for name in names]
    return bool(lines) and any(
        cell.type == "code" and all(line.search(cell.source) for line in lines) for cell in cells
    )


def _assigned(source: str) -> list[str]:
    """Return the names that a given cell assigns; none if it does anything else."""
    try:
        steps = ast.parse(source).body
    except SyntaxError:  # a magic, say
        return []
    targets = [target for step in steps for target in (step.targets if isinstance(step, ast.Assign) else [None])]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    return names if len(names) == len(targets) else []


def _same_text(one: Cell, other: Cell) -> bool:
    return _trimmed(one.source) == _trimmed(other.source)


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip()
