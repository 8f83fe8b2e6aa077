"""A sentence in several languages is a value: made with all of its sides, changed by nobody, never taken apart."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examiner.model import Text, say
from examiner.model.serial import dumps, from_plain, to_plain
from examiner.model.text import ANY, CHINESE, ENGLISH, Piece

SIDE = st.text(min_size=1).filter(lambda text: text.strip())
TEXTS = st.one_of(st.builds(say, SIDE, SIDE), st.builds(Text.plain, SIDE))


@pytest.mark.parametrize(("zh", "en"), [("", "x"), ("字", ""), (" \n", "x"), ("字", "\t"), ("", "")])
def test_an_empty_side_is_refused(zh: str, en: str) -> None:
    with pytest.raises(ValueError, match="side of a text is empty"):
        say(zh, en)


@pytest.mark.parametrize(
    "sides",
    [(), (Piece("en", "a"), Piece("en", "b")), (Piece(ANY, "a"), Piece("en", "b"))],
    ids=["none", "twice", "any"],
)
def test_a_language_is_there_once(sides: tuple[Piece, ...]) -> None:
    with pytest.raises(ValueError, match="each of its languages once"):
        Text(sides)


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u3000"])
def test_a_blank_text_from_outside_is_no_text_and_no_error(blank: str) -> None:
    assert Text.optional(blank) is None


@pytest.mark.parametrize(
    ("plain", "text"),
    [
        ("二元交叉熵 / Binary cross-entropy", say("二元交叉熵", "Binary cross-entropy")),
        ("  兩倍 / Twice \n", say("兩倍", "Twice")),
        ("分母為零 / a / b with b = 0", say("分母為零", "a / b with b = 0")),
        ("a / b 的分母為零 / b is zero", say("a / b 的分母為零", "b is zero")),
        ("只有中文", Text.plain("只有中文")),
        ("only English", Text.plain("only English")),
        ("expected 3 / 4, got 1", Text.plain("expected 3 / 4, got 1")),
        ("and/or 中文", Text.plain("and/or 中文")),
        ("只有中文 / ", Text.plain("只有中文 /")),
    ],
)
def test_graders_plain_strings_are_read(plain: str, text: Text) -> None:
    assert Text.parse(plain) == text
    assert Text.of(plain) == Text.of(text) == text


@given(zh=SIDE, en=SIDE)
def test_a_side_keeps_whatever_marks_it_holds(zh: str, en: str) -> None:
    text = say(f"{zh} / {en}", en)
    assert (text.zh, text.en) == (f"{zh} / {en}", en)


@given(text=TEXTS)
def test_it_survives_json_and_pickle(text: Text) -> None:
    assert from_plain(json.loads(dumps(text)), Text, "text") == text
    assert to_plain(text) == text.to_json()
    assert pickle.loads(pickle.dumps(text)) == text
    assert hash(pickle.loads(pickle.dumps(text))) == hash(text)


@given(text=TEXTS, most=st.integers(1, 5))
def test_it_is_never_shortened_to_nothing(text: Text, most: int) -> None:
    found = text.shortened(most)
    assert all(0 < len(side.text) <= most for side in found.sides)
    assert [side.lang for side in found.sides] == [side.lang for side in text.sides]


def test_halves_of_surrogate_pairs_are_replaced() -> None:
    assert Text.plain("a\ud800b") == Text.plain("a?b")
    assert dumps(say("字\udfff", "x")).encode().decode().count("?") == 1


@pytest.mark.parametrize(
    ("text", "languages", "shown"),
    [
        (say("字", "word"), ("zh-TW", "en"), ["字", "word"]),
        (say("字", "word"), ("en", "zh-TW"), ["word", "字"]),
        (say("字", "word"), ("zh-TW",), ["字"]),
        (say("字", "word"), ("fr",), ["word"]),
        (Text((Piece(CHINESE, "字"),)), ("en",), ["字"]),
        (Text.plain("x = 1"), ("zh-TW",), ["x = 1"]),
    ],
)
def test_a_reader_is_shown_their_languages_or_at_least_one(text: Text, languages: list[str], shown: list[str]) -> None:
    assert [side.text for side in text.shown(languages)] == shown


def test_a_plain_text_can_stand_in_a_sentence_of_either_language() -> None:
    name = Text.plain("softmax")
    assert (name.zh, name.en) == ("softmax", "softmax")
    assert str(say(f"鍵 {name.zh}", f"key {name.en}")) == "鍵 softmax / key softmax"


def test_it_never_changes() -> None:
    text = say("字", "word")
    with pytest.raises(AttributeError):
        text.sides = ()  # type: ignore[misc]
    assert str(text) == "字 / word"
    assert text.mapped(str.upper) == say("字", "WORD") and text == say("字", "word")
    assert {side.lang for side in text.sides} == {CHINESE, ENGLISH}


@pytest.mark.parametrize("data", ["字 / word", None, 3, [], {"en": 3}, {}, {"en": " "}, {"und": "a", "en": "b"}])
def test_what_is_no_text_in_json_is_refused_with_its_place(data: object) -> None:
    with pytest.raises(ValueError, match="there: "):
        from_plain(data, Text, "there")
