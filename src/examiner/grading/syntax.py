"""What a student's code uses, as its syntax shows it: for rules such as "no sorted here"."""

from __future__ import annotations

import ast
import re
import symtable
import warnings
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from examiner.grading.constants import Constants
from examiner.grading.uploaded import BY_NAME, OF_CODE, module_text, reached
from examiner.model.code import NO_CODE, TOO_DEEP, is_too_deep, parsed, scopes_of

MOST_PARSED = 2_000_000  # characters of a module; of a longer one every word counts as used
WORD = re.compile(r"\w+")
DEEPEST = 5  # code in a text in code


def names_used(sources: Iterable[str], files: Mapping[str, bytes] = MappingProxyType({})) -> frozenset[str]:
    """Return every name that code uses and does not bind itself: variables, attributes, imported names.

    A name counts under whatever alias it is used, and as text in ``getattr``, ``eval`` and the like, also where the
    text is put together of constants. One that is a parameter or a variable of the student's own, such as ``max`` in
    ``max = values[0]``, does not.

    Parameters
    ----------
    sources : iterable of str
        Texts of cells; IPython's magics are understood. What does not compile is left out: it does not run.
    files : mapping of str to bytes
        What was uploaded beside them: modules and notebooks that the code imports or runs count like its cells.
    """
    codes = [code for source in sources if (code := _compiling(source))]
    text = "\n".join(codes)
    # Cells that compile each by itself may not do so together, such as one with ``global x`` behind one with ``x = 1``.
    found = (set() if is_too_deep(text) else _names(text)) or set().union(*map(_names, codes))
    waiting, seen = reached(text, files), set[str]()
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            module = module_text(path, files[path], _compiling)
            long = len(module) > MOST_PARSED
            found |= set(WORD.findall(module)) if long else _names(module)
            waiting |= set(files) if long else reached(module, files)
    return frozenset(found)


def _names(text: str, depth: int = 0) -> set[str]:
    """Return the names that a text uses, none of one that is no code, and every word of one that is nested too deep.

    The student's process may have another bound, and run it: no honest code is nested so deep.
    """
    tree, table = parsed(text), scopes_of(text)
    if tree is None or table is None:
        return set(WORD.findall(text)) if tree is not None or is_too_deep(text) else set()
    try:
        known, free = Constants(tree), _free(tree, table)
        return free | {name for node in ast.walk(tree) for name in _named(node, known, depth)}
    except RecursionError:
        return set(WORD.findall(text))


def _compiling(source: str) -> str:
    from IPython.core.inputtransformer2 import TransformerManager  # takes long to import, and few graders ask

    try:
        code: str = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
        with warnings.catch_warnings(action="ignore"):  # Python's advice is for whoever runs it
            compile(code, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except TOO_DEEP:
        return source  # it may run there
    except NO_CODE:
        return ""
    return code


def _named(node: ast.AST, known: Constants, depth: int) -> set[str]:
    match node:
        case ast.Attribute():
            return {node.attr}
        case ast.alias():
            return set(node.name.split("."))
        case ast.ImportFrom():
            return set((node.module or "").split("."))
        case ast.Subscript():
            return known.texts(node.slice)  # vars()["sorted"]
        case ast.Call():
            called = known.called(node.func)
            texts = {t for arg in [*node.args, *(k.value for k in node.keywords)] for t in known.texts(arg)}
            if called & BY_NAME:
                return {part for text in texts for part in text.split(".")}
            if called & OF_CODE and depth < DEEPEST:
                return {name for text in texts for name in _names(_compiling(text), depth + 1)}
    return set()


def _free(tree: ast.Module, table: symtable.SymbolTable) -> set[str]:
    """Return the plain names that are looked up beyond where the code itself has bound them."""
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
