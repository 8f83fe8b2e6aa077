"""How other systems name the files of a hand-in: who, when, and what it was called.

Each reader looks at the parts of one path from some part on, and says what its system means by them. None looks at
what a file holds, but for the lists that Gradescope and nbgrader put beside hand-ins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from examiner.course.times import read_time

STAMP = "timestamp.txt"
METADATA = "submission_metadata.yml"


@dataclass(frozen=True, slots=True)
class Name:
    """What a system calls somebody.

    Parameters
    ----------
    kind : str
        ``id`` (the course's own), ``any id``, ``name``, ``email``, ``group``, ``number`` (a pattern's), and each
        system's own numbers (``moodle number`` …): what one counts says nothing of what another does.
    text : str
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What a path says.

    Parameters
    ----------
    system : str
        Whose form it has.
    names : tuple of Name
        All of one person, or of one group.
    file : tuple of str
        The file's own path within the hand-in.
    hand_in : str
        Tells the hand-ins of one person apart.
    time : datetime or None
        When it was handed in, if the system says so.
    attempt : int
        Which one it is, as the system counts.
    no_work : str
        Why it is none of the student's files.
    assignment : str
        What it was handed in for, if the path says so.
    called : str
        The file's name without that of the student.
    """

    system: str
    names: tuple[Name, ...]
    file: tuple[str, ...]
    hand_in: str = ""
    time: datetime | None = None
    attempt: int = 0
    no_work: str = ""
    assignment: str = ""
    called: str = ""


@dataclass(frozen=True)
class Beside:
    """What lies beside hand-ins and speaks of them.

    Parameters
    ----------
    zone : str
        The course's time zone.
    stamps : mapping of tuple to str
        Texts of ``timestamp.txt`` by the folder's parts.
    metadata : mapping of tuple to dict
        What Gradescope's list says, by the parts of the folder in which the list lies.
    unread : mapping of str to str
        Why a list cannot be read, by its path.
    """

    zone: str = "UTC"
    stamps: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    metadata: Mapping[tuple[str, ...], Mapping[str, Any]] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)

    def time(self, text: str) -> datetime | None:
        """Return the moment that a text names, in the course's zone if it names none."""
        return read_time(text, self.zone)


Reader = Callable[[tuple[str, ...], tuple[str, ...], Beside], Iterator[Claim]]

_MOODLE = re.compile(
    r"(?P<name>[^_]+)(?:_(?P<number>\d+))?_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL
)
_CANVAS = re.compile(
    r"(?:LATE_)?(?P<name>[^_\s]+)(?:_LATE)?_(?P<number>\d+)_(?P<attachment>\d+)_(?P<file>.+)", re.DOTALL
)
_CANVAS_TEXT = re.compile(r"(?:LATE_)?(?P<name>[^_\s]+)(?:_LATE)?_(?P<number>\d+)_(?:text|link)\.html")
_BLACKBOARD = re.compile(  # the first time counts: what comes behind it is the student's own name for a file
    r"(?P<head>.+?)_[^\W\d_]+_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|(?P<told>\.txt))", re.DOTALL
)
_BRIGHTSPACE = re.compile(
    r"(?P<number>\d+)-\d+ - (?P<name>.+?) - (?P<day>.+ \d{4}) (?P<hour>\d{1,2})(?P<minute>\d\d) (?P<half>[AP]M)"
)
_SAKAI = re.compile(r"(?P<last>[^,()]+), (?P<first>[^()]+)\((?P<id>[^()]+)\)")
_SAKAI_WORK = "Submission attachment(s)"
_EXCHANGE = re.compile(r"(?P<id>[^+]+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^+]*)(?:\+.*)?")
_EXPORT = re.compile(r"assignment_\d+_export")  # Gradescope's
_SUBMISSION = re.compile(r"submission_\d+")


def _moodle(parts: tuple[str, ...], before: tuple[str, ...], beside: Beside) -> Iterator[Claim]:
    if found := _MOODLE.fullmatch(parts[0]):
        file = (found["file"],) if found["file"] else ()
        numbers = [Name("moodle number", found["number"])] if found["number"] else []  # none: Default group_…
        names = (*numbers, Name("name", found["name"]), Name("group", found["name"]))
        told = "" if found["plugin"] == "file" else "text that was typed into Moodle, no file"
        if file + parts[1:]:
            yield Claim("moodle", names, file + parts[1:], f"{before} {found['name']} {found['number']}", no_work=told)


def _canvas(parts: tuple[str, ...], before: tuple[str, ...], beside: Beside) -> Iterator[Claim]:
    if found := _CANVAS_TEXT.fullmatch(parts[0]):
        yield Claim("canvas", _canvas_names(found), (parts[0],), no_work="text or a link typed into Canvas, no file")
    elif (found := _CANVAS.fullmatch(parts[0])) and is_words(found["name"]):
        file = (found["file"], *parts[1:])
        hand_in = f"{before} {found['number']}"
        yield Claim("canvas", _canvas_names(found), file, hand_in, attempt=int(found["attachment"]))


def is_words(text: str) -> bool:
    """Say whether a name has only letters, digits and the marks on them, as Canvas leaves them."""
    return all(char.isalnum() or unicodedata.category(char)[0] == "M" for char in text)


def _canvas_names(found: re.Match[str]) -> tuple[Name, ...]:
    number = Name("canvas number", found["number"])
    return (number,) if found["name"] == "anon" else (number, Name("name", found["name"]), Name("group", found["name"]))


