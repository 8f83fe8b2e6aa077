"""Texts are cleaned, cut and split without changing what they say."""

from __future__ import annotations

import time

import pytest

from examiner.model import Text, say
from examiner.pages.text import brief, clean, cut, joined, plain, points, short, shown_languages, sides, titled


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x00b", "a␀b"),
        ("bell\x07", "bell␇"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("a\r\nb", "a\nb"),
        ("abc\u202edcba", "abc⟦U+202E⟧dcba"),
        ("\u2066x\u2069", "⟦U+2066⟧x⟦U+2069⟧"),
        ("half \ud800", "half \ufffd"),
        ("c1 \x9b31m", "c1 \ufffd31m"),
        ("👩‍🔬 שלום 中文", "👩‍🔬 שלום 中文"),
    ],
)
def test_control_and_reordering_characters_become_visible(raw, shown):
    assert clean(raw) == shown
    clean(raw).encode("utf-8")
    assert clean(clean(raw)) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[38;2;1;2;3mx", "x"),
        ("\x1b]8;;http://evil.example\x07link\x1b]8;;\x07", "link"),
        ("\x1b]0;title\x1b\\after", "after"),
        ("\x1b(Bx\x1bMy", "xy"),
        ("end\x1b", "end"),
        ("1/10\r5/10\r10/10 done\n", "10/10 done\n"),
        ("1/2 [=>]\b\b\b\b\b\b\b\b2/2 [==]", "2/2 [==]"),
        ("\b\bx", "x"),
        ("kept\r", "kept"),
        ("windows\r\nlines\r\n", "windows\nlines\n"),
    ],
)
def test_terminal_codes_leave_what_a_terminal_would_show(raw, shown):
    assert plain(raw) == shown


@pytest.mark.parametrize(
    "piece", ["\x1b", "\x1b]", "\x1b[", "\x1b[0;", "\b", "x\b", "\r", "a\r", "\n", "\x1b]0;x", "\u202e", " / "]
)
def test_a_megabyte_of_anything_takes_no_time(piece):
    text = piece * (1_000_000 // len(piece))
    start = time.process_time()
    kept = cut(plain(text), 8_000)
    sides(brief(Text.optional(text)) or Text.plain("-"), ("zh-TW", "en"))
    assert time.process_time() - start < 2
    assert len(kept.head) + len(kept.tail) <= 8 * 8_000


def test_a_long_text_keeps_its_beginning_and_its_end():
    kept = cut("start " + "x" * 100_000 + " the end", 1_000)
    assert kept.head.startswith("start xxx") and kept.tail.endswith("x the end")
    assert len(kept.head) + len(kept.tail) + kept.removed == 100_014
    assert len(kept.head) + len(kept.tail) == 1_000


def test_many_lines_are_cut_although_they_are_short():
    kept = cut("\n".join(map(str, range(5_000))), 100_000, lines=400)
    assert kept.head.count("\n") < 300 and kept.tail.count("\n") < 100
    assert kept.head.startswith("0\n1\n") and kept.tail.endswith("\n4999")
    assert kept.removed > 10_000


def test_a_short_text_is_not_cut():
    assert cut("x" * 1_000, 1_000).removed == 0
    assert short("hello") == "hello"
    assert "[…]" in short("x" * 10_000) and len(short("x" * 10_000)) < 2_100


TITLE = say("二元交叉熵", "Binary cross-entropy")


@pytest.mark.parametrize(
    ("text", "languages", "shown"),
    [
        (TITLE, ("zh-TW", "en"), "二元交叉熵 / Binary cross-entropy"),
        (TITLE, ("en", "zh-TW"), "二元交叉熵 / Binary cross-entropy"),
        (TITLE, ("en",), "Binary cross-entropy"),
        (TITLE, ("zh-TW",), "二元交叉熵"),
        (TITLE, ("zh_Hant",), "二元交叉熵"),
        (TITLE, ("fr",), "Binary cross-entropy"),
        (say("分母為零", "a / b with b = 0"), ("en",), "a / b with b = 0"),
        (say("a / b 的分母為零", "b is zero"), ("zh-TW",), "a / b 的分母為零"),
        (Text.plain("expected 3 / 4, got 1"), ("zh-TW",), "expected 3 / 4, got 1"),
        (Text.plain("只有中文"), ("en",), "只有中文"),
        (say("響\x07鈴", "b\x07ell"), ("en",), "b␇ell"),
    ],
)
def test_the_sides_of_a_text_are_chosen_and_cleaned(text, languages, shown):
    assert joined(sides(text, languages)) == shown


def test_each_side_knows_its_language():
    assert [piece.lang for piece in sides(say("中文", "English"), ("en", "zh-TW"))] == ["zh-TW", "en"]
    assert [piece.lang for piece in sides(Text.plain("expected 3"), ("zh-TW",))] == ["und"]
    assert shown_languages(()) == ("en",)


def test_a_text_of_which_nothing_can_be_seen_is_no_text():
    assert brief(None) is None
    assert brief(Text.plain("\x1b[31m\x1b[0m")) is None
    assert brief(say("\x1b[31m", "red")) == Text((say("紅", "red").sides[1],))
    assert brief(say("長" * 9_000, "x" * 9_000)).zh.count("長") < 2_100
    assert titled(Text.plain("\x1b[31m"), "test_a") == Text.plain("test_a")
    assert titled(Text.plain("\x1b[31m"), " ") == Text.plain("–")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (4.0, "4"),
        (2.5, "2.5"),
        (1 / 3, "0.33"),
        (99.999, "99.99"),
        (0.1 + 0.2, "0.3"),
        (2.9999999999, "3"),
        (0.0, "0"),
        (-0.0, "0"),
        (-1.5, "-1.5"),
        (100.0, "100"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_points_are_never_rounded_up(value, shown):
    assert points(value) == shown
