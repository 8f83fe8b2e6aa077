"""What holds for every master of the course and its graders, read as text."""

from __future__ import annotations

import ast
import re

import nbformat
import pytest
from tests.house.project import ROOT

TERMS = ROOT / "docs" / "terms.md"
MASTERS = sorted((ROOT / "source").glob("*/*.ipynb"))
ASSIGNMENTS = [path.parent.name for path in MASTERS]


def strays() -> dict[str, str]:
    """Return the words that the page of terms tells not to use, each with the word to use."""
    rows = re.findall(r"^\| (.+?) \| .+? \| (.+?) \|$", TERMS.read_text(encoding="utf-8"), re.M)
    return {word: term for term, words in rows[1:] for word in words.split("、")}


def prose(assignment: str) -> dict[str, str]:
    """Return the text of every Markdown cell of a master by its id, without code and formulas."""
    cells = nbformat.read(ROOT / "source" / assignment / f"{assignment}.ipynb", 4).cells
    maths = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$", re.S)
    return {cell.id: maths.sub("…", cell.source) for cell in cells if cell.cell_type == "markdown"}


def doubled(text: str) -> list[str]:
    """Return the words and phrases that stand twice in a row."""
    english = re.findall(r"\b([A-Za-z]{2,}) \1\b|(\([^()]{10,}\)) \2|\b([A-Za-z]+(?: [A-Za-z]+){2,}) \3\b", text)
    chinese = re.findall(r"([\u4e00-\u9fff]{5,})\1", text)
    return ["".join(found) for found in english] + chinese


def imported(assignment: str) -> set[str]:
    """Return the names that a master's cells bind by importing."""
    cells = nbformat.read(ROOT / "source" / assignment / f"{assignment}.ipynb", 4).cells
    trees = [ast.parse(cell.source) for cell in cells if cell.cell_type == "code"]
    found = [alias for tree in trees for node in ast.walk(tree) if hasattr(node, "names") for alias in node.names]
    return {(alias.asname or alias.name).partition(".")[0] for alias in found if isinstance(alias, ast.alias)}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_graders_take_libraries_from_the_kernel_and_not_by_the_students_names(assignment: str) -> None:
    names = imported(assignment) | {"functools", "numpy", "partial"}
    for path in sorted((ROOT / "graders" / assignment).glob("test_*.py")):
        asked = set(re.findall(r"student(?:\.|\[[\"'])(\w+)", path.read_text(encoding="utf-8")))
        assert not asked & names, f'{path}: write student.library("...")'


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_masters_and_graders_have_one_word_for_one_thing(assignment: str) -> None:
    texts = prose(assignment)
    graders = (ROOT / "graders" / assignment).glob("test_*.py")
    texts |= {path.name: path.read_text(encoding="utf-8") for path in graders}
    found = [(place, word, term) for place, text in texts.items() for word, term in strays().items() if word in text]
    assert not found, "place, word, and the word to use (docs/terms.md)"


def test_the_terms_are_those_of_the_masters() -> None:
    every = "".join("".join(prose(assignment).values()) for assignment in ASSIGNMENTS)
    terms = {part for term in strays().values() for part in term.split("、")}
    assert len(terms) > 40
    assert not [term for term in terms if term not in every]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_word_or_phrase_of_a_master_stands_twice_in_a_row(assignment: str) -> None:
    assert not {place: found for place, text in prose(assignment).items() if (found := doubled(text))}


@pytest.mark.parametrize(
    "text", ["of the the box", "a (different indices) (different indices) b", "整個語料庫裡整個語料庫裡"]
)
def test_a_doubled_phrase_is_found(text: str) -> None:
    assert doubled(text)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_prose_of_a_master_is_in_both_languages(assignment: str) -> None:
    cells = nbformat.read(ROOT / "source" / assignment / f"{assignment}.ipynb", 4).cells
    every = [tuple(cell.metadata.get("tags", ())) for cell in cells if cell.cell_type == "markdown"]
    tags = [found for found in every if "contract" not in found]  # tables of demands stand behind their text
    assert tags[0::2] == [("zh-TW",)] * (len(tags) // 2)
    assert tags[1::2] == [("en",)] * (len(tags) // 2)
