"""From files to hand-ins: which files belong together, what each is called, and which hand-in of a student counts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from examiner.collecting.fitting import unfit
from examiner.collecting.systems import STAMP, Claim
from examiner.collecting.unpacking import Item
from examiner.model.text import composed

_NOTEBOOK = ".ipynb"
_DISGUISED = re.compile(r"(?i)(\.ipynb)\.(?:txt|json)$")
# What browsers, mail programs and drives do to the name of a second copy, in English and Chinese.
_BEFORE = re.compile(r"(?i)^(?:copy of|副本|複製|复制)[ _-]*")
_UUID = r"-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # of Canvas, from an eighth file of one name on
_BEHIND = re.compile(rf"(?i)(?:[ _-]*\(\d+\)|[ _-]+copy(?: \d+)?|[ _-]*(?:的)?副本| *- *複製|{_UUID}|-\d{{1,2}})$")


_OWN_STAMP = (f"{STAMP} of the student's own: when it was handed in is what a system says", True)


@dataclass(frozen=True, slots=True)
class Found:
    """A file of somebody's."""

    item: Item
    claim: Claim
    student: str


@dataclass
class HandIn:
    """What one student handed in at one time.

    Parameters
    ----------
    student : str
    key : tuple of str
        Tells it from the student's others.
    time : datetime or None
        As the system says.
    attempt : int
    files : dict of str to Found
        What counts of it, by name in the student's folder.
    there : str
        The state of the student's folder when this was planned.
    note : str
        What is special about taking it.
    """

    student: str
    key: tuple[str, ...]
    time: datetime | None = None
    attempt: int = 0
    files: dict[str, Found] = field(default_factory=dict)
    there: str = ""
    note: str = ""

    @property
    def changed(self) -> datetime | None:
        """When the newest of its files was changed, as far as is known."""
        times = [found.item.changed for found in self.files.values()]
        return max((time for time in times if time is not None), default=None)

    @property
    def content(self) -> dict[str, str]:
        """Digests by name."""
        return {name: found.item.sha256 for name, found in self.files.items()}


@dataclass(frozen=True)
class Sorted:
    """Hand-ins by student, and why files are in none."""

    hand_ins: dict[str, list[HandIn]]
    reasons: dict[tuple[str, str], tuple[str, bool]]  # by path and student: why not, and whether a person must look


def tidied(name: str) -> Iterator[str]:
    """Return a notebook's name, and what is left of it without what programs have added to that of a copy, one by one.

    Examples
    --------
    >>> list(tidied("Copy of hw-1 (2).ipynb.txt"))
    ['Copy of hw-1 (2).ipynb', 'hw-1 (2).ipynb', 'hw-1.ipynb', 'hw.ipynb']
    """
    name = _DISGUISED.sub(r"\1", composed(name))
    yield name
    if not name.casefold().endswith(_NOTEBOOK):
        return
    stem = name[: -len(_NOTEBOOK)]
    while shorter := _BEFORE.sub("", stem) if _BEFORE.search(stem) else _BEHIND.sub("", stem):
        if shorter == stem:
            return
        stem = shorter
        yield stem + _NOTEBOOK


def is_notebook(name: str) -> bool:
    """Say whether a file calls itself a notebook, whatever was put behind its name."""
    return _DISGUISED.sub(r"\1", name).casefold().endswith(_NOTEBOOK)


def hand_ins(found: Iterable[Found], notebooks: Sequence[str], others: Sequence[str]) -> Sorted:
    """Return the hand-ins that files make up.

    Parameters
    ----------
    found : iterable of Found
    notebooks : sequence of str
        File names of the assignment's notebooks.
    others : sequence of str
        Those of the course's other assignments.
    """
    together: dict[tuple[str, ...], list[Found]] = defaultdict(list)
    for one in found:
        together[one.student, one.item.spot.source, one.claim.system, one.claim.hand_in].append(one)
    result = Sorted({}, {})
    for key, files in together.items():
        made = _made(key, files, _Names(notebooks, others), result.reasons)
        if made is not None:
            result.hand_ins.setdefault(made.student, []).append(made)
    return result


