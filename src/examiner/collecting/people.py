"""Whom a name means: the course's students, and a table that says what other systems call them.

What fits two students, or none, is nobody's: a mark on the wrong page is worse than a question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from examiner.collecting.mentions import Mentions, key
from examiner.collecting.systems import Name
from examiner.collecting.tables import COLUMN, names_in, number_in, read_table
from examiner.course.errors import CourseError, check_name
from examiner.model.text import composed

ASK = "Say in a table (--map) whose it is"
_NUMBERS = ("number", "canvas number", "brightspace number")  # that the gradebook may know; Moodle's are another's
_NO_NAME = ("participant", "參與者", "参与者")  # what Moodle says before a number when nobody is to be known


@dataclass(frozen=True, slots=True)
class Person:
    """A student as the gradebook has them."""

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom names mean: one student, or why not."""

    student: str = ""
    why: str = ""


@dataclass
class People:
    """The students by everything that they are called."""

    students: set[str] = field(default_factory=set)
    mentions: Mentions = field(default_factory=Mentions)
    _by: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    _groups: Mapping[str, Iterable[str]] = field(default_factory=dict)
    _named: set[str] = field(default_factory=set)
    _written: dict[str, list[str]] = field(default_factory=dict)  # groups by their names
    _left: dict[str, list[str]] = field(default_factory=dict)  # groups by what systems leave of their names

    def __post_init__(self) -> None:
        for name in self._groups:
            self._written.setdefault(composed(name).strip().casefold(), []).append(name)
            if key(name):
                self._left.setdefault(key(name), []).append(name)

    @classmethod
    def of(cls, roster: Iterable[Person], groups: Mapping[str, Iterable[str]] | None = None) -> People:
        """Return those of a gradebook, and the course's groups."""
        people = cls(_groups=groups or {})
        for one in roster:
            people.students.add(one.student)
            people._add("id", one.student, one.student)
            people._add("lms number", one.lms_user_id, one.student)
            people._add("email", one.email, one.student)
            if one.first_name or one.last_name:
                people._named.add(one.student)
            for name in (f"{one.first_name} {one.last_name}", f"{one.last_name} {one.first_name}"):
                people._add("name", name, one.student)
        return people

    def _add(self, kind: str, text: str, student: str) -> None:
        if wanted := _wanted(kind, text):
            self._by[kind][wanted].add(student)
            if kind in ("id", "name", "email"):
                self.mentions.add(kind, text, student)

    def learn(self, path: Path) -> None:
        """Take in a table that says, in each row, what one student is called.

        Its column ``student`` has the course's id; without that column a row is whose name, address or id it holds, as
        in Moodle's grading worksheet, and a row of nobody of the course says nothing. All other cells are names of
        that student, but for those that several rows share.

        Raises
        ------
        CourseError
            If it cannot be read, or no row is anybody's.
        """
        rows = read_table(path)
        owned = [(found, row) for number, row in rows if (found := self._owner(path, number, row))]
        if rows and not owned:
            raise CourseError(f"{path}, line {rows[0][0]}: {self._nobody(rows[0][1])}")
        sharing: dict[str, set[str]] = defaultdict(set)
        for student, row in owned:
            for text in names_in(row):
                sharing[key(text)].add(student)
        for student, row in owned:
            if student not in self.students:
                self.students.add(student)
                self._add("id", student, student)
            for text in names_in(row):
                if len(sharing[key(text)]) == 1 and not self._groups_called(text):
                    self._learn(text, student)

    def _learn(self, text: str, student: str) -> None:
        self._add("email" if "@" in text else "name", text, student)
        self._add("also id", text, student)
        if (number := number_in(text)) and key(text) != key(student):
            self._add("mapped number", number, student)

    def _owner(self, path: Path, number: int, row: Mapping[str, str]) -> str:
        """Return whose a row is, empty if nobody of the course, or more than one, is in it."""
        if row.get(COLUMN):
            try:
                return check_name(composed(row[COLUMN]), COLUMN)
            except CourseError as error:
                raise CourseError(f"{path}, line {number}: {error}") from None
        found = self._in(row)
        return found.pop() if len(found) == 1 else ""

    def _in(self, row: Mapping[str, str]) -> set[str]:
        kinds = ("id", "email", "name")
        return _common([self._found(Name(kind, text)) for text in names_in(row) for kind in kinds])

    def _nobody(self, row: Mapping[str, str]) -> str:
        found = self._in(row)
        who = f"more than one student: {', '.join(sorted(found))}" if found else "no student of the course"
        return (
            f"it is about {who}, and no other line is about one alone; "
            f"give the table names, or a column {COLUMN!r} with the ids"
        )

    def meant(self, names: Iterable[Name]) -> list[Meant]:
        """Return whom names mean that are all one person's: one answer, or one for each member of a group."""
        names = list(names)
        called = " = ".join(dict.fromkeys(repr(name.text) for name in names if name.kind != "group"))
        sets = {name: found for name in names if (found := self._found(name))}
        for name in names:
            if name.kind == "group" and (groups := self._groups_called(name.text)):
                return self._members(name.text, groups, sets)
        found = _common(sets.values())
        if len(found) == 1:
            (student,) = found
            if unknown := self._unknown(names, sets, student):
                return [Meant(why=f"{called}: the number is {student}'s, and nobody is called {unknown!r}. {ASK}")]
            return [Meant(student)]
        if sets:
            who = ", ".join(sorted(set().union(*sets.values())))
            return [Meant(why=f"{called} fits more than one student: {who}. {ASK}")]
        return [Meant(why=f"{called} fits no student of the course. {ASK}")]

    def _unknown(self, names: list[Name], sets: Mapping[Name, set[str]], student: str) -> str:
        """Return the name beside a number, if it is not known as the student's: numbers alone may be another's."""
        if student not in self._named or not any(name.kind.endswith(" number") for name in sets):
            return ""
        beside = (name.text for name in names if name.kind == "name" and name not in sets)
        return next((text for text in beside if text.casefold() not in _NO_NAME), "")

    def _groups_called(self, text: str) -> list[str]:
        """Return the groups of a name: written the same; else those of which systems leave the same."""
        return self._written.get(composed(text).strip().casefold()) or self._left.get(key(text), [])

    def _members(self, text: str, groups: list[str], sets: Mapping[Name, set[str]]) -> list[Meant]:
        """Return a group's members; nobody if it may be another group, or a student."""
        if len(groups) > 1:
            return [Meant(why=f"{text!r} fits more than one group: {', '.join(groups)}. {ASK}")]
        members = list(dict.fromkeys(self._groups[groups[0]]))
        others = [found for name, found in sets.items() if name.kind == "name" and found != set(members)]
        others += [found for name, found in sets.items() if name.kind == "canvas number" and not found & set(members)]
        if others:
            who = ", ".join(sorted(set().union(*others)))
            return [Meant(why=f"{text!r} fits the group {groups[0]!r}, and {who} who is not that group. {ASK}")]
        return [
            Meant(one)
            if one in self.students
            else Meant(why=f"{one!r} of the group {groups[0]!r} is no student of the course: mend groups.csv")
            for one in members
        ]

    def _found(self, name: Name) -> set[str]:
        wanted, by = _wanted(name.kind, name.text), self._by
        if not wanted:
            return set()
        if name.kind == "any id":
            return self._ids(name.text) | by["also id"].get(wanted, set())
        if name.kind == "moodle number":
            return by["mapped number"].get(wanted, set())
        if name.kind in _NUMBERS:
            return by["lms number"].get(wanted, set()) | by["mapped number"].get(wanted, set())
        if name.kind == "id":
            return self._ids(name.text) or by["also id"].get(wanted, set())
        return by[name.kind].get(wanted, set())

    def _ids(self, text: str) -> set[str]:
        """Return the student of an id as it is written, else those of the same letters and digits."""
        same = {one for one in self._by["id"].get(key(text), set()) if one.casefold() == composed(text).casefold()}
        return same or self._by["id"].get(key(text), set())


def _wanted(kind: str, text: str) -> str:
    return text.strip().casefold() if kind == "email" else key(text)


def _common(sets: Iterable[set[str]]) -> set[str]:
    """Return whom all that say anything agree on."""
    said = [one for one in sets if one]
    return set.intersection(*said) if said else set()
