"""Sentences outside a task's table that demand something: each belongs into the table, or on a list with a reason.

A sentence counts if it holds one of the words in which texts demand: must, return, ValueError, 應.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from examiner.audit.demands import CONTRACT, Gap
from examiner.audit.listed import entries_of
from examiner.model.cells import Cell, cells_of

NAME = "sentences.toml"
TITLE = "title"  # the task of what stands before the notebook's first code
_DEMANDS = re.compile(r"\b(?:must|returns?|returned|ValueError)\b|(?<![反對適效相響供])應(?!用)", re.IGNORECASE)
_CODE = r"`[^`]*`|\$[^$]*\$"  # code or a formula: no sentence ends in it
_END = re.compile(
    rf"({_CODE})|([。！？]|(?<!e\.g)(?<!i\.e)(?<!vs)(?<!cf)[.!?](?=[*_)\"'”’`]*\s))([*_)\"'”’`」』）]*)\s*"
)
_FENCED = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)]|#+|>|\|)\s+")  # begins a text of its own
_HEADING = re.compile(r"^(Returns|Raises)\n-+\n", re.MULTILINE)
_ANY_HEADING = re.compile(r"^\S.*\n-{3,}$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A sentence that stays where it is, and why."""

    task: str
    text: str
    reason: str


def sentence_gaps(
    master: NotebookNode, graders: Path, tasks: Sequence[str], markers: tuple[str, str], *, title: bool
) -> list[Gap]:
    """Return the sentences of some tasks that are not on the list, and entries for which there is no sentence.

    Parameters
    ----------
    master : NotebookNode
        The master notebook.
    graders : Path
        Folder of the graders, with the list.
    tasks : sequence of str
        Those that have tables.
    markers : tuple of str
        Begin and end of a solution.
    title : bool
        Whether what stands before the first code is looked at too.
    """
    listed = [Listed(**entry) for entry in entries_of(graders / NAME, "sentence", ("task", "text", "reason"))]
    known, gaps, wanted = _texts(master, markers), [], [*tasks, *[TITLE] * title]
    for task in wanted:
        blocks = [(block, sentence) for block in known.get(task, ()) for sentence in sentences_of(block)]
        demanding = [(block, sentence) for block, sentence in blocks if _DEMANDS.search(sentence)]
        own = [entry for entry in listed if entry.task == task]
        used = {entry for entry in own for block, sentence in demanding if _covers(entry, sentence, block)}
        gaps += [
            Gap(task, "", "sentence", f"neither in the table nor in {NAME}: {sentence}")
            for block, sentence in demanding
            if not any(_covers(entry, sentence, block) for entry in own)
        ]
        gaps += [Gap(task, "", "stale entry", f"no such sentence: {entry.text}") for entry in own if entry not in used]
    names = {*known, *(cell.grade_id for cell in cells_of(master) if cell.solution)}
    gaps += [Gap(e.task, "", "stale entry", f"there is no such task: {e.text}") for e in listed if e.task not in names]
    return gaps


def sentences_of(block: str) -> list[str]:
    """Return the sentences of a text, each as it stands, with its white space folded."""
    text = _END.sub(lambda found: found[1] or f"{found[2]}{found[3]}\0", " ".join(block.split()) + " ")
    return [sentence for part in text.split("\0") if (sentence := part.strip())]


def blocks_of(text: str) -> Iterator[str]:
    """Yield the paragraphs, list items, headings and rows of a Markdown text, without what marks their beginning."""
    lines: list[str] = []
    heading = False
    for line in [*_FENCED.sub("", text).splitlines(), ""]:
        item = _ITEM.match(line)
        if lines and (item or heading or not line.strip()):
            yield "\n".join(lines)
            lines = []
        heading = bool(item) and line.lstrip().startswith("#")
        if line.strip():
            lines.append(line[item.end() :] if item else line)


def _covers(entry: Listed, sentence: str, block: str) -> bool:
    """Whether an entry holds a sentence: alone, or with others that stand beside it."""
    text, one = _squeezed(entry.text), _squeezed(sentence)
    return text == one or (one in text and text in _squeezed(block))


def _squeezed(text: str) -> str:
    return "".join(_ITEM.sub("", text, count=1).split()) if _ITEM.match(text) else "".join(text.split())


# -- where sentences stand ----------------------------------------------------------------------------


def _texts(master: NotebookNode, markers: tuple[str, str]) -> Mapping[str, list[str]]:
    """Return by task the blocks of its text and of what its answer cell gives: docstrings and comments."""
    cells = cells_of(master)
    found: dict[str, list[str]] = {}
    first_code = next((cell.index for cell in cells if cell.type == "code"), len(cells))
    title = not (first_code < len(cells) and cells[first_code].solution)
    for cell in cells:
        if cell.type == "markdown" and CONTRACT not in cell.tags and not cell.is_marked:
            task = TITLE if title and cell.index < first_code else _task(cell, cells)
            found.setdefault(task, []).extend(blocks_of(cell.source))
        elif cell.is_autograded_answer:
            found.setdefault(cell.grade_id, []).extend(_given(cell.source, *markers))
    return found


def _task(cell: Cell, cells: Sequence[Cell]) -> str:
    """Return the task that a text belongs to: the next answer's, or the last one's before its grade cell."""
    following = next((c for c in cells[cell.index :] if c.solution or c.grade), None)
    if following is not None and not following.solution:
        following = next((c for c in reversed(cells[: cell.index]) if c.solution), None)
    return following.grade_id if following is not None else ""


def _given(source: str, begin: str, end: str) -> Iterator[str]:
    """Yield the docstrings, by paragraph, and the comments of a cell, without those of its solutions."""
    if begin not in source:
        return  # all of it is the solution
    text = _without_solutions(source, begin, end)
    try:
        nodes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.Module)]
    except SyntaxError:
        nodes = []
    for node in nodes:
        yield from _paragraphs(ast.get_docstring(node) or "")
    yield from _comments(text)


def _without_solutions(source: str, begin: str, end: str) -> str:
    lines, inside = [], False
    for line in source.splitlines():
        if begin in line:
            inside = True
            lines.append(f"{line[: len(line) - len(line.lstrip())]}pass")
        elif end in line:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _paragraphs(docstring: str) -> Iterator[str]:
    """Yield a docstring's texts; what stands under Returns and Raises is the convention's, not a sentence's."""
    while heading := _HEADING.search(docstring):
        rest = docstring[heading.end() :]
        following = _ANY_HEADING.search(rest)
        docstring = docstring[: heading.start()] + (rest[following.start() :] if following else "")
    lines: list[str] = []
    for line in [*_ANY_HEADING.sub("", docstring).splitlines(), ""]:
        if lines and (not line.strip() or _indent(line) != _indent(lines[-1])):
            yield "\n".join(lines)
            lines = []
        if line.strip():
            lines.append(line)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _comments(source: str) -> Iterator[str]:
    lines: list[str] = []
    last = -1
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, IndentationError):
        return
    for token in (t for t in tokens if t.type == tokenize.COMMENT):
        if lines and token.start[0] != last + 1:
            yield "\n".join(lines)
            lines = []
        lines.append(token.string.lstrip("#! "))
        last = token.start[0]
    if lines:
        yield "\n".join(lines)