def _blackboard(parts: tuple[str, ...], before: tuple[str, ...], beside: Beside) -> Iterator[Claim]:
    if found := _BLACKBOARD.fullmatch(parts[0]):
        day, clock = found["time"][:10], found["time"][11:].replace("-", ":")
        pieces = found["head"].split("_")
        users = ["_".join(pieces[start:]) for start in range(len(pieces))]  # an assignment's title may hold _
        names = tuple(Name("any id", user) for user in users)
        told = "what Blackboard tells of a hand-in" if found["told"] else ""
        file = (found["file"] or parts[0], *parts[1:])
        hand_in = f"{before} {found['head']} {found['time']}"
        yield Claim("blackboard", names, file, hand_in, beside.time(f"{day} {clock}"), no_work=told)


def _gradescope(parts: tuple[str, ...], before: tuple[str, ...], beside: Beside) -> Iterator[Claim]:
    # Only at the top of what was named: further in, somebody may have handed in a list of their own.
    top = len(before) == 1 or (len(before) == 2 and _EXPORT.fullmatch(before[1]))
    found = beside.metadata.get(before, {}).get(parts[0]) if top and _SUBMISSION.fullmatch(parts[0]) else None
    if not isinstance(found, dict) or len(parts) < 2:
        return
    made = found.get(":created_at")
    time = beside.time(f"{made} UTC" if getattr(made, "tzinfo", None) is None else str(made)) if made else None
    submitters = found.get(":submitters")
    for one in submitters if isinstance(submitters, list) else []:
        kinds = (("id", ":sid"), ("email", ":email"), ("name", ":name"))
        names = tuple(Name(kind, str(one[key])) for kind, key in kinds if isinstance(one, dict) and one.get(key))
        yield Claim("gradescope", names, parts[1:], f"{before} {parts[0]}", time)


def _exchange(parts: tuple[str, ...], before: tuple[str, ...], beside: Beside) -> Iterator[Claim]:
    if (found := _EXCHANGE.fullmatch(parts[0])) and len(parts) > 1:
        stamp = beside.stamps.get((*before, parts[0]), found["time"])
        names, hand_in = (Name("id", found["id"]),), f"{before} {parts[0]}"
        yield Claim("exchange", names, parts[1:], hand_in, beside.time(stamp), assignment=found["assignment"])


def _brightspace(parts: tuple[str, ...], before: tuple[str, ...], beside: Beside) -> Iterator[Claim]:
    if (found := _BRIGHTSPACE.fullmatch(parts[0])) and len(parts) > 1:
        time = beside.time(f"{found['day']} {found['hour']}:{found['minute']} {found['half']}")
        names = (Name("brightspace number", found["number"]), Name("name", found["name"]))
        yield Claim("brightspace", names, parts[1:], f"{before} {parts[0]}", time)


def _sakai(parts: tuple[str, ...], before: tuple[str, ...], beside: Beside) -> Iterator[Claim]:
    if (found := _SAKAI.fullmatch(parts[0])) and len(parts) > 1:
        names = (Name("id", found["id"]), Name("name", f"{found['first']} {found['last']}"))
        time = beside.time(beside.stamps.get((*before, parts[0]), ""))
        work = parts[1] == _SAKAI_WORK and len(parts) > 2
        told = "" if work else "what Sakai keeps beside a hand-in"
        yield Claim("sakai", names, parts[2:] if work else parts[1:], f"{before} {parts[0]}", time, no_work=told)


READERS: tuple[Reader, ...] = (_moodle, _canvas, _blackboard, _exchange, _brightspace, _sakai, _gradescope)


def claims_at(parts: Sequence[str], start: int, beside: Beside) -> dict[str, list[Claim]]:
    """Return what each system that knows a path's part says of it: one claim for each who handed it in together."""
    made = [list(reader(tuple(parts[start:]), tuple(parts[:start]), beside)) for reader in READERS]
    return {found[0].system: found for found in made if found}


GROUPS = (
    "student",
    "student_id",
    "email",
    "first_name",
    "last_name",
    "number",
    "timestamp",
    "attempt",
    "file",
    "file_id",
)


def claims_by(pattern: re.Pattern[str], parts: Sequence[str], beside: Beside) -> list[Claim]:
    """Return what a pattern of one's own says of a path: groups as nbgrader's ``named_regexp`` has them, and some more.

    Parameters
    ----------
    pattern : re.Pattern
        Searched in the path from the source on, with ``/`` between. Its groups are among :data:`GROUPS`.
    parts : sequence of str
    beside : Beside
    """
    path = "/".join(parts)
    found = pattern.search(path)
    if found is None:
        return []
    told = {name: text for name, text in found.groupdict().items() if text}
    names = [Name("id", told[key]) for key in ("student", "student_id") if key in told]
    names += [Name(kind, told[kind]) for kind in ("email", "number") if kind in told]
    if "first_name" in told or "last_name" in told:
        names.append(Name("name", f"{told.get('first_name', '')} {told.get('last_name', '')}"))
    attempt = int(told["attempt"]) if told.get("attempt", "").isdecimal() else 0
    file = told.get("file") or told.get("file_id") or parts[-1]
    if not file.casefold().endswith(".ipynb") and "file_id" in told:
        file = parts[-1]
    hand_in = " ".join((*parts[:-1], told.get("timestamp", ""), str(attempt)))
    return [
        Claim("pattern", tuple(names), tuple(file.split("/")), hand_in, beside.time(told.get("timestamp", "")), attempt)
    ]
