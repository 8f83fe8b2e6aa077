"""Whose names stand in a file's or folder's own name, as words of their own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from examiner.model.text import composed

_CJK = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_IS_CJK = re.compile(f"[{_CJK}]")
_SHORTEST_NUMBER = 5  # digits of an id that is looked for in a file's name: others are years and copies
_SHORTEST_CJK, _LONGEST_CJK = 2, 4  # characters of a full name
_ENDING = re.compile(
    r"(?i)(?:\.ipynb)?\.(?:ipynb|zip|txt|json|csv|tsv|pdf|html?|py|md|docx?|xlsx?|png|jpe?g|np[yz]|pkl|h5|keras)$"
)
_BINDING = (" ", ".", "_", "-", "'", "\u2019")  # between two words of one name
# What is written around a name and is none: what else stands beside one may be more of somebody else's name.
_KNOWN = """
    a an and answer answers assignment attempt by class colab copy course done draft email ex exam exercise
    exercises file final finished fixed for from group homework hw id jupyter lab last late latest mail midterm mine
    my name new notebook of old part problem project python question quiz re rev revised s section solution
    solutions student submission submit submitted task team test the to untitled updated upload v version week work
    x
"""
_AROUND_CJK = (
    r"同學|學生|的|作業|功課|習題|報告|實驗|專題|練習|考試|期中|期末|小考|測驗|筆記本|程式|答案|副本|複製|繳交|補交|"
    r"遲交|更新|修正|修改|最終|最後|完成|版本|第[一二三四五六七八九十]+[次份週周章題課]|作業[一二三四五六七八九十]+"
)
_BEFORE_CJK, _BEHIND_CJK = re.compile(f"^(?:{_AROUND_CJK})"), re.compile(f"(?:{_AROUND_CJK})$")


def key(text: str) -> str:
    """Return what is left of a name when case, signs and spaces are not looked at: systems drop them."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in normal if char.isalnum() or unicodedata.category(char)[0] == "M")


@dataclass(frozen=True, slots=True)
class Mention:
    """Who stands in a name.

    Parameters
    ----------
    students : frozenset of str
    doubtful : str
        The words, if they may be part of somebody else's name; then nobody is sure.
    rest : str
        The name without them, if they stand at one place in it.
    """

    students: frozenset[str] = frozenset()
    doubtful: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    is_cjk: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    """Words that are a name: the first, and the one behind the last."""

    first: int
    behind: int
    students: frozenset[str]
    binding: tuple[str, ...]  # what ties a further word to it


