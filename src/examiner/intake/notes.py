"""What a student is told about the cells of an upload: only what the student, or a program of theirs, did to them.

Everything is compared with what students got. Blanks, hidden tests, renewed ids and worked-on code are no change, and
given code is missed only where something may fail without it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from examiner.intake.files import listed
from examiner.intake.matching import Handout, Matching
from examiner.intake.texts import bound, does_nothing, squeezed
from examiner.model import Text, say
from examiner.model.cells import Cell
from examiner.model.code import parsed
from examiner.model.notebook import new_cell

_LINE = 60  # characters of a line of code in a note
_MADE_UP = re.compile(r"cell-[0-9a-f]{16}")  # nbgrader's own ids, which say nothing to people
_SHOWING = ("print", "display")  # calls without which nothing fails


def notes_on(handout: Handout, cells: Sequence[Cell], found: Matching, made_up: Collection[str]) -> tuple[Text, ...]:
    """Return what was put right, one sentence for each kind of thing.

    Parameters
    ----------
    handout : Handout
        The assignment.
    cells : sequence of Cell
        The upload.
    found : Matching
        Which of its cells stand for which of the assignment's.
    made_up : collection of str
        Ids of missing answers whose names are defined elsewhere.
    """
    return tuple(_notes(handout, cells, found, made_up))


def _notes(handout: Handout, cells: Sequence[Cell], found: Matching, made_up: Collection[str]) -> Iterator[Text]:
    given = handout.given
    for (zh, en), names in _put_right(handout, cells, found, made_up).items():
        if names:
            zh_names, en_names = listed([_named(handout.for_students(name)) for name in given if name in names])
            yield say(f"{zh}：{zh_names}。", f"{en}: {en_names}.")
    indices = [found.official[name] for name in given if name in found.official]
    if indices != sorted(indices):
        en = "Cells had changed places and were put back into the order of the assignment."
        yield say("儲存格的順序變動過，已還原成作業原本的順序。", en)
    if found.unknown:
        zh = f"有 {found.unknown} 個儲存格的 nbgrader 編號不屬於這份作業，視為你自己的儲存格。"
        en = f"Cells with an nbgrader id that this assignment does not have count as your own: {found.unknown}."
        yield say(zh, en)
    there = {*found.twins.values(), *(cell.index for cell in given.values())}
    written = [*found.own(cells), *(cells[index] for name, index in found.official.items() if given[name].solution)]
    lines = {squeezed(line) for cell in written if cell.type == "code" for line in cell.source.splitlines()}
    lost = [cell for cell in handout.cells if cell.index not in there and not _stands_in(cell, lines)]
    missed = [cell for cell in lost if _is_missed(cell, handout, cells)]
    if missed:
        zh, en = listed([_first_line(cell) for cell in missed])
        en = f"Given code is missing, without which later cells may fail: {en}."
        yield say(f"缺少作業原有的程式碼，後面的儲存格可能因此出錯：{zh}。", en)


def _put_right(
    handout: Handout, cells: Sequence[Cell], found: Matching, made_up: Collection[str]
) -> Mapping[tuple[str, str], Collection[str]]:
    """Return the ids of the cells that were put right, by what was wrong in Chinese and in English."""
    given, mine = handout.given, {name: cells[index] for name, index in found.official.items()}
    locked = {name for name in given if not given[name].solution}
    other_type = {name for name in mine if mine[name].type != given[name].type}
    return {
        **_restored(handout, {name: mine[name] for name in locked & set(mine)}),
        ("缺少這些儲存格，已照原樣補回", "These cells were missing and were put back as given"): (
            set(given) - set(mine) - set(made_up)
        ),
        (
            "缺少這些答案的儲存格；改以你自己定義相同名稱的儲存格計分",
            "The cells of these answers were missing; your own cells that define the same names count",
        ): made_up,
        (
            "這些儲存格沒有 nbgrader 的標記，已依編號、內容或位置辨認出來",
            "These cells were without nbgrader's marks and were recognised by their ids, texts or places",
        ): found.unmarked,
        ("這些答案的儲存格類型變了，已改回原本的類型", "These answers had another cell type, which was changed back"): (
            other_type - locked
        ),
        (
            "這些儲存格有好幾份，多餘的已移除",
            "There were several copies of these cells; the extra ones were removed",
        ): locked & set(found.copied),
        (
            "這些答案有好幾份，以你最後更改的那一份計分",
            "There were several copies of these answers; the last one that you changed counts",
        ): {name for name in set(found.copied) - locked if not handout.is_given(name, mine[name])},
    }


def _restored(handout: Handout, locked: Mapping[str, Cell]) -> Mapping[tuple[str, str], Collection[str]]:
    """Return what was put right in cells that are there and are not the student's to change."""
    other_type = {name for name, cell in locked.items() if cell.type != handout.given[name].type}
    other_text = {name for name, cell in locked.items() if not handout.is_given(name, cell)}
    former = {name for name in other_text - other_type if is_as_released(locked[name])}
    same_text = set(locked) - other_text
    return {
        ("這些儲存格的內容不能更改，已還原", "The text of these cells must stay as given and was restored"): (
            (other_text | other_type) - former
        ),
        (
            "這些儲存格的配分改過，仍以作業的配分計分",
            "The points of these cells were changed; those of the assignment count",
        ): {name for name in same_text if _has_other_points(handout.versions(name), locked[name])},
        (
            "這些儲存格是作業另一個版本的內容，已換成現在的版本",
            "These cells are from another edition of the assignment and were replaced by the current one",
        ): former,
    }


