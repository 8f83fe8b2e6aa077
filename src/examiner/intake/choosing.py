"""Which of the files in an upload is the notebook to grade.

The one of the assignment's name counts. Students also hand in one of another name, inside a folder, with ``.txt`` or
``.json`` behind its name, or an untouched one beside the copy that they worked in: what can be recognised is graded,
and the student is told which file it was.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from examiner.course.errors import Rejected
from examiner.intake.files import listed, notebook_names, notebooks_below, open_folder, read_notebook, shown
from examiner.intake.matching import Handout, match
from examiner.intake.reading import Reading, parse_notebook
from examiner.model import Limits, Text, digest, say
from examiner.model.cells import cells_of

ENOUGH = 0.5  # of an assignment, in a notebook that is not named after it


@dataclass(frozen=True, slots=True)
class Chosen:
    """The notebook of an upload.

    Parameters
    ----------
    path : str
        Its name relative to the upload.
    reading : Reading
        What it holds, and what its student is told of it.
    answers : dict of str to str
        What was answered, by nbgrader's id.
    """

    path: str
    reading: Reading
    answers: dict[str, str]


def choose(folder: Path, name: str, handout: Handout, limits: Limits) -> Chosen:
    """Read the notebook ``name`` out of an upload, or what must have been meant by it.

    One of the right name is accepted if it holds anything of the assignment, others if they hold half of it:
    graded without, it would get a zero that nobody could explain.

    Raises
    ------
    Rejected
        If there is none, or it cannot be read.
    """
    handle = open_folder(folder)
    try:
        return Upload(handle, name, handout, limits).choice()
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload in which one of the assignment's notebooks is looked for."""

    handle: int
    name: str
    handout: Handout
    limits: Limits

    def choice(self) -> Chosen:
        """Return the notebook, where no other is wanted."""
        notebooks, others = notebook_names(self.handle)
        if self.name in notebooks:
            return self.named([other for other in notebooks if other != self.name])
        if len(notebooks) == 1:
            chosen = self.read(notebooks[0])
            if self.recognised(chosen) < ENOUGH:
                raise _wrong_notebook(self.name, chosen.path)
            return self._graded_as(chosen)
        hidden = [] if notebooks else notebooks_below(self.handle)
        found = [one for one in self.readable(notebooks or hidden) if self.recognised(one) >= ENOUGH]
        if not found:
            raise no_notebook(self.name, notebooks + others)
        return self.only(found)

    def only(self, found: Sequence[Chosen]) -> Chosen:
        """Return the one of these notebooks that is graded: none has the right place, all can be it.

        Raises
        ------
        Rejected
            If it is unclear.
        """
        exact = [one for one in found if PurePosixPath(one.path).name == self.name]
        if not _same(exact or found):
            raise _several(self.name, exact or found)
        return self._graded_as((exact or found)[0])

    def named(self, others: Sequence[str]) -> Chosen:
        """Return the notebook of the right name, or the answered copy beside an untouched one."""
        chosen = self.read(self.name)
        if not self.is_of_it(chosen):
            raise _wrong_notebook(self.name, self.name)
        if not others:
            return chosen
        copies = [one for one in self.readable(others) if self.recognised(one) >= ENOUGH and one.answers]
        further = [one for one in copies if one.answers.items() > chosen.answers.items()]
        for one in further:
            if all(one.answers.items() >= other.answers.items() for other in further):
                return _with(
                    one, _holds_more(self.name, one.path) if chosen.answers else _untouched(self.name, one.path)
                )
        if copies and not chosen.answers:
            raise _unclear(self.name, copies)
        changed = [one for one in copies if one.answers.items() - chosen.answers.items()]
        return _with(chosen, _not_graded(self.name, others), *map(_holds_others, changed))

    def is_of_it(self, one: Chosen) -> bool:
        """Say whether a notebook of the right name holds anything of the assignment's."""
        marks = {cell.grade_id for cell in cells_of(one.reading.notebook)}
        return bool(marks & set(self.handout.given)) or self.recognised(one) >= ENOUGH

    def recognised(self, one: Chosen) -> float:
        """Return how much of the assignment a notebook holds; all if the assignment has nothing to know it by."""
        found = self.handout.recognised(cells_of(one.reading.notebook))
        return found if self.handout.given else float(PurePosixPath(one.path).name == self.name)

    def read(self, path: str) -> Chosen:
        """Return a notebook of the upload, or raise :class:`Rejected`."""
        reading = parse_notebook(read_notebook(self.handle, path, self.limits), shown(path))
        cells = cells_of(reading.notebook)
        mine = {n: cells[index] for n, index in match(self.handout, cells).official.items()}
        changed = [n for n, c in mine.items() if self.handout.given[n].solution and not self.handout.is_given(n, c)]
        answers = {n: mine[n].source for n in changed if not self.handout.is_left_open(n, mine[n])}
        return Chosen(path, reading, answers)

    def readable(self, paths: Sequence[str]) -> Iterator[Chosen]:
        """Yield those notebooks that can be read."""
        for path in paths:
            with contextlib.suppress(Rejected):
                yield self.read(path)

    def _graded_as(self, chosen: Chosen) -> Chosen:
        zh = f"上傳的筆記本檔名是 {shown(chosen.path)}，已當作 {self.name} 評分。"
        return _with(chosen, say(zh, f"The notebook was uploaded as {shown(chosen.path)} and graded as {self.name}."))


