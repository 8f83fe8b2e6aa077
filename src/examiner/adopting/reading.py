"""What a master's cells do, statement by statement: the grade cells' own, and which names all others leave."""

from __future__ import annotations

import ast
import copy
import io
import tokenize
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from nbformat import NotebookNode

from examiner.adopting.idioms import plain
from examiner.grading.names import MAGIC, names_of
from examiner.grading.needs import needs_of
from examiner.grading.plain_asserts import bound_names, is_plain
from examiner.model.cells import Cell, cells_of
from examiner.model.code import UNREADABLE, parsed

Source = tuple[str, str]  # a module, and a name in it if any
SEEDS = ("seed", "set_seed")
AUTHORS = frozenset(("hint", "raises"))  # of the author API, which graders are written with


@dataclass(frozen=True)
class ByHand:
    """What a person has to do.

    Parameters
    ----------
    cell : int
        The cell's place in the notebook, from 1.
    grade_id : str
        Its id.
    line : int
        In the cell, from 1.
    text : str
        The statement as it stands there.
    reason : str
        Why no check was made of it.
    """

    cell: int
    grade_id: str
    line: int
    text: str
    reason: str


class Unable(Exception):
    """A statement of which no check can be made; the text says why."""


@dataclass(frozen=True, eq=False)
class Step:
    """One statement of a grade cell."""

    node: ast.stmt
    cell: Cell
    text: str
    said: tuple[ast.stmt, ...] = ()  # the same, as a grader says it
    hidden: bool = False
    comments: tuple[str, ...] = ()

    @property
    def line(self) -> int:
        """Its line in the cell, from 1."""
        return self.node.lineno

    @cached_property
    def needs(self) -> frozenset[str]:
        """The names that it takes from elsewhere."""
        found = names_of(self.plain)
        if found is None:
            raise Unable("it cannot be read as Python")
        needs = needs_of(self.plain, found.used | _mentioned(ast.parse(self.plain)))
        if needs.anything:
            raise Unable("it uses exec, eval, globals or the like, which no syntax shows through")
        return needs.names - (AUTHORS - _mentioned(self.node))

    @cached_property
    def bound(self) -> frozenset[str]:
        """The names that it binds, or whose objects it changes."""
        found = names_of(self.plain)
        return found.bound if found is not None else frozenset()

    @cached_property
    def stored(self) -> frozenset[str]:
        """Those of them that it binds."""
        return bound_names(self.plain, imports_too=False)

    @property
    def imports(self) -> dict[str, Source]:
        """What it imports, by name."""
        return dict(imported(self.node))

    @cached_property
    def plain(self) -> str:
        """Its text as a grader says it, without comments."""
        return "\n".join(map(ast.unparse, self.said))

    @property
    def replaces(self) -> bool:
        """Whether what it binds was something else before, in any case."""
        return isinstance(self.node, ast.Assign | ast.AnnAssign | ast.FunctionDef | ast.ClassDef | ast.With)

    @property
    def is_seed(self) -> bool:
        """Whether it seeds random numbers that all code shares."""
        match self.node:
            case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
                return name in SEEDS
        return False

    def by_hand(self, reason: str) -> ByHand:
        """Say that a person has to see to it."""
        return ByHand(self.cell.index + 1, self.cell.grade_id, self.line, self.text, reason)


def _mentioned(node: ast.AST) -> frozenset[str]:
    return frozenset(part.id for part in ast.walk(node) if isinstance(part, ast.Name))


@dataclass(frozen=True)
class Given:
    """What a cell that is no grade cell leaves: an answer, or what students are given."""

    bound: frozenset[str]
    imports: Mapping[str, Source]
    functions: Mapping[str, Step] = field(default_factory=dict)  # that students are given, none of theirs


@dataclass(frozen=True)
class GradeCell:
    """A grade cell that asserts score."""

    cell: Cell
    steps: tuple[Step, ...] = ()
    troubles: tuple[ByHand, ...] = ()  # as a whole


@dataclass
class Reading:
    """A master notebook, read."""

    entries: list[Given | Step] = field(default_factory=list)  # in the notebook's order
    cells: list[GradeCell] = field(default_factory=list)


