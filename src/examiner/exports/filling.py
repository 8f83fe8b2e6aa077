"""Marks into a file that another system gave out: whose each line is, and which column is an assignment's.

As with collecting, what fits two students, or none, is nobody's: the line stays as it is, and it is told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from examiner.collecting.people import Meant, People, Person
from examiner.collecting.systems import Name
from examiner.course.errors import CourseError, nearest
from examiner.exports.cells import number
from examiner.exports.downloaded import Downloaded, Line
from examiner.exports.sheet import Part, Result, Sheet, State, Value, Word
from examiner.model.text import composed

_ESCAPED = re.compile(r'="(.*)"', re.DOTALL)  # how Canvas writes a name that begins with =
_SAME = 1e-5  # points: what systems write is rounded


@dataclass(frozen=True, slots=True)
class Key:
    """Columns that together say who somebody is, and what kind of name that is: id, email, name, number.

    A number is the system's own: the gradebook's ``lms_user_id``, or what a table (``--map``) says.
    """

    kind: str
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """The column of an assignment.

    Parameters
    ----------
    part : Part
    column : int
    most : float or None
        The points that the other system gives it; None: it does not say.
    excused : str
        What the system calls it when an assignment does not count for somebody; "": it has no word.
    """

    part: Part
    column: int
    most: float | None = None
    excused: str = ""


@dataclass(slots=True)
class Filling:
    """A file that marks are being written to.

    Parameters
    ----------
    file : Downloaded
    people : People
        The course's students by all that they are called, but for their numbers in the system.
    keys : sequence of Key
        The columns that say who somebody is.
    first : int
        The line with the first student.
    comma : bool
        Whether the system has a comma before the decimals.
    own : callable
        Says whether a line is the system's own: if it is no student's it stays as it is, and nobody need be told.
    """

    file: Downloaded
    people: People
    keys: Sequence[Key]
    first: int = 1
    comma: bool = False
    own: Callable[[Line], bool] = lambda _: False
    notes: list[str] = field(default_factory=list)

    def fill(self, sheet: Sheet, targets: Iterable[Target], closed: Callable[[Line], str] = lambda _: "") -> None:
        """Write the marks of a sheet; a line for which ``closed`` says why stays as it is."""
        lines, targets = self._lines_of(sheet), list(targets)
        for target in targets:
            if target.most is not None and target.part.most is not None and abs(target.most - target.part.most) > _SAME:
                self.notes.append(
                    f"{self.file.path} gives {target.part.assignment} {number(target.most)} points, the course "
                    f"{number(target.part.most)}: the marks are written as they are; make the two the same"
                )
        for one in sheet.people:
            found = lines.get(one.student, [])
            if len(found) > 1:
                where = ", ".join(str(line.number) for line in found)
                self.notes.append(
                    f"{self.file.path}: lines {where} are all {one.student}'s, so none of them is filled in"
                )
            elif found and (why := closed(found[0])):
                self.notes.append(f"{self.file.path}, line {found[0].number} ({one.student}): {why}")
            elif found:
                self._put(found[0], one.student, targets)
            elif any(map(_has_mark, (target.part.results[one.student] for target in targets))):
                self.notes.append(f"{self.file.path} has no line for {one.student}, who has a mark, or will have one")

    def _put(self, line: Line, student: str, targets: Iterable[Target]) -> None:
        for target in targets:
            text = self._text(target.part.results[student], target.excused)
            if text is not None and (why := other_share(target.part, student)):
                self.notes.append(f"{self.file.path}, line {line.number}: {why}")
            if text is not None and not _same(line[target.column], text):
                self.file.put(line, target.column, text)
                value = target.part.results[student].mark
                if target.most is not None and not isinstance(value, Word) and (value or 0.0) > target.most + _SAME:
                    self.notes.append(
                        f"{self.file.path}, line {line.number} ({student}): {text} is more than the "
                        f"{number(target.most)} points there, which the system may refuse"
                    )

    def _text(self, result: Result, excused: str) -> str | None:
        """Return what is to stand in a cell; None: it stays as it is."""
        text = plain(result.mark, excused)
        return (text.replace(".", ",") if self.comma else text) or None

    def _lines_of(self, sheet: Sheet) -> dict[str, list[Line]]:
        known, found = {one.student: one for one in sheet.people}, defaultdict[str, list[Line]](list)
        numbers = {one.lms_user_id: one.student for one in sheet.people if one.lms_user_id}
        for line in self.file.rows(self.first):
            names = [name for key in self.keys for name in self._names(key, line, numbers, known)]
            meant = self.people.meant(name for _, name in names)[0] if names else Meant(why="it names nobody")
            why = meant.why or self._doubt(known.get(meant.student), names)
            if why and not self.own(line):
                self.notes.append(f"{self.file.path}, line {line.number}: {why}; it stays as it is")
            if not why:
                found[meant.student].append(line)
        return found

    def _names(
        self, key: Key, line: Line, numbers: Mapping[str, str], known: Container[str]
    ) -> Iterator[tuple[str, Name]]:
        """Yield what columns call somebody, with the kind of the columns."""
        text = _name(" ".join(filter(None, (line[column] for column in key.columns))))
        if text in numbers and key.kind == "number":
            yield key.kind, Name("id", numbers[text])
        elif text and not (key.kind == "number" and composed(text) in known):  # which would be the course's own
            yield key.kind, Name("id" if key.kind == "number" else key.kind, text)

    def _doubt(self, one: Person | None, names: Iterable[tuple[str, Name]]) -> str:
        """Return why a line may be another person's of the same name: their address or number is another one."""
        if one is None:
            return "it is about no student of the course"
        ours = {"email": one.email, "number": one.lms_user_id}
        for kind, name in names:
            if kind == "email" and "@" not in name.text:
                continue  # a login, which need not be an address
            if ours.get(kind) and self.people.meant([name])[0].student != one.student:
                return (
                    f"{name.text!r} is not what the gradebook has of {one.student}, whose name it is "
                    f"({ours[kind]!r}). Say in a table (--map) whose it is"
                )
        return ""


