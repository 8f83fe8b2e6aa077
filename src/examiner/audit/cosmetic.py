"""Which parts of an answer carry no meaning for a grader: texts, plots, chatter. They are not mutated."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from examiner.grading.names import words

DRAWING = words("plt ax axes axs fig figure sns left right pyplot")
DRAWN = words(
    "plot scatter imshow hist bar contour contourf axvline axhline set_title set_xlabel set_ylabel legend "
    "title xlabel ylabel savefig show tight_layout colorbar annotate fill_between subplots text quiver "
    "semilogy set_xlim set_ylim axis set grid suptitle summary"
)
SILENT = words("errstate filterwarnings simplefilter catch_warnings seterr print set_printoptions")
SEEDING = words("default_rng seed RandomState set_seed set_random_seed SeedGenerator")
LOUD = words("verbose dtype metrics name label color cmap figsize title desc disable end sep")


def cosmetic(tree: ast.Module) -> set[ast.AST]:
    """Return the nodes of a program that are not mutated, with all that lies in them."""
    left_out: set[ast.AST] = set()
    for node in _roots(tree):
        left_out.update(ast.walk(node))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for statement in _for_plots_only(function, left_out):
                left_out.update(ast.walk(statement))
    return left_out


def _roots(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.Raise() | ast.JoinedStr() | ast.Import() | ast.ImportFrom():
                yield node
            case ast.Expr(value=ast.Constant()):
                yield node
            case ast.Expr(value=ast.Call() as call) | ast.Assign(value=ast.Call() as call) if draws(call):
                yield node
            case ast.Assert(msg=ast.AST() as message):
                yield message
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in SILENT:
                yield from node.args
                yield from node.keywords
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in SEEDING:
                yield from node.args
                yield from node.keywords
            case ast.keyword(arg=str(name)) if name in LOUD:
                yield node
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from node.decorator_list
                yield from (a.annotation for a in ast.walk(node.args) if isinstance(a, ast.arg) and a.annotation)
                yield from [node.returns] if node.returns else []
            case ast.AnnAssign():
                yield node.annotation


def draws(call: ast.Call) -> bool:
    """Whether a call draws or decorates a plot: it is one of pyplot's, or of something named like axes."""
    node: ast.AST = call.func
    if isinstance(node, ast.Attribute) and node.attr in DRAWN and not isinstance(node.value, ast.Constant):
        root = _name(node)
        return root in DRAWING or root.startswith(("ax", "fig"))
    return _name(node) == "plt"


def _name(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _for_plots_only(function: ast.AST, left_out: set[ast.AST]) -> list[ast.AST]:
    """Return the assignments of a function whose values are used by nothing but plots."""
    assignments = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    loads = [n for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    idle: set[ast.AST] = set(left_out)
    found: list[ast.AST] = []
    grows = True
    while grows:
        grows = False
        for loop in ast.walk(function):
            if isinstance(loop, ast.For) and loop not in found and all(step in idle for step in loop.body):
                found.append(loop)
                idle.update(ast.walk(loop))
                grows = True
        alive = {node.id for node in loads if node not in idle}
        for node in assignments:
            targets = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            plain = all(isinstance(t, ast.Name | ast.Tuple) for t in node.targets)
            used = any(load.id in targets and load in idle for load in loads)
            if node not in found and plain and used and not targets & alive:
                found.append(node)
                idle.update(ast.walk(node))
                grows = True
    return found