def read(master: NotebookNode, begin: str, end: str) -> Reading:
    """Read a master notebook.

    Parameters
    ----------
    master : NotebookNode
        The notebook.
    begin, end : str
        The lines between which tests are hidden.
    """
    reading = Reading()
    code = [cell for cell in cells_of(master) if cell.type == "code"]
    ours = {name for cell in code if _judges(cell) for name in _functions(cell)}
    for cell in code:
        if _judges(cell):
            found = _grade_cell(cell, begin, end, ours)
            reading.cells.append(found)
            reading.entries += found.steps
        else:
            reading.entries.append(_given(cell))
    return reading


def _judges(cell: Cell) -> bool:
    return cell.grade and not cell.is_manual


def _functions(cell: Cell) -> Iterator[str]:
    """Yield the functions that a cell defines."""
    tree = parsed(python_of(cell.source))
    yield from (node.name for node in (tree.body if tree is not None else []) if isinstance(node, ast.FunctionDef))


def python_of(source: str) -> str:
    """Return a cell's text without IPython's own lines, its lines where they were."""
    first, rest = source.partition("\n")[::2]
    if first.startswith("%%"):
        source = f"\n{rest}"
    return MAGIC.sub(r"\1pass", source)


def _given(cell: Cell) -> Given:
    text = python_of(cell.source)
    tree = parsed(text)
    if tree is None:
        return Given(frozenset(), {})
    imports = {name: source for node in ast.walk(tree) for name, source in imported(node)}
    steps = [] if cell.solution else [Step(node, cell, "", (node,)) for node in tree.body if _is_function(node)]
    functions = {step.node.name: step for step in steps}  # type: ignore[attr-defined]
    return Given(bound_names(text, imports_too=False), imports, functions)


def _is_function(node: ast.stmt) -> bool:
    """Say whether a statement defines a function that does no more than compute."""
    return isinstance(node, ast.FunctionDef) and is_plain(node)


def imported(node: ast.AST) -> Iterator[tuple[str, Source]]:
    """Yield the names that a statement imports; ``*`` for all of a module's."""
    if isinstance(node, ast.Import):
        for name in node.names:
            top = name.name.partition(".")[0]
            yield (name.asname or top), (name.name if name.asname else top, "")
    elif isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        yield from ((name.asname or name.name, (module, name.name)) for name in node.names)


def _grade_cell(cell: Cell, begin: str, end: str, ours: Collection[str]) -> GradeCell:
    text = python_of(cell.source)
    try:
        body = ast.parse(text).body
    except UNREADABLE as error:
        line = getattr(error, "lineno", None) or 1
        reason = "the cell cannot be read as Python"
        return GradeCell(cell, troubles=(ByHand(cell.index + 1, cell.grade_id, line, "", reason),))
    lines = text.splitlines()
    hidden, comments = _hidden_lines(lines, begin, end), _comments(text, (begin, end))
    steps, last = [], 0
    for node in body:
        if isinstance(node, ast.Pass):
            continue
        until = node.end_lineno or node.lineno
        written = "\n".join(lines[node.lineno - 1 : until])
        above = tuple(comments[i] for i in range(last + 1, until + 1) if i in comments)
        said = tuple(plain(copy.deepcopy(node), ours))
        steps.append(Step(node, cell, written, said, node.lineno in hidden, above))
        last = until
    return GradeCell(cell, tuple(steps))


def _hidden_lines(lines: Sequence[str], begin: str, end: str) -> frozenset[int]:
    found, inside = set(), False
    for number, line in enumerate(lines, 1):
        inside = (inside or begin in line) and end not in line
        if inside:
            found.add(number)
    return frozenset(found)


def _comments(text: str, markers: tuple[str, str]) -> dict[int, str]:
    """Return the comments of a cell by line, without nbgrader's markers."""
    found = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            words = token.string.lstrip("# ").rstrip()
            marker = any(mark.strip("# ") in words for mark in markers) or words.startswith(("BEGIN ", "END "))
            marker = marker or words.lower().strip(":. ") in ("test", "tests")
            if token.type == tokenize.COMMENT and words and not marker:
                found[token.start[0]] = f"# {words}"
    except (tokenize.TokenError, IndentationError):
        return found
    return found
