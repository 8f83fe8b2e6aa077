"""The templates: one Jinja environment that escapes and cleans whatever it prints."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from examiner.model.text import ANY, Piece, Text
from examiner.pages.text import clean, joined, points, rounded, shown_languages, sides
from examiner.pages.words import SYMBOLS, word

# The page runs and fetches nothing, even if a text should escape its place.
CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def render(template: str, languages: Iterable[str], **values: Any) -> str:
    """Return the page ``template`` in the given languages.

    Inside a template ``t("word")`` gives a word of the page, ``both(text)`` the wanted sides of a
    text, and ``...|flat`` either of them on one line.
    """
    shown = shown_languages(languages)

    def translate(key: str, **filled: object) -> tuple[Piece, ...]:
        return word(key, shown, **filled)

    def both(text: Text) -> tuple[Piece, ...]:
        return sides(text, shown)

    names: dict[str, Callable[..., Any]] = {"t": translate, "both": both}
    page = _environment().get_template(template)
    return page.render(lang=shown[0], languages=shown, policy=CONTENT_POLICY, **names, **values)


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(f"examiner.{room}") for room in ("pages", "feedback", "reports")]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["symbols"] = SYMBOLS
    environment.filters.update(flat=joined, points=points, rounded=rounded, tag=_tag)
    return environment


def _tag(lang: str) -> str:
    """Return a language as HTML names it: an empty name is how HTML says that it is not known."""
    return "" if lang == ANY else lang


def _printable(value: Any) -> Any:
    """Clean each text that a template prints; what a macro made is clean already."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
