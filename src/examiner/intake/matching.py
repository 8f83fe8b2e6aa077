"""Which cells of an upload stand for which cells of the assignment.

They are found by nbgrader's id, else by the cell's own id, else by the text that students got. An answer is its
student's and so has no text to be known by: what is left of the upload where the answer belongs stands for it, above
all a cell that defines the same names. Programs lose ids and marks; students paste, split, delete and write anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from examiner.intake.texts import bound, is_edited, only_respaced, squeezed
from examiner.model.cells import Cell, cells_of, marked_cells

_REFUSES = "raise NotImplementedError"  # nbgrader's stub, as long as nothing is answered


@dataclass(frozen=True, slots=True)
class Handout:
    """The cells of an assignment as it is graded, and as students may have got it.

    Parameters
    ----------
    cells : tuple of Cell
        All of the assignment, as it is graded.
    given : dict of str to Cell
        Those of nbgrader's, by its id.
    editions : tuple of dict
        The same cells in each edition that students may have got.
    """

    cells: tuple[Cell, ...]
    given: Mapping[str, Cell]
    editions: tuple[Mapping[str, Cell], ...]

    @classmethod
    def of(cls, master: NotebookNode, editions: Iterable[NotebookNode] = ()) -> Handout:
        """Return the cells of an assignment and of its editions."""
        given = marked_cells(master)
        return cls(cells_of(master), given, (given, *map(marked_cells, editions)))

    def versions(self, name: str) -> list[Cell]:
        """Return a cell as it may have looked to students."""
        return [edition[name] for edition in self.editions if name in edition]

    def for_students(self, name: str) -> Cell:
        """Return a cell with the text that may be shown to students: without hidden tests."""
        return (self.versions(name)[1:2] or [self.given[name]])[0]

    def is_given(self, name: str, cell: Cell) -> bool:
        """Whether a submitted cell's text is what students got there, but for blanks."""
        return any(only_respaced(other.type, other.source, cell.source) for other in self.versions(name))

    def is_left_open(self, name: str, cell: Cell) -> bool:
        """Whether an answer still refuses to run as the text did that students got: its last line is there."""
        refusals = [line for line in self.given[name].source.splitlines() if line.strip().startswith(_REFUSES)]
        lines = {squeezed(line) for line in cell.source.splitlines()}
        return bool(refusals) and all(squeezed(line) in lines for line in refusals)

    def recognised(self, cells: Sequence[Cell]) -> float:
        """Return how much of the assignment an upload is, from 0 to 1, by whatever it can be known by."""
        if not self.given:
            return 0.0
        names = {cell.grade_id for cell in cells} & set(self.given)
        ids = {cell.id for cell in cells} & {other.id for name in self.given for other in self.versions(name)}
        texts = {squeezed(cell.source) for cell in cells if cell.source.strip()}
        fixed = {squeezed(cell.source) for cell in self.cells if not cell.solution and cell.source.strip()}
        asked = {name for cell in self.given.values() if cell.solution for name in bound(cell.source)}
        answered = {name for cell in cells for name in bound(cell.source)}
        return max(
            len(names) / len(self.given),
            len(ids) / len(self.given),
            len(texts & fixed) / len(fixed or [""]),
            float(bool(asked) and asked <= answered),
        )


@dataclass(slots=True)
class Matching:
    """Which submitted cells stand for which cells of the assignment; both by their index.

    Parameters
    ----------
    official : dict
        Submitted cell by nbgrader id.
    twins : dict
        Unmarked cell of the assignment by submitted cell.
    dropped : set
        Submitted cells that are copies of locked ones, or untouched copies of answers.
    copied : dict
        Number of copies by id, of ids with more than one.
    unmarked : set
        Ids whose cells were found without nbgrader's mark.
    unknown : int
        Number of own cells with an id that the assignment does not have.
    """

    official: dict[str, int] = field(default_factory=dict)
    twins: dict[int, int] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    copied: dict[str, int] = field(default_factory=dict)
    unmarked: set[str] = field(default_factory=set)
    unknown: int = 0

    def own(self, cells: Sequence[Cell]) -> list[Cell]:
        """Return the submitted cells that stand for none of the assignment's."""
        taken = {*self.official.values(), *self.twins, *self.dropped}
        return [cell for cell in cells if cell.index not in taken]

    def take(self, name: str, index: int) -> None:
        """Let a cell without mark stand for one of nbgrader's."""
        self.official[name] = index
        self.unmarked.add(name)


def match(handout: Handout, cells: Sequence[Cell]) -> Matching:
    """Return which of an upload's cells stand for which of the assignment's."""
    found = _by_grade_id(handout, cells)
    for name, other in handout.given.items():
        if name not in found.official:
            ids = {version.id for version in handout.versions(name) if version.id}
            mine = [cell for cell in found.own(cells) if cell.id in ids and cell.type == other.type]
            if mine:
                found.take(name, mine[0].index)
    _by_text(handout, cells, found)
    _match_plain([cell for cell in handout.cells if cell.grade_id not in handout.given], cells, found)
    places = _Places(handout, cells, found)
    for name, other in handout.given.items():
        if other.solution and not places.is_answered(name):
            places.find_answer(name)
    places.find_edited()
    found.unknown = sum(bool(cell.grade_id) for cell in found.own(cells) if cell.grade_id not in handout.given)
    return found


