"""What a mutant changes: each operator turns one node of an answer into wrong ones, as edits of the text."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from examiner.audit.tables import ARITHMETIC, COMPARISONS, GUARDS, REDUCTIONS, STRINGS, SYMMETRIC, TUNING, UNWRAPPED

Edit = tuple[ast.AST, str]  # a node and the text in its place
Operator = Callable[["Context", ast.AST], Iterator[Edit]]


@dataclass(frozen=True)
class Context:
    """What an operator may know beside the node."""

    source: str
    parents: dict[ast.AST, ast.AST]

    def text(self, node: ast.AST) -> str:
        """Return a node's own text, in parentheses where it may be put anywhere."""
        found = ast.get_source_segment(self.source, node) or ast.unparse(node)
        simple = ast.Name | ast.Constant | ast.Attribute | ast.Call | ast.Subscript | ast.List | ast.Dict | ast.Tuple
        return found if isinstance(node, simple) and not found.startswith("-") else f"({found})"


def arithmetic(context: Context, node: ast.AST) -> Iterator[Edit]:
    """``a + b`` to ``a - b`` and the like; ``a += b`` to ``a -= b``."""
    if isinstance(node, ast.BinOp) and not any(_is_text(side) for side in (node.left, node.right)):
        left, right = context.text(node.left), context.text(node.right)
        if isinstance(node.op, ast.MatMult):
            yield node, f"({right} @ {left})"
        elif type(node.op) in ARITHMETIC:
            yield node, f"({left} {ARITHMETIC[type(node.op)]} {right})"
    if isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC and not _is_text(node.value):
        target, value = context.text(node.target), context.text(node.value)
        yield (
            node,
            f"{target} {ARITHMETIC[type(node.op)]}= {value.removeprefix('(').removesuffix(')')}"
            if (value.startswith("(") and not isinstance(node.value, ast.Tuple))
            else f"{target} {ARITHMETIC[type(node.op)]}= {value}",
        )


def sign(context: Context, node: ast.AST) -> Iterator[Edit]:
    """``-x`` to ``x``."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        yield node, context.text(node.operand)


def comparison(context: Context, node: ast.AST) -> Iterator[Edit]:
    """``a < b`` to ``a <= b`` and to ``a > b``."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in COMPARISONS.get(type(operator), ()):
                yield node, _compare(context, node, place, other)


