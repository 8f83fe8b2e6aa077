"""Advice that an author gives a student with an assertion, in one language or two.

pytest makes a string of an assertion's message, so the texts of a check's hints are kept aside until it is judged.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from types import MappingProxyType

from examiner.model import Text, say


class hint(str):  # noqa: N801 - reads as a function: ``assert ok, hint("...")``
    """Advice for the student, given as the message of an assertion.

    Parameters
    ----------
    zh : str
        The advice in Chinese; or in one language alone, or as ``"中文 / English"``.
    en : str, optional
        The same in English.

    Raises
    ------
    ValueError
        If one of two sides is empty.
    """

    __slots__ = ("text",)
    text: Text | None

    def __new__(cls, zh: str, en: str | None = None) -> hint:
        text = parsed(zh) if en is None else say(zh, en)
        found = super().__new__(cls, zh if en is None else str(text))
        found.text = text
        made = _hints.get()
        if made is not None and text is not None:
            made[_words(found)] = text
        return found


Made = dict[tuple[str, ...], Text]
_hints: ContextVar[Made | None] = ContextVar("hints of the check in progress", default=None)


@contextlib.contextmanager
def keeping_hints(known: Mapping[tuple[str, ...], Text] = MappingProxyType({})) -> Iterator[Made]:
    """Keep the texts of the hints that are made meanwhile: of an assertion's message pytest keeps a string.

    Parameters
    ----------
    known : mapping
        Hints that were made before, such as the constants of a grader module.
    """
    made = dict(known)
    token = _hints.set(made)
    try:
        yield made
    finally:
        _hints.reset(token)


def hinted(message: str) -> Text | None:
    """Return the text of a message of an assertion if a hint gave it, whole or its beginning; None for any other."""
    words, made = _words(message), _hints.get() or {}
    if not words:
        return None
    begun = any(key[: len(words)] == words for key in made)  # what a hint repeats of an explanation was cut off
    return made.get(words) or (parsed(message) if begun else None)


def repeated(message: str) -> Text | None:
    """Return the first of this check's hints that a library's message repeats, such as NumPy's of its ``err_msg``."""
    words = f" {' '.join(_words(message))} "
    return next((text for key, text in (_hints.get() or {}).items() if key and f" {' '.join(key)} " in words), None)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())  # pytest indents the lines of a message


def parsed(text: str) -> Text | None:
    """Return a grader's plain string as :meth:`~examiner.model.Text.parse` reads it, None for a blank one."""
    return Text.parse(text) if text.strip() else None