def _by_grade_id(handout: Handout, cells: Sequence[Cell]) -> Matching:
    """Choose one cell for every nbgrader id: of several answers the last one that was changed."""
    copies: dict[str, list[int]] = {}
    found = Matching()
    for cell in cells:
        if cell.grade_id in handout.given:
            copies.setdefault(cell.grade_id, []).append(cell.index)
    for name, indices in copies.items():
        changed = [index for index in indices if not handout.is_given(name, cells[index])]
        unchanged = [index for index in indices if index not in changed]
        if not handout.given[name].solution:
            found.official[name] = (unchanged or indices)[0]
            found.dropped.update(set(indices) - {found.official[name]})
        else:
            found.official[name] = changed[-1] if changed else indices[0]
            found.dropped.update(set(unchanged) - {found.official[name]})  # they would undo what was answered
        if len(indices) > 1:
            found.copied[name] = len(indices)
    return found


def _by_text(handout: Handout, cells: Sequence[Cell], found: Matching) -> None:
    """Find locked cells that lost their marks; a text may be given twice: first to first, second to second."""
    like: dict[object, list[int]] = {}
    for cell in found.own(cells):
        like.setdefault((cell.type, squeezed(cell.source)), []).append(cell.index)
    for name, other in handout.given.items():
        if name in found.official or other.solution:
            continue
        texts = [squeezed(version.source) for version in handout.versions(name)]
        same = next((like[other.type, text] for text in texts if text and like.get((other.type, text))), None)
        if same:
            found.take(name, same.pop(0))


def _match_plain(given: Sequence[Cell], cells: Sequence[Cell], found: Matching) -> None:
    """Pair the student's own cells with the given, unmarked ones that they come from: by id, else by text."""
    for key in (_id_key, _text_key):
        like: dict[object, list[int]] = {}
        for cell in found.own(cells):
            like.setdefault(key(cell), []).append(cell.index)
        twinned = set(found.twins.values())
        for other in [cell for cell in given if cell.index not in twinned]:
            if same := like.get(key(other)):
                found.twins[same.pop(0)] = other.index


def _id_key(cell: Cell) -> object:
    return cell.type, cell.id or id(cell)  # a cell without an id is like no other


def _text_key(cell: Cell) -> object:
    return cell.type, squeezed(cell.source)


@dataclass(slots=True)
class _Places:
    """The gaps between cells that are known, in the assignment and in the upload."""

    handout: Handout
    cells: Sequence[Cell]
    found: Matching

    def is_answered(self, name: str) -> bool:
        """Whether there is a cell for an answer, in which something was changed."""
        index = self.found.official.get(name)
        return index is not None and not self.handout.is_given(name, self.cells[index])

    def find_answer(self, name: str) -> None:
        """Find the cell that stands for an answer, if there is one where it belongs."""
        given, free = self.handout.given[name], self._free(self.handout.given[name])
        if bound(given.source):
            self._choose(name, [cell for cell in free if bound(given.source) <= bound(cell.source)])
        elif name not in self.found.official:
            self._guess(name, given, free)

    def _choose(self, name: str, defining: Sequence[Cell]) -> None:
        """Take the last changed one of cells that define what an answer defines; untouched ones would undo it."""
        changed = [cell for cell in defining if not self.handout.is_given(name, cell)]
        former = self.found.official.get(name)
        if former is not None and not changed:
            self.found.dropped.update(cell.index for cell in defining)
        elif defining:
            chosen = (changed or defining)[-1 if changed else 0]
            self.found.take(name, chosen.index)
            self.found.dropped.update(cell.index for cell in defining if cell not in (chosen, *changed))
            self.found.dropped.update([] if former is None else [former])

    def _guess(self, name: str, given: Cell, free: Sequence[Cell]) -> None:
        """Take a cell by its place alone: an untouched one, one of as many as are missing, or the longest."""
        untouched = [cell for cell in free if self.handout.is_given(name, cell)]
        rivals = [other for other in self._missing(given.type) if self._gap(other) == self._gap(given)]
        if untouched:
            self.found.take(name, untouched[0].index)
        elif len(free) == len(rivals):
            self.found.take(name, free[rivals.index(given)].index)
        elif free and len(rivals) == 1:
            self.found.take(name, max(free, key=lambda cell: len(cell.source)).index)

    def find_edited(self) -> None:
        """Pair what is left of the given code with what looks like it was made of it."""
        for other in self._missing("code"):
            if other.grade_id not in self.handout.given:
                edited = [cell for cell in self._free(other) if is_edited(other.source, cell.source)]
                if edited:
                    self.found.twins[edited[0].index] = other.index

    def _missing(self, kind: str) -> list[Cell]:
        """Return the cells that students may change and that are not found yet."""
        there = {self.handout.given[name].index for name in self.found.official} | set(self.found.twins.values())
        locked = {cell.index for cell in self.handout.given.values() if not cell.solution}
        return [cell for cell in self.handout.cells if cell.type == kind and cell.index not in there | locked]

    def _free(self, given: Cell) -> list[Cell]:
        """Return the own cells of its type that stand where a cell of the assignment belongs."""
        first, last = self._gap(given)
        return [cell for cell in self.found.own(self.cells) if first < cell.index < last and cell.type == given.type]

    def _gap(self, given: Cell) -> tuple[int, int]:
        """Return the submitted cells between which a cell of the assignment belongs."""
        known = {self.handout.given[name].index: index for name, index in self.found.official.items()}
        known |= {other: index for index, other in self.found.twins.items()}
        before = [other for other in known if other < given.index]
        behind = [other for other in known if other > given.index]
        first = known[max(before)] if before else -1
        return first, known[min(behind)] if behind else len(self.cells)
