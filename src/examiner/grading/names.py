"""Which names a piece of Python binds and which it uses: so that only the cells that matter are run."""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass

from examiner.model.code import parsed, scopes_of

MAGIC = re.compile(r"^(\s*)[%!?].*$", re.MULTILINE)
_BUILTIN = frozenset(dir(builtins))


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


# Methods that change their object also where what they return is used.
_CHANGING = words("fit fit_transform fit_predict partial_fit train_on_batch pop popitem popleft setdefault")


@dataclass(frozen=True, slots=True)
class Names:
    """What a cell binds or changes at its top level, and what it needs of other cells."""

    bound: frozenset[str]
    used: frozenset[str]
    imported: frozenset[str] = frozenset()


def names_of(source: str) -> Names | None:
    """Return the names of a cell; None if it is no Python, such as a cell magic."""
    if source.lstrip().startswith("%%"):
        return None
    text = MAGIC.sub(r"\1pass", source)
    tree, table = parsed(text), scopes_of(text)
    if tree is None or table is None:
        return None
    bound: set[str] = set()
    imported: set[str] = set()
    for symbol in table.get_symbols():
        if symbol.is_imported():
            imported.add(symbol.get_name())
        elif symbol.is_assigned():
            bound.add(symbol.get_name())
    used = {name for name in _free(table) if name not in _BUILTIN}
    changed = {name for node in ast.walk(tree) for name in _changed(node)} & (used | bound)
    return Names(frozenset(bound | (changed - imported)), frozenset(used), frozenset(imported))


def _free(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield the names that a scope and those inside it take from the notebook."""
    for symbol in table.get_symbols():
        outermost = table.get_type() == "module"
        if symbol.is_referenced() and (symbol.is_global() or outermost):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _free(inner)


def _changed(node: ast.AST) -> Iterator[str]:
    """Yield names of objects that a statement changes in place: ``x[0] = 1``, ``h = model.fit(...)``."""
    if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield from _root(node)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield from _root(node.value.func)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
        yield from _root(node.func)


def _root(node: ast.AST) -> Iterator[str]:
    inside = False
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        node, inside = (node.func if isinstance(node, ast.Call) else node.value), True
    if inside and isinstance(node, ast.Name):
        yield node.id


# Of ``student`` itself: to use one is to ask for no name of the notebook.
METHODS = words("calls each generator library seed source unchanged warnings")


def asked_of(name: str, source: str, *, guessed: bool = True) -> frozenset[str]:
    """Return what a grader asks ``name`` (``student``) for: attributes, items, and strings for ``getattr``.

    Parameters
    ----------
    name : str
        What it asks.
    source : str
        Its text.
    guessed : bool
        Where it computes names, count each text in it that may be one.
    """
    found: set[str] = set()
    strings: set[str] = set()
    dynamic = False
    tree = ast.parse(source)
    ids = {id(part) for node in ast.walk(tree) if _is_call_of(node, "demands") for part in ast.walk(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=base), attr="each"), args=[ast.Constant(str(text)), *_]
            ) if base == name:
                found.add(text)
            case ast.Attribute(value=ast.Name(id=base), attr=attribute) if base == name and attribute in METHODS:
                pass
            case ast.Attribute(value=ast.Name(id=base), attr=attribute) if base == name:
                found.add(attribute)
            case ast.Call(func=ast.Name(id="getattr"), args=[ast.Name(id=base), *_]) if base == name:
                dynamic = True
            case ast.Subscript(value=ast.Name(id=base), slice=ast.Constant(str(text))) if base == name:
                found.add(text)
            case ast.Subscript(value=ast.Name(id=base)) if base == name:
                dynamic = True
            case ast.Constant(value=str(text)) if text.isidentifier() and id(node) not in ids:
                strings.add(text)
    return frozenset(found | (strings if dynamic and guessed else set()))


def _is_call_of(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