@dataclass(frozen=True)
class _Names:
    notebooks: Sequence[str]
    others: Sequence[str]

    def official(self, name: str) -> str | None:
        """Return the assignment's own spelling of a notebook's name; None if it is another assignment's.

        A name as it is written goes before what is left of it: ``lab-2`` is the second lab, and no copy of the first.
        """
        for clean in tidied(name):
            for own in self.notebooks:
                if composed(own).casefold() == clean.casefold():
                    return own
            if clean.casefold() in {composed(other).casefold() for other in self.others}:
                return None
        return _DISGUISED.sub(r"\1", name)

    def of(self, one: Found, name: str) -> str | None:
        """Return the name that a file has in the student's folder; None if it is another assignment's notebook."""
        if not is_notebook(name):
            return name
        found = self.official(name)
        if found == _DISGUISED.sub(r"\1", name) and found not in self.notebooks and one.claim.called:
            called = self.official(one.claim.called)
            return called if called is None or called in self.notebooks else found
        return found


def _made(
    key: tuple[str, ...], files: Sequence[Found], names: _Names, reasons: dict[tuple[str, str], tuple[str, bool]]
) -> HandIn | None:
    """Return one hand-in, None if it holds nothing that can be taken."""
    own = HandIn(key[0], key)
    by_name: dict[str, list[Found]] = defaultdict(list)
    paths = _without_common_folder([_inner(one.claim.file) for one in files])
    for path, one in zip(paths, files, strict=True):
        last = path[-1]
        if path == (STAMP,):
            believed = _inner(one.claim.file) == one.claim.file and one.claim.time is not None
            reasons[_of(one)] = ("when it was handed in", False) if believed else _OWN_STAMP
        elif (official := names.of(one, last)) is None:
            reasons[_of(one)] = ("a notebook of another assignment, by its name", False)
        else:
            by_name["/".join((*path[:-1], official))].append(one)
    for name, same in by_name.items():
        if (chosen := _newest(same, reasons)) is not None:
            own.files[name] = chosen
    for name, refused in unfit(own.files).items():
        reasons[_of(own.files.pop(name))] = (refused, True)
    if not any(is_notebook(name) for name in own.files):
        why = ("there is no notebook in what was handed in", True)
        unclear = any(reasons.get(_of(one), ("", False))[1] for one in files)
        for one in own.files.values():
            reasons[_of(one)] = ("which notebook counts is unclear", True) if unclear else why
        return None
    own.time = next((one.claim.time for one in files if one.claim.time is not None), None)
    own.attempt = max(one.claim.attempt for one in own.files.values())
    return own


def _of(one: Found) -> tuple[str, str]:
    return one.item.path, one.student


def _inner(file: tuple[str, ...]) -> tuple[str, ...]:
    """Return a path without the archives in it."""
    return (*(part for part in file[:-1] if not part.casefold().endswith(".zip")), file[-1])


def _without_common_folder(paths: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return paths without the folders that all of them lie in."""
    while len({path[0] for path in paths}) == 1 and all(len(path) > 1 for path in paths):
        paths = [path[1:] for path in paths]
    return paths


def _newest(same: Sequence[Found], reasons: dict[tuple[str, str], tuple[str, bool]]) -> Found | None:
    """Return which of several files of one name counts; None if nobody can tell."""
    if len({one.item.sha256 for one in same}) == 1:
        chosen, why = same[0], f"the same as {same[0].item.path}"
    else:
        times, attempts = [one.item.changed for one in same], [one.claim.attempt for one in same]
        if 0 not in attempts and len(set(attempts)) == len(same):
            chosen = max(same, key=lambda one: one.claim.attempt)
        elif None not in times and len(set(times)) == len(same) and _is_outside(same, times):
            chosen = max(zip(times, same, strict=True), key=lambda pair: pair[0])[1]  # type: ignore[arg-type, return-value]
        else:
            names = ", ".join(one.item.path for one in same)
            for one in same:
                reasons[_of(one)] = (f"which of these counts is unclear: {names}. Collect the right one alone", True)
            return None
        why = f"an older copy of {chosen.item.path}"
    for one in same:
        if one is not chosen:
            reasons[_of(one)] = (why, False)
    return chosen


def _is_outside(same: Sequence[Found], times: Sequence[datetime | None]) -> bool:
    """Say whether the newest is in no more archives than the others: in them, times are what their writer wanted."""
    depths = [sum(part.casefold().endswith(".zip") for part in one.claim.file[:-1]) for one in same]
    newest = max(range(len(same)), key=lambda n: times[n] or datetime.min.replace(tzinfo=UTC))
    return depths[newest] == min(depths)