def is_as_released(cell: Cell) -> bool:
    """Whether a submitted cell's text is what its own checksum, of nbgrader's, was computed of: not a student's change.

    But for blanks at the ends of lines, blank lines beside blank lines, and a last line break: they change nothing.
    Whoever forges a checksum is told of another edition; the text is replaced all the same.
    """
    from nbgrader.utils import (  # type: ignore[import-untyped, unused-ignore]
        compute_checksum,  # takes nbgrader along: seconds that most submissions need not spend
    )

    bare = re.sub(r"[ \t]+$", "", cell.source, flags=re.MULTILINE).rstrip()
    fewer = re.sub(r"\n{3,}", "\n\n", bare)
    try:
        texts = (cell.source, bare, f"{bare}\n", fewer, f"{fewer}\n") if cell.checksum else ()
        made = (new_cell(cell.type, text, cell.id, {"nbgrader": dict(cell.nbgrader)}) for text in texts)
        return any(compute_checksum(one) == cell.checksum for one in made)
    except (KeyError, TypeError, ValueError, OverflowError):  # of metadata of any shape
        return False


def _has_other_points(given: Sequence[Cell], cell: Cell) -> bool:
    """Whether a cell's own metadata names points that no edition gives it, nor one that nbgrader has signed."""
    points = cell.nbgrader.get("points")
    known = [other.nbgrader.get("points") for other in given]
    return isinstance(points, int | float) and points not in known and not is_as_released(cell)


def _named(cell: Cell) -> str:
    """Return what people know a cell by."""
    telling = _MADE_UP.fullmatch(cell.grade_id) and cell.source.strip()
    return f"{cell.grade_id} ({_first_line(cell)})" if telling else cell.grade_id


def _first_line(cell: Cell) -> str:
    lines = [line.strip() for line in cell.source.strip().splitlines()]
    return repr(next((line for line in lines if any(map(str.isalnum, line))), lines[0])[:_LINE])


def _stands_in(lost: Cell, lines: Collection[str]) -> bool:
    """Whether all lines of a cell stand among others, as where cells were joined."""
    return all(squeezed(line) in lines for line in lost.source.splitlines() if line.strip())


def _is_missed(lost: Cell, handout: Handout, cells: Sequence[Cell]) -> bool:
    """Whether something may fail without a given cell that is gone."""
    if lost.type != "code" or does_nothing(lost.source):
        return False
    code = [cell.source for cell in cells if cell.type == "code"]
    behind = [cell.source for cell in handout.cells if cell.index > lost.index and cell.type == "code"]
    tree = parsed(lost.source)
    if tree is None:  # a magic, say
        return True
    names = _bound_by(tree) - {name for text in code for name in bound(text)}
    used = any(re.search(rf"\b{re.escape(name)}\b", text) for name in names for text in (*behind, *code))
    return used or (bool(behind) and any(map(_has_effect, tree.body)))


def _bound_by(tree: ast.Module) -> set[str]:
    """Return the names that trusted code binds anywhere but as what a loop counts with."""
    names: set[str] = set()
    loops = {id(name) for node in ast.walk(tree) if isinstance(node, ast.For) for name in ast.walk(node.target)}
    for node in [node for node in ast.walk(tree) if id(node) not in loops]:
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.alias(name=name, asname=asname):
                names.add(asname or name.partition(".")[0])
            case _:
                continue
    return names


def _has_effect(step: ast.stmt) -> bool:
    """Whether a step does something beyond binding names and showing values."""
    match step:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name not in _SHOWING
        case ast.Expr(value=ast.Call()):
            return True
        case ast.Assign(targets=targets):
            return not all(isinstance(target, ast.Name | ast.Tuple) for target in targets)
        case ast.ImportFrom(names=names):
            return any(alias.name == "*" for alias in names)
        case _:
            return False
