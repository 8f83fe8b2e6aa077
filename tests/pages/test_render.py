"""Whatever a template prints is escaped and cleaned, even where its author forgot to."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from examiner.pages.render import _environment


def test_a_printed_text_is_escaped_and_cleaned():
    template = _environment().from_string('<p title="{{ text }}">{{ text }}</p>')
    assert template.render(text='"<b>\x00\u202e') == '<p title="&#34;&lt;b&gt;␀⟦U+202E⟧">&#34;&lt;b&gt;␀⟦U+202E⟧</p>'


def test_what_a_macro_made_is_not_escaped_twice():
    template = _environment().from_string("{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{{ m('<') }}")
    assert template.render() == "<b>&lt;</b>"
    assert _environment().from_string("{{ x }}").render(x=Markup("<i>")) == "<i>"


def test_a_forgotten_value_is_an_error_and_not_an_empty_place():
    with pytest.raises(UndefinedError):
        _environment().from_string("{{ score }}").render()
