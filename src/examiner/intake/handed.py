"""From an upload to all of an assignment's notebooks that can be graded, each with its files.

One that is missing, or that cannot be read, costs nothing but its own tasks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from examiner.intake.files import submission_files
from examiner.intake.merging import Merged
from examiner.intake.sorting import Sorted, sort_notebooks
from examiner.intake.upload import Intake, Wanted, named_in, take_in, with_files
from examiner.model import Limits, Text, digest, say
from examiner.model.cells import cells_of


@dataclass(frozen=True, slots=True)
class Part:
    """What a submission holds of one of the assignment's notebooks.

    Parameters
    ----------
    intake : Intake or None
        What is graded; None: nothing.
    reason : Text or None
        Why it cannot be graded, for the student; None beside nothing: it was not handed in.
    """

    intake: Intake | None
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """A submission as it was taken in.

    Parameters
    ----------
    parts : tuple of Part
        For each of the assignment's notebooks, in order.
    notes : tuple of Text
        What was put right, left out or is missing, for the student.
    content : str
        A hash of all that is graded.
    reason : Text or None
        Why some of it cannot be.
    """

    parts: tuple[Part, ...]
    notes: tuple[Text, ...]
    content: str
    reason: Text | None = None


def take_in_all(
    folder: Path, wanted: Sequence[Wanted], given: Mapping[str, bytes], limits: Limits, theirs: Collection[str] = ()
) -> Handed:
    """Read, repair and merge one submission of an assignment.

    Parameters
    ----------
    folder : Path
        The upload.
    wanted : sequence of Wanted
        The assignment's notebooks.
    given, limits, theirs
        As of :func:`take_in`.

    Raises
    ------
    Rejected
        If nothing of it can be graded, with a reason for the student.
    """
    if len(wanted) == 1:
        (one,) = wanted
        taken = take_in(folder, one.name, one.master, given, limits, one.editions, theirs, one.in_place)
        return Handed((Part(taken),), taken.notes, taken.content)
    found = sort_notebooks(folder, {one.name: one.handout for one in wanted}, limits)
    merged = {one.name: one.merged(found.chosen[one.name]) for one in wanted if one.name in found.chosen}
    chosen = {PurePosixPath(one.path).name for one in found.chosen.values()}
    asked_for = {name for one in merged.values() for name in named_in(one.notebook)}
    uploaded = submission_files(folder, limits, asked_for - chosen)
    parts = {
        one.name: Part(with_files(found.chosen[one.name], merged[one.name], uploaded.files, given, theirs))
        if one.name in merged
        else Part(None, found.reasons.get(one.name))
        for one in wanted
    }
    notes = (*_notes(wanted, found, merged, parts), *uploaded.notes, *found.notes)
    told = [part.intake.content if part.intake else part.reason and part.reason.to_json() for part in parts.values()]
    return Handed(tuple(parts.values()), tuple(dict.fromkeys(notes)), digest.of_data(told), _reason(found))


def of_notebook(name: str, notes: Iterable[Text], *, several: bool) -> list[Text]:
    """Return notes that say which of several notebooks they are about."""
    return [note.mapped(lambda side: f"{name}: {side}") if several else note for note in notes]


def _notes(
    wanted: Sequence[Wanted], found: Sorted, merged: Mapping[str, Merged], parts: Mapping[str, Part]
) -> Iterable[Text]:
    for one in wanted:
        part = parts[one.name]
        if part.intake is not None:
            notes = (*found.chosen[one.name].reading.notes, *merged[one.name].notes)
            yield from of_notebook(PurePosixPath(one.name).stem, notes, several=True)
            yield from part.intake.notes  # on files, which all notebooks share
        elif part.reason is not None:
            zh, en = f"{one.name} 沒有評分：{part.reason.zh}", f"{one.name} was not graded: {part.reason.en}"
            yield say(zh, en)
        elif any(cell.grade or cell.task for cell in cells_of(one.master)):
            en = f"There is no {one.name} in what you handed in: its tasks get no points."
            yield say(f"繳交的內容裡沒有 {one.name}，其中的題目不計分。", en)


def _reason(found: Sorted) -> Text | None:
    """Return why some notebooks cannot be graded."""
    if not found.reasons:
        return None
    zh = " ".join(f"{name}：{text.zh}" for name, text in found.reasons.items())
    return say(zh, " ".join(f"{name}: {text.en}" for name, text in found.reasons.items()))