def _compare(context: Context, node: ast.Compare, place: int, other: str) -> str:
    names = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
    names |= {ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not"}
    text = context.text(node.left)
    for index, (operator, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
        text += f" {other if index == place else names[type(operator)]} {context.text(right)}"
    return f"({text})" if isinstance(context.parents.get(node), ast.BinOp | ast.UnaryOp) else text


def logic(context: Context, node: ast.AST) -> Iterator[Edit]:
    """``and`` to ``or``, ``not x`` and ``~x`` to ``x``, ``a if c else b`` to ``a`` and to ``b``."""
    if isinstance(node, ast.BoolOp):
        word = " or " if isinstance(node.op, ast.And) else " and "
        yield node, f"({word.join(context.text(value) for value in node.values)})"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield node, context.text(node.operand)
    if isinstance(node, ast.IfExp):
        yield node, context.text(node.body)
        yield node, context.text(node.orelse)


def constant(context: Context, node: ast.AST) -> Iterator[Edit]:
    """Numbers to near ones, booleans to their opposite, strings that choose something to another choice."""
    if not isinstance(node, ast.Constant) or _tunes(context, node):
        return
    parent, value = context.parents.get(node), node.value
    negative = isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.USub)
    if isinstance(value, bool):
        yield node, str(not value)
    elif isinstance(value, int):
        is_axis = isinstance(parent, ast.keyword) and parent.arg == "axis"
        near = {0: (1,), 1: (0,) if is_axis else (0, 2), 2: (1, 3)}.get(value, (value - 1, value + 1))
        yield from ((node, str(other)) for other in near if not (negative and other == 0 and is_axis))
    elif isinstance(value, float):
        yield node, _near(value)
    elif isinstance(value, str) and value and _chooses(parent):
        yield node, json.dumps(STRINGS.get(value, f"{value}_"), ensure_ascii=False)


def _near(value: float) -> str:
    if value == 0:
        return "1.0"
    other = value * 10 if abs(value) < 1e-3 else value * 2 if value == 1 else value * 1.1
    return repr(float(f"{other:.6g}"))


def _chooses(parent: ast.AST | None) -> bool:
    choosing = ast.keyword | ast.Call | ast.Compare | ast.Dict | ast.MatchValue | ast.Subscript | ast.Return
    return isinstance(parent, choosing | ast.List | ast.Tuple | ast.Set)


def _tunes(context: Context, node: ast.AST) -> bool:
    """Whether a number is a size or a rate of a model: an argument so named, or of a class such as ``Dense``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bool):
        return False
    child, parent = node, context.parents.get(node)
    while isinstance(parent, ast.UnaryOp | ast.Tuple | ast.BinOp):
        child, parent = parent, context.parents.get(parent)
    if isinstance(parent, ast.keyword):
        if parent.arg in TUNING:
            return True
        child, parent = parent, context.parents.get(parent)
    if isinstance(parent, ast.Call):
        name = parent.func.attr if isinstance(parent.func, ast.Attribute) else getattr(parent.func, "id", "")
        large = not isinstance(node, ast.Constant) or isinstance(node.value, float) or abs(node.value) >= 12  # type: ignore[arg-type]
        return name[:1].isupper() and large
    return isinstance(parent, ast.Assign) and child is parent.value and _tuned(parent)


def _tuned(node: ast.Assign) -> bool:
    names = [n.id.lower() for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)]
    return any(name in TUNING for name in names)


def reduction(context: Context, node: ast.AST) -> Iterator[Edit]:
    """``mean`` to ``sum``, ``max`` to ``min`` and other pairs that are taken for one another."""
    if isinstance(node, ast.Call):
        match node.func:
            case ast.Attribute(value=owner, attr=name) if name in REDUCTIONS:
                yield node.func, f"{context.text(owner)}.{REDUCTIONS[name]}"
            case ast.Name(id=name) if name in ("max", "min", "any", "all"):
                yield node.func, REDUCTIONS[name]


def axis(context: Context, node: ast.AST) -> Iterator[Edit]:
    """A call without its ``axis`` or ``keepdims``."""
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg in ("axis", "keepdims", "ddof"):
                rest = [context.text(a) if not isinstance(a, ast.Starred) else ast.unparse(a) for a in node.args]
                rest += [f"{k.arg}={context.text(k.value)}" for k in node.keywords if k is not keyword and k.arg]
                yield node, f"{context.text(node.func)}({', '.join(rest)})"


def guard(context: Context, node: ast.AST) -> Iterator[Edit]:
    """A call without its clip, maximum, absolute value, copy, transposition, logarithm."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node, context.text(node.value)
    if not isinstance(node, ast.Call):
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in GUARDS or name in UNWRAPPED or name in ("max", "min"):
        plain = isinstance(node.func, ast.Name) or _is_module(node.func)
        if node.args and plain and (name in UNWRAPPED or len(node.args) > 1):
            for argument in node.args[: 2 if name in ("maximum", "minimum", "max", "min") else 1]:
                if not isinstance(argument, ast.Starred | ast.Constant):
                    yield node, context.text(argument)
        elif isinstance(node.func, ast.Attribute) and not plain and name not in ("max", "min"):
            yield node, context.text(node.func.value)
    new = ast.List | ast.Tuple | ast.ListComp | ast.Constant  # copied in any case
    if name == "array" and _is_module(node.func) and node.args and not isinstance(node.args[0], new):
        assert isinstance(node.func, ast.Attribute)
        yield node.func, f"{context.text(node.func.value)}.asarray"


def _is_module(node: ast.AST) -> bool:
    root = node.value if isinstance(node, ast.Attribute) else None
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and root.id in ("np", "numpy", "tf", "math", "copy", "keras", "tensorflow", "ops")


def swap(context: Context, node: ast.AST) -> Iterator[Edit]:
    """The first two arguments of a call, or the two values of ``return a, b``, in the other order."""
    if isinstance(node, ast.Call) and len(node.args) >= 2:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first, second = node.args[:2]
        plain = not any(isinstance(a, ast.Starred) for a in (first, second)) and ast.dump(first) != ast.dump(second)
        if plain and name not in SYMMETRIC and not name[:1].isupper():
            rest = [ast.get_source_segment(context.source, a) or "" for a in [second, first, *node.args[2:]]]
            rest += [ast.get_source_segment(context.source, k) or "" for k in node.keywords]
            yield node, f"{context.text(node.func)}({', '.join(rest)})"
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
        first, second = node.value.elts
        if ast.dump(first) != ast.dump(second):
            yield node, f"return {context.text(second)}, {context.text(first)}"


def off_by_one(context: Context, node: ast.AST) -> Iterator[Edit]:
    """``range(n)`` to ``range(n - 1)`` and ``range(1, n)``; ``x[a:b]`` to ``x[a + 1:b]`` and ``x[a:b - 1]``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        stop = node.args[0] if len(node.args) == 1 else node.args[1] if len(node.args) > 1 else None
        if stop is not None and not isinstance(stop, ast.Constant):
            yield stop, f"{context.text(stop)} - 1"
        if len(node.args) == 1:
            yield node, f"range(1, {context.text(node.args[0])})"
        elif len(node.args) > 1 and not isinstance(node.args[0], ast.Constant):
            yield node.args[0], f"{context.text(node.args[0])} + 1"
    if isinstance(node, ast.Slice):
        for bound, change in ((node.lower, "+ 1"), (node.upper, "- 1")):
            if bound is not None and not isinstance(bound, ast.Constant | ast.UnaryOp):
                yield bound, f"{context.text(bound)} {change}"


def drop(context: Context, node: ast.AST) -> Iterator[Edit]:
    """A statement left out: a check that raises, an update, a second assignment, ``break``, an early return."""
    parent = context.parents.get(node)
    match node:
        case ast.If(orelse=[]):
            yield node, "pass"
        case ast.AugAssign() | ast.Break() | ast.Continue():
            yield node, "pass"
        case ast.Expr(value=ast.Call()):
            yield node, "pass"
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            yield node, "pass"
        case ast.Assign() if _bound_before(context, node):
            yield node, "pass"
        case ast.Return() if isinstance(parent, ast.If | ast.For | ast.While | ast.match_case):
            yield node, "pass"


def _bound_before(context: Context, node: ast.Assign) -> bool:
    """Whether all names that an assignment binds had a value before: else leaving it out is an error at once."""
    wanted = {n.id for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    scope: ast.AST | None = node
    while scope is not None and not isinstance(scope, ast.FunctionDef | ast.Module):
        scope = context.parents.get(scope)
    if scope is None:
        return False
    known = (
        {a.arg for a in ast.walk(scope.args) if isinstance(a, ast.arg)} if isinstance(scope, ast.FunctionDef) else set()
    )
    for other in ast.walk(scope):
        if isinstance(other, ast.Name) and isinstance(other.ctx, ast.Store) and other.lineno < node.lineno:
            known.add(other.id)
    return bool(wanted) and wanted <= known


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


OPERATORS: tuple[Operator, ...] = (
    arithmetic,
    sign,
    comparison,
    logic,
    constant,
    reduction,
    axis,
    guard,
    swap,
    off_by_one,
    drop,
)
