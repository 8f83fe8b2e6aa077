"""Which statements of a test cell can be carried out on the trusted side, as syntax.

A test cell of an assignment without graders is judged in the student's process. What is plain in it (asserts, and the
names they need, made of literals, builtins, imported modules and calls of the student's functions) can be done again
where the student's code cannot reach it. All else ends the part of the cell that can: it may change what follows.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator

# Chance, time, files, and questions about types or identity, to which a value that was rebuilt may answer otherwise.
UNSAFE_NAMES = """random rand randn randint choice shuffle permutation seed rvs urandom time datetime open input print
exec eval compile globals locals vars dir id type repr hasattr getattr setattr delattr isinstance issubclass callable
breakpoint exit quit help memoryview matrix mat asmatrix super object flags dtype __import__ get_ipython iter next"""
UNSAFE = frozenset(UNSAFE_NAMES.split())
SEEDED = ("RandomState", "default_rng")  # of NumPy: with a seed they give the same everywhere
BAD_NODES = (ast.Lambda, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.JoinedStr)
BUILTINS = frozenset(dir(builtins)) - UNSAFE


def count_asserts(source: str) -> int:
    """Return how many asserts a cell has at its top level; 0 if it is no plain Python."""
    return sum(map(is_assert, _body(source)))


def is_assert(statement: ast.stmt) -> bool:
    """Say whether a statement is an assert, or a call of a function that does as one, like ``assert_allclose``."""
    match statement:
        case ast.Assert():
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name.startswith("assert")
    return False


def plain_statements(source: str) -> Iterator[ast.stmt]:
    """Yield the statements from the start of a cell up to the first that is not plain."""
    for statement in _body(source):
        if not _is_plain(statement):
            return
        yield statement


def imports(sources: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the module, and the name in it if any, by the names that the cells' imports bind."""
    found: dict[str, tuple[str, str]] = {}
    for source in sources:
        for statement in _body(source):
            found.update(imported(statement))
    return found


def imported(statement: ast.stmt) -> dict[str, tuple[str, str]]:
    """Return the same of one statement."""
    if isinstance(statement, ast.Import):
        return {
            a.asname or a.name.partition(".")[0]: (a.name if a.asname else a.name.partition(".")[0], "")
            for a in statement.names
        }
    if isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
        names = {a.asname or a.name: (statement.module, a.name) for a in statement.names}
        return {} if UNSAFE & {*statement.module.split("."), *names} or "*" in names else names
    return {}


def bound_names(source: str) -> frozenset[str]:
    """Return every name that a cell's code binds, wherever in it."""
    nodes = [node for statement in _body(source) for node in ast.walk(statement)]
    names = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    names |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    return frozenset(names | {name for n in nodes if isinstance(n, ast.stmt) for name in imported(n)})


def globals_read(source: str) -> frozenset[str]:
    """Return the global names that functions in a cell use."""
    try:
        tables = symtable.symtable(source, "cell", "exec").get_children()
    except (SyntaxError, ValueError):
        return frozenset()
    found: set[str] = set()
    while tables:
        table = tables.pop()
        tables.extend(table.get_children())
        found |= {s.get_name() for s in table.get_symbols() if s.is_global()}
    return frozenset(found)


def names_called(statement: ast.stmt) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names that a statement reads, and those of them that it does nothing with but call."""
    called = {id(n.func) for n in ast.walk(statement) if isinstance(n, ast.Call)}
    names = [n for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    other = {n.id for n in names if id(n) not in called}
    return frozenset(n.id for n in names), frozenset(n.id for n in names) - other


def _body(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):  # magics, or no Python
        return []


def _is_plain(statement: ast.stmt) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom():
            return bool(imported(statement))
        case ast.Pass():
            return True
        case ast.Assert(test=value):
            return _is_plain_value(value)
        case ast.Assign(targets=[target], value=value):
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            return all(isinstance(n, ast.Name) for n in names) and _is_plain_value(value)
        case ast.Expr(value=value):
            return _is_plain_value(value)
    return False


def _is_plain_value(value: ast.expr) -> bool:
    seeded = {
        id(node.func.value)
        for node in ast.walk(value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in SEEDED and node.args and all(isinstance(a, ast.Constant) for a in node.args)
    }
    return all(id(node) in seeded or _is_plain_node(node) for node in ast.walk(value))


def _is_plain_node(node: ast.AST) -> bool:
    match node:
        case ast.Name(id=name) if name in SEEDED:
            return False
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name not in UNSAFE and not name.startswith("__")
        case ast.Compare(ops=ops, comparators=others):
            identity = any(isinstance(op, ast.Is | ast.IsNot) for op in ops)
            return not identity or all(isinstance(o, ast.Constant) and o.value is None for o in others)
    return not isinstance(node, BAD_NODES)