def _has_mark(result: Result) -> bool:
    return result.state is not State.MISSING or result.missing is not None


def other_share(part: Part, student: str) -> str:
    """Return how a student's points mislead where a system knows one maximum for all; empty if they do not."""
    mark, own = part.results[student].mark, part.most_of(student)
    if mark is None or isinstance(mark, Word) or own is None or part.most is None or abs(own - part.most) <= _SAME:
        return ""
    share = f"give {number(mark / own * part.most)}" if own else "excuse them"
    return (
        f"{student} has {number(mark)} of {number(own)} points in {part.assignment}, others of {number(part.most)} "
        "(not every task counts for all, or another version of the graders judged it). A system with one maximum for "
        f"everybody shows another share; to keep it, {share} there"
    )


def plain(value: Value, excused: str = "") -> str:
    """Return a mark as a system takes it: a number, its word for what is excused, or nothing."""
    if value is None or isinstance(value, Word):
        return excused if value is Word.EXCUSED else ""
    return number(value)


def known_points(text: str) -> float | None:
    """Return the points that a cell says; None: it is no number."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def column_of(
    file: Downloaded,
    part: Part,
    chosen: Mapping[str, str],
    called: Callable[[str], Collection[str]],
    allowed: Sequence[int],
) -> int | None:
    """Return the column of an assignment.

    Parameters
    ----------
    file : Downloaded
    part : Part
    chosen : mapping of str to str
        Columns by assignment, as somebody has said.
    called : callable
        Returns the names of an assignment that a column's title may mean.
    allowed : sequence of int
        The columns that may be written to.

    Raises
    ------
    CourseError
        If two fit, or what was chosen is not there or is not to be written to.
    """
    name = part.assignment
    if name in chosen:
        column = file.require(chosen[name], f"which --column names for {name}")
        if column not in allowed:
            raise CourseError(f"{file.path}: the column {chosen[name]!r} is not one that marks are written to")
        return column
    found = [one for one in allowed if name in called(file.titles[one])]
    if len(found) > 1:
        titles = " and ".join(repr(file.titles[one]) for one in found)
        raise CourseError(f"{file.path}: {titles} are both called {name}: say which with --column {name}=TITLE")
    return found[0] if found else None


def no_column(file: Downloaded, part: Part, titles: Iterable[str]) -> CourseError:
    """Return the refusal of a file in which an assignment has no column: a new one would be a guess."""
    name = part.assignment
    return CourseError(
        f"{file.path} has no column for {name}; {nearest(name, titles)}. Say which it is: --column {name}=TITLE"
    )


def _name(text: str) -> str:
    found = _ESCAPED.fullmatch(text)
    return found[1] if found else text


def _same(there: str, text: str) -> bool:
    """Whether a cell says the same already, such as 85.00 and 85."""
    one, other = known_points(there), known_points(text)
    return there == text or (one is not None and other is not None and abs(one - other) <= _SAME)
