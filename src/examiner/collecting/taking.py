"""One step from a plan to ``submitted/``, which goes on where it was interrupted.

All files are in the course's own room, and the plan beside them is on disk, before the first student's folder changes.
A run that was killed after that is finished by the next one; one that was killed before has changed nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from examiner.collecting.handins import HandIn
from examiner.collecting.plan import Plan, present
from examiner.collecting.receipts import Receipt, Receipts, now
from examiner.course.layout import TIMESTAMP, Course
from examiner.course.lock import the_only_collector
from examiner.model import digest
from examiner.model.durable import clear_drafts, new_folder, write_text

_PLAN = "plan.json"
_STAMP = "%Y-%m-%d %H:%M:%S.%f UTC"  # as nbgrader writes and reads it


@contextlib.contextmanager
def room_in(course: Course) -> Iterator[Path]:
    """Give an empty folder in the course, after finishing what an earlier run has left; it is removed at the end.

    Raises
    ------
    CourseError
        If another process is collecting.
    """
    with the_only_collector(course):
        for left in sorted(path for path in course.collecting.iterdir() if path.is_dir()):
            _finish(course, left)
        room = course.collecting / secrets.token_hex(8)
        room.mkdir(mode=0o700)
        try:
            yield room
        finally:
            if not (room / _PLAN).exists():  # else it is finished by the next run
                shutil.rmtree(room, ignore_errors=True)


def take(course: Course, assignment: str, plan: Plan, room: Path, *, file_times: bool = False) -> None:
    """Carry out a plan whose files lie in a room of :func:`room_in`.

    Parameters
    ----------
    course : Course
    assignment : str
    plan : Plan
    room : Path
    file_times : bool
        Take the time at which a file was last changed for that of the hand-in where no system says it.
    """
    told = {"assignment": assignment, "hand_ins": [_told(one, file_times) for one in plan.taken], "taken": now()}
    write_text(room / _PLAN, json.dumps(told, ensure_ascii=False))
    _finish(course, room)


def _told(hand_in: HandIn, file_times: bool) -> dict[str, Any]:
    official = hand_in.time or (hand_in.changed if file_times else None)
    known = official or hand_in.changed
    files = {
        name: {"place": one.item.place.name, "path": one.item.path, "sha256": one.item.sha256, "size": one.item.size}
        for name, one in hand_in.files.items()
        if one.item.place is not None
    }
    return {
        "student": hand_in.student,
        "stamp": official.astimezone(UTC).strftime(_STAMP) if official else "",
        "time": known.astimezone(UTC).isoformat() if known else "",
        "files": files,
    }


def _finish(course: Course, room: Path) -> None:
    """Do what a plan says that is not done yet, and remove the room."""
    if (room / _PLAN).exists():
        told = json.loads((room / _PLAN).read_text(encoding="utf-8"))
        receipts = Receipts(course, told["assignment"])
        for hand_in in told["hand_ins"]:
            _put(course, told["assignment"], hand_in, room)
        receipts.add(
            Receipt(
                told["assignment"],
                hand_in["student"],
                name,
                file["path"],
                file["sha256"],
                file["size"],
                hand_in["time"],
                told["taken"],
                room.name,
            )
            for hand_in in told["hand_ins"]
            for name, file in hand_in["files"].items()
        )
        os.unlink(room / _PLAN)
    shutil.rmtree(room)


def _put(course: Course, assignment: str, hand_in: dict[str, Any], room: Path) -> None:
    """Lay one hand-in in its place; what is there is kept first. Doing it twice is doing it once."""
    place = course.submitted(hand_in["student"], assignment)
    wanted = {name: file["sha256"] for name, file in hand_in["files"].items()}
    clear_drafts(place)
    if place.exists():
        there = present(place)
        if there == wanted:
            return
        kept = course.earlier_hand_ins(hand_in["student"], assignment) / digest.of_data(there)[:16]
        clear_drafts(kept)
        if not kept.exists():
            with new_folder(kept) as draft:
                shutil.copytree(place, draft, symlinks=True, dirs_exist_ok=True)
    with new_folder(place) as draft:
        for name, file in hand_in["files"].items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(room / file["place"], draft / name)  # the folder is synced as a whole
        if hand_in["stamp"]:
            (draft / TIMESTAMP).write_text(hand_in["stamp"], encoding="utf-8")
