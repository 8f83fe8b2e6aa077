"""Hidden text in a release: runs of tokens of solutions and graders that the course does not show by itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from examiner.model.cells import cells_of
from examiner.model.notebook import parse
from examiner.release.leaks import Leak

RUN = 9  # tokens in a row that are no accident where the course shows none of them itself
LONG_RUN = 30  # tokens in a row that even an open cell does not share with a solution by accident
TELLING = 4  # different names and numbers that a run must hold: brackets and commas tell nothing
_TOKEN = re.compile(r"[^\W\d]\w*|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|[^\s\w]")
_WORD = re.compile(r"\w")
_MOST = 300  # characters of a leak that are shown

Run = tuple[str, ...]


@dataclass
class Hidden:
    """Runs of hidden tokens, each with what it belongs to."""

    runs: dict[Run, str] = field(default_factory=dict)
    long_runs: dict[Run, str] = field(default_factory=dict)

    def add(self, text: str, what: str) -> None:
        """Take note of a hidden text."""
        tokens = tokens_of(text)
        for run in _runs(tokens, RUN):
            self.runs.setdefault(run, what)
        for run in _runs(tokens, LONG_RUN):
            self.long_runs.setdefault(run, what)


def tokens_of(text: str) -> list[str]:
    """Return names, numbers and marks of a text; no blanks, and no comment signs."""
    return [token for token in _TOKEN.findall(text) if token not in ("#", "\\")]


def _runs(tokens: list[str], length: int) -> Iterator[Run]:
    for start in range(len(tokens) - length + 1):
        run = tuple(tokens[start : start + length])
        if len({token for token in run if _WORD.match(token)}) >= TELLING:
            yield run


def hidden_text(
    master: NotebookNode, graders: Path, begin: str, end: str, others: Sequence[NotebookNode] = ()
) -> Hidden:
    """Return what students must not read: solution regions and grader modules, less what masters show."""
    hidden = Hidden()
    for cell in cells_of(master):
        if cell.solution:
            hidden.add(_region(cell.source, begin, end), f"the solution of {cell.grade_id}")
    for path in sorted(graders.glob("*.py")):
        hidden.add(path.read_text(encoding="utf-8"), f"the grader {path.name}")
    shown = {run for one in (master, *others) for text in shown_texts(one) for run in _runs(tokens_of(text), RUN)}
    hidden.runs = {run: what for run, what in hidden.runs.items() if run not in shown}
    hidden.long_runs = {run: what for run, what in hidden.long_runs.items() if what.startswith("the solution")}
    return hidden


def _region(source: str, begin: str, end: str) -> str:
    if begin not in source:
        return source
    inside, kept = False, []
    for line in source.splitlines():
        if begin in line:
            inside = True
        elif end in line:
            inside = False
        elif inside:
            kept.append(line)
    return "\n".join(kept)


def shown_texts(master: NotebookNode) -> Iterator[str]:
    """Yield what the master shows on purpose: prose, given cells, self-checks, signatures and docstrings."""
    for cell in cells_of(master):
        if not cell.solution:
            yield cell.source
            continue
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:
            continue
        lines = cell.source.splitlines()
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                documented = ast.get_docstring(node) is not None
                last = node.body[0].end_lineno if documented else node.body[0].lineno - 1
                yield "\n".join(lines[node.lineno - 1 : last])


def text_leaks(hidden: Hidden, files: Mapping[str, bytes]) -> list[Leak]:
    """Return the hidden text in released files, each place once."""
    found: list[Leak] = []
    known = hidden.runs | hidden.long_runs
    for name, data in files.items():
        for where, text in _texts(name, data):
            found += [Leak(name, where, shown, what) for shown, what in _found(text, known)]
    return found


def _found(text: str, known: Mapping[Run, str]) -> Iterator[tuple[str, str]]:
    """Yield each stretch of a text that consists of hidden runs, with what it belongs to."""
    matches = [m for m in _TOKEN.finditer(text) if m[0] not in ("#", "\\")]
    tokens = [m[0] for m in matches]
    start, stop, what = -1, -1, ""
    for place in range(len(tokens)):
        length = next((n for n in (RUN, LONG_RUN) if tuple(tokens[place : place + n]) in known), 0)
        if not length:
            continue
        if start >= 0 and place > stop:
            yield text[matches[start].start() : matches[stop].end()][:_MOST], what
            start = -1
        if start < 0:
            start, what = place, known[tuple(tokens[place : place + length])]
        stop = max(stop, place + length - 1)
    if start >= 0:
        yield text[matches[start].start() : matches[stop].end()][:_MOST], what


def _texts(name: str, data: bytes) -> Iterable[tuple[str, str]]:
    """Return the texts of a released file with their places; nothing of binary files."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return []
    if not name.endswith(".ipynb"):
        return [("", text)]
    return [
        (f"cell {cell.index + 1}" + (f" ({cell.grade_id})" if cell.grade_id else ""), cell.source)
        for cell in cells_of(parse(text))
    ]
