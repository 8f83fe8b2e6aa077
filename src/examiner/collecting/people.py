"""Whom a name means: the course's students, and a table that says what other systems call them.

What fits two students, or none, is nobody's: a mark on the wrong page is worse than a question.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from examiner.collecting.systems import Name
from examiner.course.errors import CourseError, check_name, explained
from examiner.model.text import composed

COLUMN = "student"
_ENCODINGS = ("utf-8-sig", "cp950")
_NUMBER_AT_END = re.compile(r"(?:.*\D)?(\d+)")
_CJK = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_WORDS = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_SHORTEST_NUMBER = 5  # digits of an id that is looked for in a file's name: others are years and copies
_NO_NAMES = re.compile(
    r"grade|status|modified|comment|maximum|scale|feedback|score|points|time|changed|section|成績|分數|狀態|評語|時間",
    re.IGNORECASE,
)
_SHORTEST_CJK = 2  # characters of a full name that is looked for inside a longer run


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
    _by: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    _groups: Mapping[str, Iterable[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, roster: Iterable[Person], groups: Mapping[str, Iterable[str]] | None = None) -> People:
        """Return those of a gradebook, and the course's groups."""
        people = cls(_groups={key(name): members for name, members in (groups or {}).items()})
        for one in roster:
            people.students.add(one.student)
            people._add("id", one.student, one.student)
            people._add("number", one.lms_user_id, one.student)
            people._add("email", one.email, one.student)
            for name in (f"{one.first_name} {one.last_name}", f"{one.last_name} {one.first_name}"):
                people._add("name", name, one.student)
        return people

    def _add(self, kind: str, text: str, student: str) -> None:
        if wanted := (text.strip().casefold() if kind == "email" else key(text)):
            self._by[kind][wanted].add(student)

    def learn(self, path: Path) -> None:
        """Take in a table that says, in each row, what one student is called.

        Its column ``student`` has the course's id; without that column a row is whose name, address or id it holds, as
        in Moodle's grading worksheet. All other cells are names of that student.

        Raises
        ------
        CourseError
            If it cannot be read, or a row is nobody's or more than one student's.
        """
        for number, row in _rows(path):
            student = self._owner(path, number, row)
            self.students.add(student)
            for column, text in row.items():
                if not text or _NO_NAMES.search(column):
                    continue
                for kind in ("id", "name", "group"):
                    self._add(kind, text, student)
                self._add("email", text, student)
                if found := _NUMBER_AT_END.fullmatch(text):  # "Participant 12"
                    self._add("number", found[1], student)

    def _owner(self, path: Path, number: int, row: Mapping[str, str]) -> str:
        if row.get(COLUMN):
            try:
                return check_name(composed(row[COLUMN]), COLUMN)
            except CourseError as error:
                raise CourseError(f"{path}, line {number}: {error}") from None
        names = [text for column, text in row.items() if text and not _NO_NAMES.search(column)]
        sets = [self._found(Name(kind, text)) for text in names for kind in ("id", "email", "name")]
        found = _common(sets)
        if len(found) != 1:
            who = f"more than one student: {', '.join(sorted(found))}" if found else "no student of the course"
            raise CourseError(
                f"{path}, line {number}: it is about {who}; give the table a column {COLUMN!r} with the ids"
            )
        return found.pop()

    def meant(self, names: Iterable[Name]) -> list[Meant]:
        """Return whom names mean that are all one person's: one answer, or one for each member of a group."""
        names = list(names)
        called = " = ".join(dict.fromkeys(repr(name.text) for name in names if name.kind != "group"))
        sets = {name: found for name in names if (found := self._found(name))}
        found = _common(sets.values())
        if len(found) == 1:
            return [Meant(found.pop())]
        if sets:
            who = ", ".join(sorted(set().union(*sets.values())))
            return [Meant(why=f"{called} fits more than one student: {who}. Say in a table (--map) whose it is")]
        for name in names:
            if name.kind == "group" and (members := self._groups.get(key(name.text))):
                return [Meant(student) for student in members]
        return [Meant(why=f"{called} fits no student of the course. Say in a table (--map) whose it is")]

    def _found(self, name: Name) -> set[str]:
        if name.kind == "any id":
            return self._by["id"].get(key(name.text), set())
        wanted = name.text.strip().casefold() if name.kind == "email" else key(name.text)
        return self._by[name.kind].get(wanted, set()) if wanted else set()

    def mentioned(self, parts: Iterable[str]) -> Meant:
        """Return the one student whose id, address or full name stands in a path as words of their own."""
        found = {student for part in parts for student in self._in(part)}
        if len(found) == 1:
            return Meant(found.pop())
        if found:
            return Meant(
                why=f"it fits more than one student: {', '.join(sorted(found))}. Say in a table (--map) whose it is"
            )
        return Meant(why="nothing in its path says whose it is. Say it in a table (--map) or by a pattern (--pattern)")

    def _in(self, part: str) -> Iterator[str]:
        words = [word.casefold() for word in _WORDS.findall(unicodedata.normalize("NFKC", part))]
        runs = {"".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)}
        for kind in ("id", "name", "email"):
            for wanted, students in self._by[kind].items():
                whole = key(wanted)
                if kind == "id" and whole.isdecimal() and len(whole) < _SHORTEST_NUMBER and key(part) != whole:
                    continue
                if whole in runs or (kind == "name" and _is_cjk(whole) and any(whole in word for word in words)):
                    yield from students


def key(text: str) -> str:
    """Return what is left of a name when case, signs and spaces are not looked at: systems drop them."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _is_cjk(text: str) -> bool:
    return len(text) >= _SHORTEST_CJK and re.fullmatch(f"[{_CJK}]+", text) is not None


def _common(sets: Iterable[set[str]]) -> set[str]:
    """Return whom all that say anything agree on."""
    said = [one for one in sets if one]
    return set.intersection(*said) if said else set()


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CourseError(explained(error, path)) from None
    for encoding in _ENCODINGS:
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise CourseError(f"{path} is neither UTF-8 nor CP950: save it as 'CSV UTF-8'")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if not rows.fieldnames:
        raise CourseError(f"{path} is empty: its first line must name its columns, one of them {COLUMN!r}")
    for row in rows:
        found = {(name or "").strip(): (cell or "").strip() for name, cell in row.items() if isinstance(cell, str)}
        if any(found.values()):
            yield rows.line_num, found
