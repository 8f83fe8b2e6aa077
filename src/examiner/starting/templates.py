"""The files that courses begin with, in the languages of a course.

They lie in ``templates/`` as what they are, notebooks and graders, in Chinese and English. A cell of prose that
stands in both has an id that ends in ``-zh`` or ``-en``.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from nbformat import NotebookNode

from examiner.model.notebook import parse, text_of
from examiner.model.text import CHINESE, ENGLISH, Text, say

Files = dict[str, bytes]  # by path relative to the course's folder
_PLACE = Path(__file__).with_name("templates")
_SIDES = {"zh": CHINESE, "en": ENGLISH}
_DOT = "gitignore"  # of the template: with its dot, git and packaging would take it for their own
_LITTER = "__pycache__"
_CHINESE_PAGE = ".zh-TW.md"  # ends the names of pages that stand beside English ones
_BESIDE = ("README.md", "nbgrader_config.py")  # English, with lines of Chinese for courses that are taught in it
_PARAGRAPH = "\n\n"


def template(name: str, languages: Sequence[str], words: Mapping[str, str]) -> Files:
    """Return the files of one template.

    Parameters
    ----------
    name : str
        A folder in ``templates/``.
    languages : sequence of str
        Those of the course: Chinese ones get the Chinese texts, all others the English ones.
    words : mapping
        What stands in place of words of the template.
    """
    found: Files = {}
    for path in sorted(path for path in (_PLACE / name).rglob("*") if path.is_file() and _LITTER not in path.parts):
        place = path.relative_to(_PLACE / name)
        place = place.with_name(".gitignore") if place.name == _DOT else place
        if place.name.endswith(_CHINESE_PAGE) and CHINESE not in map(side_of, languages):
            continue
        found[place.as_posix()] = _written(path, languages, words).encode()
    return found


def side_of(language: str) -> str:
    """Return in which of the templates' two languages a course's language begins."""
    return CHINESE if language.partition("-")[0] == "zh" else ENGLISH


def _replaced(text: str, words: Mapping[str, str]) -> str:
    for word, given in words.items():
        text = text.replace(word, given)
    return text


def _written(path: Path, languages: Sequence[str], words: Mapping[str, str]) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        notebook = parse(text)
        notebook.cells = [cell for group in _groups(notebook.cells) for cell in _spoken(group, languages)]
        for cell in notebook.cells:
            cell.source = _replaced(cell.source, words)
        return text_of(notebook)
    sides = {side_of(language) for language in languages}
    if path.name.startswith("test_") and len(sides) == 1:
        text = _one_sided(text, sides.pop())
    if path.name in _BESIDE and sides == {ENGLISH}:
        text = "".join(line for line in text.splitlines(keepends=True) if not _is_chinese(line)).rstrip("\n") + "\n"
    return _replaced(text, words)


# -- notebooks ------------------------------------------------------------------------------------------------


def _stem_and_side(cell: NotebookNode) -> tuple[str, str]:
    """Return what a cell is about, and the language that it is written in; none if it is in none of its own."""
    stem, _, end = cell.id.rpartition("-")
    return (stem.removesuffix("-contract"), _SIDES[end]) if end in _SIDES else (cell.id, "")


def _groups(cells: Iterable[NotebookNode]) -> Iterator[list[NotebookNode]]:
    """Yield the cells that say the same, in whatever language, together."""
    return (list(group) for _, group in itertools.groupby(cells, key=lambda cell: _stem_and_side(cell)[0]))


def _spoken(group: list[NotebookNode], languages: Sequence[str]) -> Iterator[NotebookNode]:
    """Yield each cell once in each language of the course, with its tag; one that is in none of its own, once."""
    if not _stem_and_side(group[0])[1]:
        (cell,) = group
        if cell.cell_type == "markdown":
            cell.source = _PARAGRAPH.join(_paragraphs(cell.source, {side_of(language) for language in languages}))
        yield cell
        return
    for language in languages:
        for cell in (cell for cell in group if _stem_and_side(cell)[1] == side_of(language)):
            said = cell.copy()
            said.id = f"{cell.id.rpartition('-')[0]}-{language}"
            said.metadata = {**cell.metadata, "tags": [language, *cell.metadata.tags[1:]]}
            yield said


def _paragraphs(text: str, sides: Iterable[str]) -> list[str]:
    found = text.split(_PARAGRAPH)
    return [part for part in found if (CHINESE if _is_chinese(part) else ENGLISH) in sides]


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


# -- graders --------------------------------------------------------------------------------------------------


def _one_sided(source: str, side: str) -> str:
    """Return a grader that says everything in one language: its docstrings, and ``hint("中文", "English")``."""
    lines = source.encode().splitlines(keepends=True)
    starts = [0, *itertools.accumulate(map(len, lines))]

    def place(line: int, column: int) -> int:
        return starts[line - 1] + column

    data = source.encode()
    for begin, end, text in sorted(_said(ast.parse(source), side), reverse=True):
        data = data[: place(*begin)] + text.encode() + data[place(*end) :]
    return data.decode()


def _said(tree: ast.AST, side: str) -> Iterator[tuple[tuple[int, int], tuple[int, int], str]]:
    """Yield from where to where a sentence stands in both languages, and what stands there in one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "hint" and len(node.args) == 2:
            first, last = node.args
            text = say(*(ast.literal_eval(argument) for argument in node.args))
            yield _begin(first), _end(last), f'"{text.in_language(side)}"'
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            text = Text.parse(str(node.value.value))
            yield _begin(node), _end(node), f'"""{text.in_language(side)}"""'


def _begin(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _end(node: ast.expr | ast.stmt) -> tuple[int, int]:
    assert node.end_lineno is not None and node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset
