"""Sentences in several languages, as values.

A :class:`Text` is made where a sentence is worded and stays one until a page, a terminal or a file shows it in its
reader's languages. Nothing between joins, splits or searches it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

CHINESE, ENGLISH = "zh-TW", "en"
ANY = "und"  # BCP 47's word for a language that is not known: what a program said, a name, a formula
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that show nothing
_BETWEEN = " / "  # stands between the languages in graders' plain strings, and where one line shows both


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence in one language."""

    lang: str
    text: str


class Text:
    """A sentence in one or several languages; it never changes, and compares by its sides.

    No dataclass, since those are written to JSON field by field and not as an object of languages.

    Parameters
    ----------
    sides : tuple of Piece
        One for each language, none of them blank; of language :data:`ANY` only a single one.

    Raises
    ------
    ValueError
        If a side is missing, blank, or there twice.

    Notes
    -----
    Halves of surrogate pairs are replaced, since no file and no database holds them.
    """

    __slots__ = ("sides",)
    sides: tuple[Piece, ...]

    def __init__(self, sides: tuple[Piece, ...]) -> None:
        languages = [side.lang for side in sides]
        if not languages or len(set(languages)) < len(languages) or (ANY in languages and len(languages) > 1):
            raise ValueError(f"a text has each of its languages once, not {languages}")
        for side in sides:
            if not side.text.strip():
                raise ValueError(f"the {side.lang} side of a text is empty: {[piece.text for piece in sides]!r}")
        clean = tuple(Piece(side.lang, unicode_text(side.text)) for side in sides)
        object.__setattr__(self, "sides", clean)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Text never changes")

    def __reduce__(self) -> tuple[type[Text], tuple[tuple[Piece, ...]]]:
        return Text, (self.sides,)

    def __eq__(self, other: object) -> bool:
        return self.sides == other.sides if isinstance(other, Text) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.sides)

    def __repr__(self) -> str:
        return f"Text({self.to_json()!r})"

    @classmethod
    def plain(cls, text: str) -> Text:
        """Return a text that is the same in every language, such as a name or what a program said."""
        return cls((Piece(ANY, text),))

    @classmethod
    def optional(cls, text: str) -> Text | None:
        """Return :meth:`plain` of a text from outside, None for a blank one."""
        return cls.plain(text) if text.strip() else None

    @classmethod
    def parse(cls, text: str) -> Text:
        """Read a grader's plain string: ``"中文 / English"``, or one language alone.

        The Chinese side may hold `` / `` too: the English one begins at the first that no Chinese follows.
        """
        parts = text.strip().split(_BETWEEN)
        splits = [(_BETWEEN.join(parts[:n]), _BETWEEN.join(parts[n:])) for n in range(1, len(parts))]
        both = [(zh, en) for zh, en in splits if _is_chinese(zh) and zh.strip() and en.strip()]
        if not both:
            return cls.plain(text.strip())
        zh, en = next((pair for pair in both if not _is_chinese(pair[1])), both[0])
        return say(zh.strip(), en.strip())

    @classmethod
    def of(cls, text: Text | str) -> Text:
        """Return a text as it is, a plain string as :meth:`parse` reads it."""
        return text if isinstance(text, Text) else cls.parse(text)

    def in_language(self, language: str) -> str:
        """Return the side in a language, the English or else the first one where it is missing."""
        sides = {side.lang: side.text for side in self.sides}
        return sides.get(language) or sides.get(ENGLISH) or self.sides[0].text

    @property
    def zh(self) -> str:
        """The Chinese side, for use within another sentence."""
        return self.in_language(CHINESE)

    @property
    def en(self) -> str:
        """The English side, for use within another sentence."""
        return self.in_language(ENGLISH)

    def shown(self, languages: Iterable[str]) -> tuple[Piece, ...]:
        """Return the sides that somebody who reads ``languages`` is shown, in that order; at least one."""
        by_language = {side.lang: side for side in self.sides}
        wanted = tuple(by_language[name] for name in languages if name in by_language)
        return wanted or (by_language.get(ENGLISH, self.sides[0]),)

    def shortened(self, most: int) -> Text:
        """Return the text with at most so many characters on each side."""
        return self.mapped(lambda side: side.strip()[:most])

    def mapped(self, function: Callable[[str], str]) -> Text:
        """Return the text with a function applied to each side."""
        return Text(tuple(Piece(side.lang, function(side.text)) for side in self.sides))

    def to_json(self) -> dict[str, str]:
        """Return the sides by language."""
        return {side.lang: side.text for side in self.sides}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> Text:
        """Read what :meth:`to_json` returned.

        Raises
        ------
        ValueError
            If it is no object of languages and sentences.
        """
        if not isinstance(data, Mapping) or not all(isinstance(v, str) for pair in data.items() for v in pair):
            raise ValueError(f"expected an object of languages and sentences, got {type(data).__name__}")
        return cls(tuple(Piece(lang, text) for lang, text in data.items()))

    def __str__(self) -> str:
        """Return all sides on one line, for terminals and logs."""
        return _BETWEEN.join(side.text for side in self.sides)


def say(zh: str, en: str) -> Text:
    """Return a sentence in the two languages that the program itself speaks."""
    return Text((Piece(CHINESE, zh), Piece(ENGLISH, en)))


def unicode_text(text: str) -> str:
    """Return a text without halves of surrogate pairs, which no file and no database holds."""
    return text.encode("utf-8", "replace").decode()


def _is_chinese(text: str) -> bool:
    return any(unicodedata.name(character, "").startswith("CJK") for character in text)


def composed(name: str) -> str:
    """Return a name in the form in which names are compared (NFC): a Mac's folders have another one."""
    return unicodedata.normalize("NFC", name)


def is_visible(text: str) -> bool:
    """Say whether a text shows anything: a letter, a number or a sign."""
    return any(unicodedata.category(mark)[0] in "LNPS" and mark not in _BLANKS for mark in text)
