"""What is taken of the files that were found, what is not, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from examiner.collecting.beside import beside_of
from examiner.collecting.handins import Found, HandIn, Sorted, hand_ins
from examiner.collecting.people import Meant, People
from examiner.collecting.receipts import Receipts
from examiner.collecting.standing import against_present
from examiner.collecting.systems import METADATA, Claim, claims_by
from examiner.collecting.unpacking import LITTER, Item
from examiner.collecting.whose import Whose
from examiner.course.layout import Course
from examiner.model import digest
from examiner.model.text import composed


@dataclass(frozen=True, slots=True)
class Row:
    """One file of one student, or of nobody.

    Parameters
    ----------
    path : str
    student : str
        Empty if nobody knows whose it is.
    taken : bool
    reason : str
        Why it is taken, or why not.
    unsettled : bool
        Whether a person must look at it.
    """

    path: str
    student: str
    taken: bool
    reason: str
    unsettled: bool = False


@dataclass
class Plan:
    """What collecting would do.

    Parameters
    ----------
    rows : list of Row
        Every file, in the order of the sources.
    taken : list of HandIn
        By student, at most one each.
    """

    rows: list[Row] = field(default_factory=list)
    taken: list[HandIn] = field(default_factory=list)

    @property
    def unsettled(self) -> list[Row]:
        """The rows that a person must look at."""
        return [row for row in self.rows if row.unsettled]

    def leave(self, student: str, why: str) -> None:
        """Take nothing of a student after all."""
        self.taken = [hand_in for hand_in in self.taken if hand_in.student != student]
        self.rows = [
            replace(row, taken=False, reason=why, unsettled=True) if row.taken and row.student == student else row
            for row in self.rows
        ]


def make_plan(
    course: Course,
    assignment: str,
    items: Sequence[Item],
    people: People,
    *,
    pattern: re.Pattern[str] | None = None,
    receipts: Receipts,
    file_times: bool = False,
) -> Plan:
    """Decide on every file. Nothing is written.

    Parameters
    ----------
    course : Course
    assignment : str
    items : sequence of Item
    people : People
    pattern : re.Pattern, optional
        Of one's own, in place of the known systems'.
    receipts : Receipts
        Of what was collected before.
    file_times : bool
        Take the time at which a file was last changed for that of the hand-in where no system says it.
    """
    own, others = _notebooks(course, assignment)
    whose = _whose(course, items, people, (*own, *others))
    rows, found = _all_read(items, whose, assignment, pattern)
    sorted_out = hand_ins(found, own, others)
    taken = _choose(course, assignment, sorted_out, receipts, file_times)
    return Plan(list((rows | _decided(sorted_out, taken)).values()), taken)


def _decided(made: Sorted, taken: Iterable[HandIn]) -> dict[tuple[str, str], Row]:
    """Return the rows of the files that are somebody's."""
    rows = {key: Row(*key, False, why, unsettled) for key, (why, unsettled) in made.reasons.items()}
    for hand_in in taken:
        for name, file in hand_in.files.items():
            key = (file.item.path, hand_in.student)
            rows[key] = Row(*key, True, hand_in.note or f"as {name}")
    return rows


def _all_read(
    items: Sequence[Item], whose: Whose, assignment: str, pattern: re.Pattern[str] | None
) -> tuple[dict[tuple[str, str], Row], list[Found]]:
    """Return a row for each file and student, in the order of the sources, and the files that are somebody's."""
    rows: dict[tuple[str, str], Row] = {}
    found = []
    for item in items:
        for one in _read(item, whose, assignment, pattern):
            if isinstance(one, Row):
                rows[one.path, one.student] = one
            else:
                rows.setdefault((one.path, one.student), Row(one.path, one.student, False, ""))
                found.append(one.found)
    return rows, found


def _whose(course: Course, items: Sequence[Item], people: People, notebooks: Iterable[str]) -> Whose:
    """Return what says whose the files are, after a look at all of them."""
    made = Whose(people, beside_of(items, course.settings.timezone), course.assignments())
    people.mentions.learn_words((*made.assignments, *notebooks))
    made.look_at(items)
    return made


