"""Every word of the pages exists in both languages, and is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import examiner
from examiner.model import Outcome
from examiner.model.rulings import Standing
from examiner.pages.text import sides
from examiner.pages.words import SYMBOLS, WORDS, word

SOURCE = Path(examiner.__file__).parent
ROOMS = [SOURCE / room for room in ("pages", "feedback", "reports")]


@pytest.mark.parametrize("key", WORDS)
def test_a_word_says_the_same_in_both_languages(key):
    chinese, english = WORDS[key].zh, WORDS[key].en
    assert re.search("[\u4e00-\u9fff]", chinese) and not re.search("[\u4e00-\u9fff]", english)
    assert set(re.findall(r"{\w+}", chinese)) == set(re.findall(r"{\w+}", english))
    assert len(sides(WORDS[key], ("zh-TW", "en"))) == 2


def test_every_outcome_and_state_has_a_word_and_a_symbol_of_its_own():
    for names in ([outcome.value for outcome in Outcome], ["full", "partial", "none", "pending", "manual", "excused"]):
        assert len({SYMBOLS[name] for name in names}) == len(names)
        assert len({WORDS[name] for name in names}) == len(names)


def test_no_word_is_left_over():
    text = "".join(path.read_text() for room in ROOMS for path in (*room.glob("templates/*.j2"), *room.glob("*.py")))
    built = {f"{o.value}_line" for o in Outcome} | {f"case_{k}" for k in ("rejected", "fault", "task_fault", "manual")}
    for standing in set(Standing) - {Standing.COUNTS}:
        built |= {standing.value, f"{standing}_line", f"{standing}_short"}
    built |= {"pending_line", "manual_line", "pending_short", "manual_short", "rejected_count", "fault_count"}
    built |= {"unanswered_line"}
    built |= {"students_output", "self_check", "only_illustrates"}  # put together before any page is
    for key in set(WORDS) - built:
        assert len(re.findall(f'"{key}"', text)) >= 2, key


def test_values_are_filled_into_both_languages():
    pieces = word("points_pending", ("zh-TW", "en"), points="7")
    assert [piece.text for piece in pieces] == ["還沒有評分的部分：7 分", "Points not scored yet: 7"]
