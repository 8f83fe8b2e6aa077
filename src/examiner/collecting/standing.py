"""What a student's folder holds already, and whether a new hand-in takes its place."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from examiner.collecting.handins import HandIn
from examiner.collecting.receipts import Receipts
from examiner.collecting.unpacking import is_litter
from examiner.course.errors import explained
from examiner.course.layout import TIMESTAMP, Course
from examiner.model import digest


def against_present(course: Course, assignment: str, new: HandIn, receipts: Receipts) -> tuple[str, bool]:
    """Return why a hand-in does not take the place of what is there, empty if it does; and whether to ask somebody.

    What is there is noted in the hand-in: it is laid only if that has not changed.
    """
    place = course.submitted(new.student, assignment)
    if not os.path.lexists(place):
        return "", False
    if not place.is_dir():
        return f"{place} is no folder: remove it first", True
    try:
        there, new.there = present(place), state(place)
    except OSError as error:
        return f"what is in {place} cannot be read: {explained(error)}", True
    if there == new.content:
        if new.time is None or (place / TIMESTAMP).exists():
            return "it is there already", False
        new.note = "it is there already, only its time is new"
        return "", False
    return _against_older(place, there, new, course.submission(new.student, assignment).timestamp, receipts)


def _against_older(
    place: Path, there: dict[str, str], new: HandIn, stamp: str | None, receipts: Receipts
) -> tuple[str, bool]:
    """Compare times. Those of what was collected say nothing of what somebody laid there by hand afterwards."""
    told = datetime.fromisoformat(stamp) if stamp else None
    collected, noted = receipts.content(new.student), receipts.time(new.student)
    by_hand = bool(collected) and collected != there and told in (None, noted)
    known = None if by_hand else told or noted
    mine = new.time or (None if stamp else new.changed)
    if known is None or mine is None:
        return f"another hand-in is in {place}, and nobody can tell which is the later: remove that one first", True
    if mine < known:
        return "a newer hand-in is there already", False
    return ("an equally new hand-in is there already", True) if mine == known else ("", False)


def present(place: Path) -> dict[str, str]:
    """Return the digests of what a student's folder holds, time stamp and what systems leave aside."""
    return {name: sha256 for name, sha256 in _all(place).items() if name != TIMESTAMP}


def state(place: Path) -> str:
    """Return what changes when anything in a student's folder does; empty if there is none."""
    return digest.of_data(_all(place)) if os.path.lexists(place) else ""


def _all(place: Path) -> dict[str, str]:
    return digest.of_folder(place, lambda name: not is_litter(("", *name.parts)))
