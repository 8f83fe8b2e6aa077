"""One step from a plan to ``submitted/``, which goes on where it was interrupted.

All folders are in the course's own room as they will be laid, and the plan beside them is on disk, before the first
student's folder changes. A run that was killed after that is finished by the next one; one that was killed before has
changed nothing. What somebody else has put in a student's place meanwhile stays.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from examiner.collecting.handins import HandIn
from examiner.collecting.plan import Plan
from examiner.collecting.receipts import Receipt, Receipts, now
from examiner.collecting.standing import present, state
from examiner.course.errors import CourseError, explained
from examiner.course.layout import TIMESTAMP, Course
from examiner.course.lock import the_only_collector
from examiner.model.durable import clear_drafts, new_folder, sync, sync_all, write_text

_PLAN, _LAID = "plan.json", "laid"
_STAMP = "%Y-%m-%d %H:%M:%S.%f UTC"  # as nbgrader writes and reads it
_ITS_NAMES = (errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)


@contextlib.contextmanager
def room_in(course: Course, tell: Callable[[str], None] | None = None) -> Iterator[Path]:
    """Give an empty folder in the course, after finishing what an earlier run has left; it is removed at the end.

    Parameters
    ----------
    course : Course
    tell : callable, optional
        Called with each sentence on what an earlier run has left.

    Raises
    ------
    CourseError
        If another process is collecting, or what an earlier one has left cannot be finished.
    """
    with the_only_collector(course):
        for left in sorted(path for path in course.collecting.iterdir() if path.is_dir()):
            for sentence in _finished(course, left):
                if tell is not None:
                    tell(sentence)
        room = course.collecting / secrets.token_hex(8)
        room.mkdir(mode=0o700)
        try:
            yield room
        finally:
            if not (room / _PLAN).exists():  # else it is finished by the next run
                shutil.rmtree(room, ignore_errors=True)


def take(course: Course, assignment: str, plan: Plan, room: Path) -> None:
    """Carry out a plan whose files lie in a room of :func:`room_in`.

    A hand-in that the disk refuses, or whose place has changed since it was planned, is left, and the plan says so.

    Parameters
    ----------
    course : Course
    assignment : str
    plan : Plan
    room : Path
    """
    hand_ins = []
    for number, hand_in in enumerate(tuple(plan.taken), start=1):
        told = _told(hand_in, f"{number:06}")
        try:
            _build(told, room)
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno not in _ITS_NAMES:
                raise
            plan.leave(hand_in.student, f"the disk refuses a name in it ({error}): rename it and collect again")
        else:
            hand_ins.append(told)
    if hand_ins:  # else a power cut may leave a plan of empty files
        sync_all(room / _LAID)
    whole = {"assignment": assignment, "hand_ins": hand_ins, "taken": now()}
    write_text(room / _PLAN, json.dumps(whole, ensure_ascii=False))
    sync(course.collecting)
    for student, why in _finish(course, room).items():
        plan.leave(student, why)


def _told(hand_in: HandIn, laid: str) -> dict[str, Any]:
    known = hand_in.time or hand_in.changed
    files = {
        name: {"place": one.item.place.name, "path": one.item.path, "sha256": one.item.sha256, "size": one.item.size}
        for name, one in hand_in.files.items()
        if one.item.place is not None
    }
    return {
        "student": hand_in.student,
        "laid": laid,
        "there": hand_in.there,
        "stamp": hand_in.time.astimezone(UTC).strftime(_STAMP) if hand_in.time else "",
        "time": known.astimezone(UTC).isoformat() if known else "",
        "files": files,
    }


def _build(hand_in: dict[str, Any], room: Path) -> None:
    """Make the folder in the room: whatever the disk refuses, it refuses now."""
    folder = room / _LAID / hand_in["laid"]
    for name, file in hand_in["files"].items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(room / file["place"], folder / name)
    if hand_in["stamp"]:
        (folder / TIMESTAMP).write_text(hand_in["stamp"], encoding="utf-8")


def _finished(course: Course, left: Path) -> Iterator[str]:
    """Finish what an earlier run has left, and say what that was."""
    try:
        told = json.loads((left / _PLAN).read_text(encoding="utf-8")) if (left / _PLAN).exists() else None
        refused = _finish(course, left)
    except OSError as error:
        raise CourseError(
            f"{left}: an interrupted run cannot be finished. {explained(error)} Remove that folder to give the run up"
        ) from None
    if told is not None:
        count = len(told["hand_ins"]) - len(refused)
        yield f"finished an interrupted run of {told['taken']}: hand-ins of {told['assignment']} taken: {count}"
        yield from (f"{student}: {why}" for student, why in refused.items())


def _finish(course: Course, room: Path) -> dict[str, str]:
    """Do what a plan says that is not done yet, and remove the room; return why what was not done, by student."""
    refused: dict[str, str] = {}
    if (room / _PLAN).exists():
        told = json.loads((room / _PLAN).read_text(encoding="utf-8"))
        receipts = Receipts(course, told["assignment"])
        for hand_in in told["hand_ins"]:
            if why := _put(course, told["assignment"], hand_in, room / _LAID / hand_in["laid"]):
                refused[hand_in["student"]] = why
        receipts.add(_receipts(told, refused, room.name))
        os.unlink(room / _PLAN)
    shutil.rmtree(room)
    return refused


def _receipts(told: dict[str, Any], refused: dict[str, str], run: str) -> Iterator[Receipt]:
    for hand_in in told["hand_ins"]:
        if hand_in["student"] not in refused:
            for name, file in hand_in["files"].items():
                what = (hand_in["student"], name, file["path"], file["sha256"], file["size"], hand_in["time"])
                yield Receipt(told["assignment"], *what, told["taken"], run)


def _put(course: Course, assignment: str, hand_in: dict[str, Any], laid: Path) -> str:
    """Lay one hand-in in its place, and return why not; what is there is kept. Doing it twice is doing it once."""
    place = course.submitted(hand_in["student"], assignment)
    wanted = {name: file["sha256"] for name, file in hand_in["files"].items()}
    clear_drafts(place)
    if place.is_dir() and present(place) == wanted:
        if hand_in["stamp"] and not (place / TIMESTAMP).exists():
            write_text(place / TIMESTAMP, hand_in["stamp"])
        return ""
    if state(place) != hand_in["there"]:
        return f"{place} has changed since this was planned, and stays: collect it again"
    if present(laid) != wanted:
        return "its files were damaged before they were laid: collect it again"
    if place.exists():
        kept = course.earlier_hand_ins(hand_in["student"], assignment) / state(place)[:16]
        clear_drafts(kept)
        if not kept.exists():
            with new_folder(kept) as draft:
                shutil.copytree(place, draft, symlinks=True, dirs_exist_ok=True)
    with new_folder(place) as draft:
        shutil.copytree(laid, draft, copy_function=shutil.copyfile, dirs_exist_ok=True)
    return ""
