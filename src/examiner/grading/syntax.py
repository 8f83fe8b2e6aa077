"""What a student's code uses, as its syntax shows it: for rules such as "no sorted here"."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable

# Calls whose texts name something, or are code.
BY_NAME = {"getattr", "__import__", "import_module", "attrgetter", "methodcaller", "__getattribute__", "get"}
OF_CODE = {"eval", "exec", "compile", "run_line_magic", "run_cell_magic", "run_cell", "system"}


def names_used(sources: Iterable[str]) -> frozenset[str]:
    """Return every name that code uses and does not bind itself: variables, attributes, imported names.

    A name counts under whatever alias it is used, and as text in ``getattr``, ``eval`` and the like. One that is a
    parameter or a variable of the student's own, such as ``max`` in ``max = values[0]``, does not.

    Parameters
    ----------
    sources : iterable of str
        Texts of cells; IPython's magics are understood. What does not compile is left out: it does not run.
    """
    text = "\n".join(code for source in sources if (code := _compiling(source)))
    return frozenset(_free(text) | {name for node in ast.walk(ast.parse(text)) for name in _named(node)})


def _compiling(source: str) -> str:
    from IPython.core.inputtransformer2 import TransformerManager  # takes long to import, and few graders ask

    code: str = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return code


def _named(node: ast.AST) -> set[str]:
    match node:
        case ast.Attribute():
            return {node.attr}
        case ast.alias():
            return set(node.name.split("."))
        case ast.ImportFrom():
            return set((node.module or "").split("."))
        case ast.Subscript(slice=ast.Constant(value=str() as key)):
            return {key}  # vars()["sorted"]
        case ast.Call():
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            texts = [arg.value for arg in given if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if called in BY_NAME:
                return {part for text in texts for part in text.split(".")}
            if called in OF_CODE:
                return {name for text in texts for name in names_used([text])}
    return set()


def _free(text: str) -> set[str]:
    """Return the plain names that are looked up beyond where the code itself has bound them."""
    table, tree = symtable.symtable(text, "<cells>", "exec"), ast.parse(text)
    own = _bound_first(tree)
    found: set[str] = set()
    scopes = [table]
    while scopes:
        scope = scopes.pop()
        scopes += scope.get_children()
        top = scope.get_type() == "module"
        found |= {s.get_name() for s in scope.get_symbols() if s.is_referenced() and (top or s.is_global())}
    return found - own


def _bound_first(tree: ast.Module) -> set[str]:
    """Return the names that the cells bind at their top before they first look them up, and never take away."""
    first: dict[str, bool] = {}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    top = {id(node) for statement in tree.body for node in _at_top(statement)}
    places = [
        # The right side of an assignment is evaluated first; it stands behind the name.
        (node.lineno, isinstance(node.ctx, ast.Store), node.id, isinstance(node.ctx, ast.Store))
        for node in names
        if id(node) in top
    ]
    places += [(n.lineno, True, n.name, True) for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    for _, _, name, bound in sorted(places):
        first.setdefault(name, bound)
    deleted = {node.id for node in names if isinstance(node.ctx, ast.Del)}
    return {name for name, bound in first.items() if bound} - deleted


def _at_top(statement: ast.stmt) -> list[ast.AST]:
    """Return the nodes of a statement that run with it, without the bodies of functions and classes."""
    found: list[ast.AST] = []
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        found.append(node)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            todo += ast.iter_child_nodes(node)
    return found
