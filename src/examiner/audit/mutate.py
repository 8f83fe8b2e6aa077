"""Mutants of a master answer: its solution regions, changed in one place each."""

from __future__ import annotations

import ast
import difflib
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from examiner.audit.cosmetic import cosmetic
from examiner.audit.operators import OPERATORS, Context


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong answer made from the master's.

    Parameters
    ----------
    line, becomes : str
        The changed lines before and after, stripped: with the task they are the mutant's key.
    function : str
        Name of the function that the change lies in, to tell equal lines apart.
    """

    task: str
    operator: str
    function: str
    number: int  # line in the answer cell, from 1; not part of the key
    line: str
    becomes: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What names the mutant whatever else changes in the notebook."""
        return self.task, self.line, self.becomes

    @property
    def name(self) -> str:
        """What names the mutant among the answers that are tried."""
        return f"{self.function}: {self.line} -> {self.becomes}"

    def diff(self, master: str) -> str:
        """Return the change as a unified diff with two lines around it."""
        lines = difflib.unified_diff(
            master.splitlines(), self.source.splitlines(), self.task, self.operator, lineterm="", n=2
        )
        return "\n".join(lines)


def mutants_of(
    task: str, source: str, begin: str = "### BEGIN SOLUTION", end: str = "### END SOLUTION"
) -> list[Mutant]:
    """Return every mutant of an answer, in the order of the text; the same change is made once.

    Parameters
    ----------
    task : str
        Name of the answer cell.
    source : str
        The master's answer with its markers. Without markers all of it is the solution.
    begin, end : str
        The markers.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []  # a cell with magics: nothing that could be changed by its meaning
    lines = _solution_lines(source, begin, end)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    context = Context(source, parents)
    left_out = cosmetic(tree)
    seen = {ast.dump(tree)}
    found = []
    for node in ast.walk(tree):
        if node in left_out or not hasattr(node, "lineno"):
            continue
        for name, edited, text in _edits(context, node):
            first, last = edited.lineno, edited.end_lineno or edited.lineno  # type: ignore[attr-defined]
            if edited in left_out or not lines.issuperset(range(first, last + 1)):
                continue
            mutated = _replaced(source, edited, _bare(parents, edited, source, text))
            dumped = _dump(mutated)
            if dumped is not None and dumped not in seen:
                seen.add(dumped)
                found.append(_mutant(task, name, _function(parents, edited), source, mutated))
    return sorted(found, key=lambda m: (m.number, m.operator, m.becomes))


def _edits(context: Context, node: ast.AST) -> Iterator[tuple[str, ast.AST, str]]:
    for operator in OPERATORS:
        for edited, text in operator(context, node):
            yield operator.__name__, edited, text


def _bare(parents: dict[ast.AST, ast.AST], node: ast.AST, source: str, text: str) -> str:
    """Return a text without the parentheses that its place does not ask for."""
    if not (text.startswith("(") and isinstance(node, ast.expr)):
        return text
    inner = text[1:-1]
    before, after = _around(source, node)
    if before.rstrip().endswith("(") and after.lstrip().startswith(")"):
        open_place = True
    else:
        plain = ast.stmt | ast.keyword | ast.Call | ast.List | ast.Tuple | ast.Dict | ast.Slice
        open_place = isinstance(parents.get(node), plain)
    try:
        alone = ast.dump(ast.parse(inner, mode="eval")) == ast.dump(ast.parse(text, mode="eval"))
    except SyntaxError:
        return text
    return inner if open_place and alone else text


def _solution_lines(source: str, begin: str, end: str) -> set[int]:
    """Return the numbers of the lines that students do not see."""
    if begin not in source:
        return set(range(1, len(source.splitlines()) + 1))
    found: set[int] = set()
    inside = False
    for number, line in enumerate(source.splitlines(), 1):
        inside = inside or begin in line
        if inside:
            found.add(number)
        inside = inside and end not in line
    return found


def _replaced(source: str, node: ast.AST, text: str) -> str:
    """Return a source with a node's text replaced; columns of a syntax tree count bytes."""
    before, after = _around(source, node)
    return before + text + after


def _around(source: str, node: ast.AST) -> tuple[str, str]:
    lines = source.encode().splitlines(keepends=True)
    first, last = node.lineno - 1, node.end_lineno - 1  # type: ignore[attr-defined]
    before = b"".join(lines[:first]) + lines[first][: node.col_offset]  # type: ignore[attr-defined]
    after = lines[last][node.end_col_offset :] + b"".join(lines[last + 1 :])  # type: ignore[attr-defined]
    return before.decode(), after.decode()


def _dump(source: str) -> str | None:
    """Return what tells programs apart; None for what does not compile."""
    try:
        tree = ast.parse(source)
        compile(source, "mutant", "exec")
    except (SyntaxError, ValueError):
        return None
    return ast.dump(tree)


def _function(parents: dict[ast.AST, ast.AST], node: ast.AST) -> str:
    names = []
    at: ast.AST | None = node
    while at is not None:
        if isinstance(at, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.append(at.name)
        at = parents.get(at)
    return ".".join(reversed(names))


def _mutant(task: str, operator: str, function: str, source: str, mutated: str) -> Mutant:
    before, after = source.splitlines(), mutated.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    changed = [block for block in matcher.get_opcodes() if block[0] != "equal"]
    first, last = changed[0][1], changed[-1][2]
    start, stop = changed[0][3], changed[-1][4]
    return Mutant(task, operator, function, first + 1, _joined(before[first:last]), _joined(after[start:stop]), mutated)


def _joined(lines: Iterable[str]) -> str:
    return " ".join(line.strip() for line in lines)


def sample(mutants: Sequence[Mutant], most: int, seed: str) -> list[Mutant]:
    """Return at most so many mutants, spread over operators and lines; the same ones every time."""
    order = {m.name: random.Random(f"{seed}/{m.name}").random() for m in mutants}
    left = sorted(mutants, key=lambda m: order[m.name])
    operators: Counter[str] = Counter()
    places: Counter[int] = Counter()
    chosen: list[Mutant] = []
    while left and len(chosen) < most:
        best = min(left, key=lambda m: (operators[m.operator] + 2 * places[m.number], order[m.name]))
        left.remove(best)
        operators[best.operator] += 1
        places[best.number] += 1
        chosen.append(best)
    return sorted(chosen, key=lambda m: (m.number, m.operator, m.becomes))
