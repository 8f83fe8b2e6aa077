"""Which of the files in an upload is which of an assignment's several notebooks.

A file of a notebook's name is that notebook, if it holds anything of it. What else there is belongs to the notebook
that it is most like: as the copy that a student worked in, or as the notebook itself under another name or in a folder.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from examiner.course.errors import Rejected
from examiner.intake.choosing import ENOUGH, Chosen, Upload, no_notebook
from examiner.intake.files import listed, notebook_names, notebooks_below, open_folder, shown
from examiner.intake.matching import Handout
from examiner.intake.texts import squeezed
from examiner.model import Limits, Text, say
from examiner.model.cells import cells_of


@dataclass(frozen=True, slots=True)
class Sorted:
    """What stands for each of an assignment's notebooks, by file name.

    Parameters
    ----------
    chosen : dict of str to Chosen
        Those that are graded.
    reasons : dict of str to Text
        Why others cannot be; what is in neither was not handed in.
    notes : tuple of Text
        What is told of files that belong to none.
    """

    chosen: dict[str, Chosen]
    reasons: dict[str, Text]
    notes: tuple[Text, ...] = ()


def sort_notebooks(folder: Path, handouts: Mapping[str, Handout], limits: Limits) -> Sorted:
    """Read an assignment's notebooks out of an upload.

    Raises
    ------
    Rejected
        If none of them is there and can be read.
    """
    handle = open_folder(folder)
    try:
        uploads = {name: Upload(handle, name, handout, limits) for name, handout in handouts.items()}
        return _Sorting(handle, uploads).result()
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class _Sorting:
    handle: int
    uploads: Mapping[str, Upload]

    def result(self) -> Sorted:
        notebooks, others = notebook_names(self.handle)
        named = [name for name in self.uploads if name in notebooks and not self._is_another(name)]
        rest = [path for path in notebooks if path not in named]
        if len(named) < len(self.uploads):
            rest += [path for path in notebooks_below(self.handle, disguised=True) if path not in notebooks]
        groups = self._by_likeness(rest)
        chosen: dict[str, Chosen] = {}
        reasons: dict[str, Text] = {}
        for name, upload in self.uploads.items():
            try:
                if name in named:
                    chosen[name] = upload.named(groups[name])
                elif groups[name]:
                    chosen[name] = upload.only(list(upload.readable(groups[name])))
            except Rejected as error:
                reasons[name] = error.reason
        if not chosen:
            raise self._nothing(reasons, notebooks + others)
        kinds = [
            path for path in notebooks if path not in named and not any(path in group for group in groups.values())
        ]
        return Sorted(chosen, reasons, tuple(_strangers(kinds)))

    def _is_another(self, name: str) -> bool:
        """Say whether a notebook's name stands on what is another of them, and on nothing of its own."""
        with contextlib.suppress(Rejected):
            if self.uploads[name].is_of_it(self.uploads[name].read(name)):
                return False
            return self._most_like(name) is not None
        return False  # it cannot be read, and its student is told of it under its name

    def _by_likeness(self, paths: Iterable[str]) -> dict[str, list[str]]:
        """Return the files that belong to each notebook."""
        groups: dict[str, list[str]] = {name: [] for name in self.uploads}
        for path in paths:
            name = self._most_like(path)
            if name is not None:
                groups[name].append(path)
        return groups

    def _most_like(self, path: str) -> str | None:
        """Return the notebook that a file stands for or is a copy of; None: none, or two of them alike."""
        found: dict[str, tuple[bool, float, float]] = {}
        for name, upload in self.uploads.items():
            for one in upload.readable([path]):
                likeness = upload.recognised(one)
                if likeness >= ENOUGH:
                    found[name] = PurePosixPath(path).name == name, likeness, _same_texts(upload.handout, one)
        best = [name for name, likeness in found.items() if likeness == max(found.values())]
        return best[0] if len(best) == 1 else None

    def _nothing(self, reasons: Mapping[str, Text], there: list[str]) -> Rejected:
        """Return why nothing of an upload can be graded."""
        if not reasons:
            return no_notebook(", ".join(self.uploads), there)
        zh = "".join(dict.fromkeys(text.zh for text in reasons.values()))
        return Rejected(say(zh, " ".join(dict.fromkeys(text.en for text in reasons.values()))))


def _same_texts(handout: Handout, one: Chosen) -> float:
    """Return how much of a notebook's text stands in another: ids may be the same in several of them."""
    given = {squeezed(cell.source) for cell in handout.cells if cell.source.strip()}
    there = {squeezed(cell.source) for cell in cells_of(one.reading.notebook)}
    return len(given & there) / len(given or [""])


def _strangers(paths: list[str]) -> Iterable[Text]:
    if paths:
        zh, en = listed([shown(path) for path in paths])
        en = f"These notebooks were not graded, for they are none of the assignment's: {en}."
        yield say(f"這些筆記本不屬於這份作業，沒有評分：{zh}。", en)
