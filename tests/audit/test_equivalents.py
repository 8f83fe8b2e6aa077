"""The list of equivalent mutants: what matches, what is stale, what is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from examiner.audit.equivalents import NAME, as_entry, read_equivalents, split
from examiner.audit.mutate import mutants_of
from examiner.course.errors import CourseError

SOURCE = "def f(x):\n    return x + 1\n\n\ndef g(x):\n    return x + 1\n"
ENTRY = '[[mutant]]\ntask = "t"\nline = "return x + 1"\nbecomes = "return x - 1"\nreason = "why not"\n'


def written(folder: Path, text: str) -> Path:
    (folder / NAME).write_text(text, encoding="utf-8")
    return folder


def test_a_listed_mutant_is_set_aside_and_a_stale_entry_is_told(tmp_path: Path) -> None:
    text = ENTRY + ENTRY.replace("return x - 1", "return x / 1")
    left, known, stale = split(mutants_of("t", SOURCE), read_equivalents(written(tmp_path, text)))
    assert [(m.function, m.becomes) for m in known] == [("f", "return x - 1"), ("g", "return x - 1")]
    assert [entry.becomes for entry in stale] == ["return x / 1"]
    assert not set(known) & set(left) and len(left) + len(known) == len(mutants_of("t", SOURCE))


def test_a_function_tells_equal_lines_apart(tmp_path: Path) -> None:
    entries = read_equivalents(written(tmp_path, ENTRY + 'function = "g"\n'))
    _, known, stale = split(mutants_of("t", SOURCE), entries)
    assert [m.function for m in known] == ["g"] and not stale


@pytest.mark.parametrize(
    ("text", "failures"),
    [
        ("[[mutant]\n", NAME),
        (ENTRY + ENTRY.replace("reason", "raeson"), "entry 2: unknown field 'raeson'"),
        (ENTRY.replace('"why not"', '" "'), "entry 1: reason is missing"),
        (ENTRY.replace('"return x - 1"', "3"), "entry 1: becomes is missing or no text"),
        ("[mutant]\ntask = 't'\n", "two brackets"),
        ("[[mutants]]\n", "unknown table 'mutants'"),
        ("mutant = [1]\n", "entry 1: expected a table"),
    ],
)
def test_a_bad_entry_is_refused_with_its_place(tmp_path: Path, text: str, failures: str) -> None:
    with pytest.raises(CourseError) as caught:
        read_equivalents(written(tmp_path, text))
    assert failures in str(caught.value) and NAME in str(caught.value)


def test_without_a_file_nothing_is_listed(tmp_path: Path) -> None:
    assert read_equivalents(tmp_path) == []


def test_what_is_printed_for_a_survivor_can_be_pasted(tmp_path: Path) -> None:
    source = 'def f(x):\n    return g(x, \'it\\\'s\', mode="same", d="\\\\") + 1\n'
    for mutant in mutants_of("t", source):
        text = as_entry(mutant).replace('reason = ""', 'reason = "because"')
        assert tomllib.loads(text)
        (entry,) = read_equivalents(written(tmp_path, text))
        assert entry.matches(mutant)