@dataclass
class Mentions:
    """Finds names in the names of files.

    Parameters
    ----------
    known : set of str
        Words that are no names, such as those of assignments; casefolded.
    """

    known: set[str] = field(default_factory=lambda: set(_KNOWN.split()))
    _exact: dict[str, set[str]] = field(default_factory=dict)
    _by: dict[str, set[str]] = field(default_factory=dict)
    _addresses: set[str] = field(default_factory=set)
    _longest: int = 1
    _cache: dict[str, Mention] = field(default_factory=dict)

    def add(self, kind: str, text: str, student: str) -> None:
        """Look for an id, a name or an address from now on."""
        if not key(text):
            return
        self._cache.clear()
        if kind == "id":
            self._exact.setdefault(composed(text).casefold(), set()).add(student)
        if kind == "email":
            self._addresses.add(key(text))
        self._by.setdefault(key(text), set()).add(student)
        self._longest = max(self._longest, sum(1 for _ in _words(text)))

    def learn_words(self, names: Iterable[str]) -> None:
        """Take the words of names of assignments and notebooks for no names of people."""
        self._cache.clear()
        self.known |= {word for name in names for word in words_in(name)}

    def of(self, part: str) -> Mention:
        """Return who stands in one part of a path."""
        if part not in self._cache:
            self._cache[part] = self._found(part)
        return self._cache[part]

    def _found(self, part: str) -> Mention:
        stem = _ENDING.sub("", part)
        for text in dict.fromkeys((part, stem)):
            if whole := self._exact.get(composed(text).casefold().strip()) or self._by.get(key(text)):
                return Mention(frozenset(whole))
        normal = unicodedata.normalize("NFKC", stem)
        words = list(_words(normal))
        hits = list(dict.fromkeys(self._hits(words)))
        hits = [one for one in hits if not any(_holds(other, one) for other in hits)]
        students = frozenset(student for one in hits for student in one.students)
        taken = {n for one in hits for n in range(one.first, one.behind)}
        for one in hits:
            if self._has_more(one, words, normal, taken):
                return Mention(frozenset(), doubtful=stem)
        rest = ""
        if len(hits) == 1:
            before, behind = normal[: words[hits[0].first].start], normal[words[hits[0].behind - 1].end :]
            rest = " ".join(filter(None, (before.rstrip(" -_.(["), behind.lstrip(" -_.)]"))))
        return Mention(students, rest=f"{rest}{part[len(stem) :]}" if rest else "")

    def _hits(self, words: list[_Word]) -> Iterator[_Hit]:
        for first, word in enumerate(words):
            run = ""
            for behind in range(first + 1, min(first + self._longest, len(words)) + 1):
                run += key(words[behind - 1].text)
                if (found := self._by.get(run)) and not (run.isdecimal() and len(run) < _SHORTEST_NUMBER):
                    yield _Hit(first, behind, frozenset(found), self._binding(run, word))
            for run in _cores(word.text) if word.is_cjk else ():
                if found := self._by.get(run):
                    yield _Hit(first, first + 1, frozenset(found), ())
                    break

    def _binding(self, run: str, first: _Word) -> tuple[str, ...]:
        """Return what ties words to a name: nothing to Chinese ones and to numbers, no space to an address."""
        if run in self._addresses:
            return (".", "_", "-", "+")
        return _BINDING if run.isalpha() and not first.is_cjk else ()

    def _has_more(self, hit: _Hit, words: list[_Word], text: str, taken: set[int]) -> bool:
        """Say whether a further word beside a name may belong to it: then it is somebody else's."""
        for own, beside in ((hit.first, hit.first - 1), (hit.behind - 1, hit.behind)):
            if beside in range(len(words)) and beside not in taken:
                left, right = sorted((own, beside))
                gap = text[words[left].end : words[right].start]
                if gap in hit.binding and self._is_unknown(words[beside]):
                    return True
        return False

    def _is_unknown(self, word: _Word) -> bool:
        return word.text not in self.known and not word.is_cjk and not any(char.isdecimal() for char in word.text)

    def is_like_a_name(self, part: str) -> bool:
        """Say whether a folder that names nobody known may be called after somebody."""
        words = list(_words(_ENDING.sub("", part)))
        if sum(self._is_unknown(word) for word in words) > 1:
            return True
        cores = [list(_cores(word.text))[-1] for word in words if word.is_cjk]
        return any(_SHORTEST_CJK <= len(core) <= _LONGEST_CJK and core not in self.known for core in cores)


def words_in(name: str) -> set[str]:
    """Return the words of a file's name, casefolded."""
    return {word.text for word in _words(_ENDING.sub("", unicodedata.normalize("NFKC", name)))}


def _holds(larger: _Hit, smaller: _Hit) -> bool:
    inside = larger.first <= smaller.first and smaller.behind <= larger.behind
    return inside and (larger.first, larger.behind) != (smaller.first, smaller.behind)


def _words(text: str) -> Iterator[_Word]:
    """Return the runs of letters, digits and their marks; Chinese ones by themselves."""
    start, was = 0, ""
    for n, char in enumerate(f"{text} "):
        if unicodedata.category(char)[0] == "M" and was:
            continue
        kind = "cjk" if _IS_CJK.match(char) else "other" if char.isalnum() else ""
        if kind != was:
            if was:
                yield _Word(text[start:n].casefold(), start, n, was == "cjk")
            start, was = n, kind


def _cores(run: str) -> Iterator[str]:
    """Return a Chinese run, and what is left when what is written around names is taken off, word by word."""
    yield run
    while shorter := _BEHIND_CJK.sub("", run) if _BEHIND_CJK.search(run) else _BEFORE_CJK.sub("", run):
        if shorter == run:
            return
        run = shorter
        yield run
