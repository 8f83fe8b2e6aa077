"""Which files beside a notebook its code imports or runs, and what they say."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath

import nbformat

from examiner.grading.constants import Constants
from examiner.model.code import is_too_deep, parsed

MODULES = (".py", ".ipynb", ".ipy")
# Calls whose texts name something, or are code.
BY_NAME = {"getattr", "__import__", "import_module", "attrgetter", "methodcaller", "__getattribute__", "get"}
OF_CODE = {
    *("eval", "exec", "compile", "run_line_magic", "run_cell_magic", "run_cell", "system", "getoutput", "ex", "ev"),
    *("timeit", "repeat", "Timer", "run_path", "run_module", "safe_execfile", "runsource"),
}


def reached(text: str, files: Mapping[str, bytes]) -> set[str]:
    """Return the files that some code imports or runs: ``import``, ``%run``, ``import_module``, ``exec(open(...))``.

    Parameters
    ----------
    text : str
        The code, with IPython's magics turned into calls.
    files : mapping of str to bytes
        What lies beside it. A module counts wherever a text holds its file's name; a file of another kind only where
        code runs texts, since it may be data.
    """
    if not files:
        return set()
    tree = parsed(text)
    if tree is None:
        return set(files) if is_too_deep(text) else set()
    try:
        return _reached(tree, files)
    except RecursionError:  # no honest code is nested so deep
        return set(files)


def _reached(tree: ast.AST, files: Mapping[str, bytes]) -> set[str]:
    nodes, known = list(ast.walk(tree)), Constants(tree)
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    running = [node for node in calls if known.called(node.func) & (BY_NAME | OF_CODE)]
    code = any(known.called(node.func) & OF_CODE for node in running)
    imported = {part for node in nodes for part in _imported(node)}
    imported |= {part for word in _words(known, running) for part in word.split(".")}
    prose = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    said = [node for node in nodes if isinstance(node, ast.Constant) and id(node) not in prose]
    words = {word.rpartition("/")[2] for word in _words(known, [*said, *calls])}
    return {p for p in files if _module(p) in imported or (p.rpartition("/")[2] in words and (code or _module(p)))}


def _words(known: Constants, nodes: Iterable[ast.AST]) -> set[str]:
    """Return the words of the texts in some expressions; a path is one."""
    return {word for node in nodes for text in known.texts(node) for word in re.split(r"[^\w./-]+", text)}


def _imported(node: ast.AST) -> set[str]:
    match node:
        case ast.alias(name=name):
            return set(name.split("."))
        case ast.ImportFrom(module=str() as module):
            return set(module.split("."))
    return set()


def _module(path: str) -> str:
    """Return the name that an import has for a file, "" for one that is no module."""
    own = PurePosixPath(path)
    if own.suffix not in MODULES:
        return ""
    return own.parent.name if own.stem in ("__init__", "__main__") else own.stem


def module_text(path: str, data: bytes, compiling: Callable[[str], str]) -> str:
    """Return the code in a file, "" if it is none.

    Parameters
    ----------
    path : str
        Its name.
    data : bytes
        What it holds.
    compiling : callable
        Turns what IPython runs into Python, "" for what does not compile.
    """
    try:
        if path.endswith(".ipynb"):
            notebook = nbformat.reads(data.decode("utf-8-sig"), as_version=4)
            return "\n".join(compiling(cell.source) for cell in notebook.cells if cell.cell_type == "code")
        text = importlib.util.decode_source(data)
    except Exception:  # hostile as any upload; what cannot be read does not run
        return ""
    return compiling(text) if path.endswith(".ipy") else text
