"""Which statements of a grade cell judge, and how many asserts each of them stands for."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from examiner.adopting.reading import Step

DEEPEST = 5  # functions with asserts that call each other


class Judging:
    """Counts the asserts of statements, also those in functions that the grade cells define.

    Parameters
    ----------
    steps : iterable of Step
        The statements of all grade cells so far.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        self._functions: Mapping[str, ast.FunctionDef] = {
            step.node.name: step.node for step in steps if isinstance(step.node, ast.FunctionDef)
        }

    def count(self, step: Step) -> int:
        """Return how many asserts a statement carries out; 0 for one that only prepares."""
        if isinstance(step.node, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom):
            return 0
        return self._of([step.node], DEEPEST)

    def _of(self, body: Iterable[ast.AST], depth: int) -> int:
        return sum(self._one(node, depth) for part in body for node in _own(part))

    def _one(self, node: ast.AST, depth: int) -> int:
        if is_assert(node):
            return 1
        function = self._functions.get(_discarded(node))
        return self._of(function.body, depth - 1) if function is not None and depth else 0


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a statement without those of functions defined in it; a comprehension's call is one."""
    yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        return
    for part in ast.iter_child_nodes(node):
        yield from _own(part)


def _discarded(node: ast.AST) -> str:
    """Return the function that is called for what it does alone: ``check(x)``, ``_ = [check(x) for x in xs]``."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name
        case ast.Assign(targets=[ast.Name(id="_")], value=ast.Call(func=ast.Name(id=name))):
            return name
        case (
            ast.Assign(targets=[ast.Name(id="_")], value=ast.ListComp(elt=ast.Call(func=ast.Name(id=name))))
            | ast.Expr(value=ast.ListComp(elt=ast.Call(func=ast.Name(id=name))))
        ):
            return name
    return ""


def is_assert(node: ast.AST) -> bool:
    """Say whether a node is an assert, or does what one does."""
    match node:
        case ast.Assert() | ast.Raise(exc=ast.Name(id="AssertionError")):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id="AssertionError"))):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return is_assertion(name)
        case ast.withitem(context_expr=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return is_assertion(name) or name == "raises"
    return False


def is_assertion(name: str) -> bool:
    """Say whether a function of this name fails where something does not hold."""
    return name == "fail" or (name.startswith("assert") and name not in ("assertion", "asserts"))