def _with(chosen: Chosen, *notes: Text) -> Chosen:
    reading = Reading(chosen.reading.notebook, (*chosen.reading.notes, *notes))
    return Chosen(chosen.path, reading, chosen.answers)


def _same(found: Sequence[Chosen]) -> bool:
    """Whether notebooks hold the same cells, so that it does not matter which one is graded."""
    texts = [[[cell.type, cell.source] for cell in cells_of(one.reading.notebook)] for one in found]
    return len({digest.of_data(text) for text in texts}) == 1


def _not_graded(name: str, others: Sequence[str]) -> Text:
    zh, en = listed([shown(other) for other in others])
    return say(f"只評分 {name}，沒有評分 {zh}。", f"Only {name} was graded, not {en}.")


def _holds_others(copy: Chosen) -> Text:
    zh, en = listed(list(copy.answers))
    zh = f"沒有評分的 {shown(copy.path)} 裡有不同的答案：{zh}。"
    return say(zh, f"{shown(copy.path)}, which was not graded, holds other answers: {en}.")


def _untouched(name: str, copy: str) -> Text:
    zh = f"{name} 裡沒有任何作答，答案都在 {shown(copy)}，所以評分的是 {shown(copy)}。"
    en = f"Nothing is answered in {name}, but in {shown(copy)}: that one was graded."
    return say(zh, en)


def _holds_more(name: str, copy: str) -> Text:
    zh = f"{name} 裡的答案在 {shown(copy)} 裡都有，而且 {shown(copy)} 還有更多答案，所以評分的是 {shown(copy)}。"
    en = f"All answers in {name} stand in {shown(copy)}, too, which holds more: that one was graded."
    return say(zh, en)


def _unclear(name: str, copies: Sequence[Chosen]) -> Rejected:
    zh, en = listed([shown(one.path) for one in copies])
    zh = f"{name} 裡沒有任何作答，有作答的是 {zh}。請把要評分的那一份以 {name} 為檔名上傳。"
    en = f"Nothing is answered in {name}, but in {en}. Upload the one that is to be graded as {name}."
    return Rejected(say(zh, en))


def _several(name: str, found: Sequence[Chosen]) -> Rejected:
    zh, en = listed([shown(one.path) for one in found])
    zh = f"上傳的內容裡有好幾份筆記本：{zh}。請只上傳要評分的那一份，檔名為 {name}。"
    en = f"The upload holds several notebooks: {en}. Upload only the one that is to be graded, as {name}."
    return Rejected(say(zh, en))


def no_notebook(name: str, others: Sequence[str]) -> Rejected:
    zh, en = listed([shown(other) for other in others])
    zh = f"只有 {zh}" if others else "也沒有任何檔案"
    en = f"There is no notebook {name} in the upload, which holds {en or 'nothing'}. Upload {name}."
    return Rejected(say(f"上傳的內容裡沒有筆記本 {name}，{zh}。請上傳 {name}。", en))


def _wrong_notebook(name: str, chosen: str) -> Rejected:
    zh = (
        f"筆記本不對：{shown(chosen)} 的儲存格和 {name} 的不同。如果確實是這一份，那就是有程式移除了儲存格的標記："
        f"請把你的答案複製到一份全新的作業筆記本，再以 {name} 為檔名上傳。"
    )
    en = (
        f"Wrong notebook: {shown(chosen)} holds other cells than {name}. If it is the right one, a program "
        "has removed the marks of its cells: copy your answers into a fresh copy of the assignment, and "
        f"upload that as {name}."
    )
    return Rejected(say(zh, en))