def _notebooks(course: Course, assignment: str) -> tuple[list[str], list[str]]:
    """Return the names of the assignment's notebooks, and of all others'."""
    names = {name: [path.name for path in course.notebooks(name)] for name in course.assignments()}
    own = names.pop(assignment)
    return own, [other for others in names.values() for other in others]


@dataclass(frozen=True, slots=True)
class _Of:
    """A file and whose it is."""

    found: Found

    @property
    def path(self) -> str:
        return self.found.item.path

    @property
    def student(self) -> str:
        return self.found.student


def _read(item: Item, whose: Whose, assignment: str, pattern: re.Pattern[str] | None) -> Iterable[Row | _Of]:
    """Say of one file whose it is, or why it is nobody's."""
    if item.trouble:
        yield Row(item.path, "", False, item.trouble, item.trouble != LITTER)
        return
    if item.parts[-1] == METADATA:
        unread = whose.beside.unread.get(item.path, "")
        yield Row(item.path, "", False, unread or "Gradescope's list of hand-ins", bool(unread))
        return
    for claim, meant in _by_pattern(item, whose, pattern) if pattern else whose.of(item):
        if claim is not None and claim.no_work:
            yield Row(item.path, meant.student, False, claim.no_work)
        elif claim is None or not meant.student:
            yield Row(item.path, "", False, f"{claim.system}: {meant.why}" if claim else meant.why, unsettled=True)
        elif composed(claim.assignment).casefold() not in ("", composed(assignment).casefold()):
            yield Row(item.path, meant.student, False, f"of another assignment: {claim.assignment}")
        else:
            yield _Of(Found(item, claim, meant.student))


def _by_pattern(item: Item, whose: Whose, pattern: re.Pattern[str]) -> Iterable[tuple[Claim | None, Meant]]:
    made = claims_by(pattern, item.parts, whose.beside)
    if not made:
        yield None, Meant(why="the pattern does not fit its path")
    for claim in made:
        for meant in whose.people.meant(claim.names):
            yield claim, meant


def _choose(course: Course, assignment: str, made: Sorted, receipts: Receipts, file_times: bool) -> list[HandIn]:
    """Return the hand-in of each student that is taken; why others are not is added to the reasons."""
    taken = []
    for several in made.hand_ins.values():
        chosen = _latest(several, made)
        if chosen is None:
            continue
        if file_times and chosen.time is None:
            chosen.time = chosen.changed
        why, unsettled = against_present(course, assignment, chosen, receipts)
        if why:
            _leave(chosen, made, why, unsettled)
        else:
            taken.append(chosen)
    return sorted(taken, key=lambda hand_in: hand_in.student)


def _leave(hand_in: HandIn, made: Sorted, why: str, unsettled: bool) -> None:
    for one in hand_in.files.values():
        made.reasons[one.item.path, hand_in.student] = (why, unsettled)


def _latest(several: Sequence[HandIn], made: Sorted) -> HandIn | None:
    """Return a student's latest hand-in; None if nobody can tell which that is."""
    if len({digest.of_data(one.content) for one in several}) == 1:
        chosen = max(several, key=lambda one: (one.time is not None, one.time or datetime.min.replace(tzinfo=UTC)))
        why = "the same as what was taken from elsewhere"
    else:
        rank = _ranks(several)
        if rank is None:
            for one in several:
                _leave(one, made, "which hand-in is the later one is unclear: collect the right one alone", True)
            return None
        chosen = several[rank.index(max(rank))]
        why = "an earlier hand-in"
    for one in several:
        if one is not chosen:
            _leave(one, made, why, False)
    return chosen


def _ranks(several: Sequence[HandIn]) -> list[Any] | None:
    """Return what orders hand-ins: the system's times, else files' times, else attempts; None if nothing does."""
    times = [one.time for one in several]
    one_system = len({one.key[2] for one in several}) == 1  # systems count each in their own way
    attempts = [one.attempt if one_system and one.attempt else None for one in several]
    changed = [one.changed for one in several]
    if None not in times:
        pairs = list(zip(times, (attempt or 0 for attempt in attempts), strict=True))
        return pairs if len(set(pairs)) == len(pairs) else None
    for order in (attempts, changed):
        if None not in order and len(set(order)) == len(order):
            return list(order)
    return None
