"""Which names a cell needs of the cells before it, and which it leaves to those behind it."""

from __future__ import annotations

import ast
import re
import symtable
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from examiner.grading.names import MAGIC, names_of, words
from examiner.model.code import UNREADABLE, parsed, scopes_of

# What reads or makes names that no syntax shows.
_HIDDEN = words("exec eval globals locals vars get_ipython __main__")
_WORD = re.compile(r"[^\W\d]\w*")
_RUNS_FILES = re.compile(r"^\s*%(run|load)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a cell has to do with the cells around it.

    Parameters
    ----------
    names : frozenset of str
        Names that it needs, unless ``anything``.
    bound : frozenset of str
        Names that it binds in any case: what they were before is gone.
    anything : bool
        Whether it may need whatever there is.
    later : frozenset of str
        Names that its functions look up when they are called: cells behind it may be what binds them.
    """

    names: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    anything: bool = False
    later: frozenset[str] = frozenset()


def needs_of(source: str, given: frozenset[str]) -> Needs:
    """Return what a cell needs and binds of some names; where syntax does not show it, more rather than less."""
    # Python takes a full-width letter in a name for the plain one.
    mentioned = frozenset(_WORD.findall(unicodedata.normalize("NFKC", source)))
    if mentioned & _HIDDEN or _RUNS_FILES.search(source):
        return Needs(anything=True, later=mentioned & given)
    if not mentioned & given:
        return Needs()
    magics = "\n".join(found[0] for found in MAGIC.finditer(source))
    reader = _Reader(set(_WORD.findall(magics)))
    bound: set[str] = set()
    tree = parsed(MAGIC.sub(r"\1pass", source))
    try:
        if tree is not None:
            reader.read(tree.body, bound)
    except RecursionError:
        tree = None
    if tree is None:
        return Needs(mentioned & given, later=mentioned & given)
    return Needs(given & reader.needed, given & bound, later=given & reader.later)


def left_by(source: str) -> frozenset[str]:
    """Return the names that a cell binds, imports or changes the objects of."""
    names = names_of(source)
    return frozenset(_WORD.findall(source)) if names is None else names.bound | names.imported


class _Reader:
    """Goes through statements in their order: a name is needed where it is used before it is bound for certain."""

    def __init__(self, needed: set[str]) -> None:
        self.needed = needed
        self.later: set[str] = set()

    def read(self, body: Sequence[ast.stmt], bound: set[str]) -> None:
        """Read statements; ``bound`` grows by what they bind in any case."""
        for node in body:
            match node:
                case ast.For() | ast.AsyncFor():
                    self._use(node.iter, bound)
                    inside = bound | {*_stored(node.target)}
                    self._use(node.target, inside)
                    self.read(node.body, inside)
                    self.read(node.orelse, set(bound))
                case ast.While():
                    self._use(node.test, bound)
                    self.read(node.body, set(bound))
                    self.read(node.orelse, set(bound))
                case ast.If():
                    self._use(node.test, bound)
                    self._branches([node.body, node.orelse], bound)
                case ast.With() | ast.AsyncWith():
                    for item in node.items:
                        self._use(item.context_expr, bound)
                        bound |= {*_stored(item.optional_vars)}
                    self.read(node.body, bound)
                case ast.Try():
                    self._branches([[*node.body, *node.orelse], *(h.body for h in node.handlers)], bound)
                    self.read(node.finalbody, bound)
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    self._use(node, bound | {node.name})
                    bound.add(node.name)
                case _:
                    self._use(node, bound)
                    bound |= {*_stored(node)} if not isinstance(node, ast.Match) else set()

    def _branches(self, bodies: Sequence[Sequence[ast.stmt]], bound: set[str]) -> None:
        ends = []
        for body in bodies:
            end = set(bound)
            self.read(body, end)
            ends.append(end)
        bound |= set.intersection(*ends)

    def _use(self, node: ast.AST, bound: set[str]) -> None:
        used = [*_used(node)]
        self.needed |= {name for name, _ in used} - bound
        self.later |= {name for name, later in used if later}


def _table_of(node: ast.AST) -> symtable.SymbolTable | None:
    try:
        return scopes_of(ast.unparse(node))
    except UNREADABLE:  # it cannot be written down again
        return None


def _used(node: ast.AST) -> Iterator[tuple[str, bool]]:
    """Yield the names that a statement or an expression takes from the notebook, and whether a function does."""
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        yield node.target.id, False
    if isinstance(node, ast.Delete):
        yield from ((target.id, False) for target in node.targets if isinstance(target, ast.Name))
    table = _table_of(node)
    if table is None:  # such as an await at the top
        yield from ((part.id, True) for part in ast.walk(node) if isinstance(part, ast.Name))
        return
    scopes = [(table, False)]
    while scopes:
        scope, later = scopes.pop()
        outermost = scope.get_type() == "module"
        # A comprehension, whose one parameter is .0, is over when its statement is.
        later |= isinstance(scope, symtable.Function) and ".0" not in scope.get_parameters()
        scopes += [(inner, later) for inner in scope.get_children()]
        taken = (s for s in scope.get_symbols() if s.is_referenced() and (outermost or s.is_global()))
        yield from ((symbol.get_name(), later) for symbol in taken)


def _stored(node: ast.AST | None) -> Iterator[str]:
    """Yield the names that a simple statement or a target binds."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if not isinstance(node, ast.AnnAssign) or node.value is not None:
            yield from (name for target in targets for name in _stored(target))
    elif isinstance(node, ast.Tuple | ast.List):
        yield from (name for part in node.elts for name in _stored(part))
    elif isinstance(node, ast.Starred):
        yield from _stored(node.value)
    elif isinstance(node, ast.Name):
        yield node.id
