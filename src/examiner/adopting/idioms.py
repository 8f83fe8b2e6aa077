"""The ways in which courses write asserts, as plain ones: of unittest, of nose, of ``try`` and ``raise``."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection

COMPARED = {
    "equal": ast.Eq,
    "equals": ast.Eq,
    "not_equal": ast.NotEq,
    "not_equals": ast.NotEq,
    "is": ast.Is,
    "is_not": ast.IsNot,
    "in": ast.In,
    "not_in": ast.NotIn,
    "less": ast.Lt,
    "less_equal": ast.LtE,
    "greater": ast.Gt,
    "greater_equal": ast.GtE,
    "list_equal": ast.Eq,
    "tuple_equal": ast.Eq,
    "dict_equal": ast.Eq,
    "set_equal": ast.Eq,
    "sequence_equal": ast.Eq,
    "multi_line_equal": ast.Eq,
}
LIBRARIES = ("numpy", "pandas", "nose", "unittest", "testing", "pytest")
PLACES = 7  # unittest's digits of what is almost equal


def plain(node: ast.stmt, ours: Collection[str]) -> list[ast.stmt]:
    """Return a statement as a person writes it in a grader.

    Parameters
    ----------
    node : ast.stmt
        The statement.
    ours : collection of str
        Names of functions that the grade cells define, and that are no library's.
    """
    changed = _Plain(ours).visit(node)
    found = changed if isinstance(changed, list) else [changed]
    return [ast.fix_missing_locations(ast.copy_location(one, node)) for one in found]


class _Plain(ast.NodeTransformer):
    """Rewrites what it meets, innermost first."""

    def __init__(self, ours: Collection[str]) -> None:
        self.ours = ours

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        self.generic_visit(node)
        name = called(node.value)
        if not name or name in self.ours or not isinstance(node.value, ast.Call):
            return node
        return _assertion(name, node.value) or node

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.msg, ast.Constant):
            node.msg = told(node.msg)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Compare(
                left=ast.Constant(value=str()),
                ops=[ast.In()],
                comparators=[ast.Call(func=ast.Name(id="dir"), args=[of])],
            ):
                return ast.Call(ast.Name("hasattr", ast.Load()), [of, node.left], [])  # whose ``dir`` stays there
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        self.generic_visit(node)
        if node.arg == "err_msg" and isinstance(node.value, ast.Constant) and told(node.value) is not None:
            node.value = told(node.value) or node.value
        return node

    def visit_With(self, node: ast.With) -> ast.AST:
        self.generic_visit(node)
        for item in node.items:
            call = item.context_expr
            if isinstance(call, ast.Call) and called(call) in ("raises", "assertRaises", "assert_raises") and call.args:
                item.context_expr = _raises(call.args[0])
        return node

    def visit_Try(self, node: ast.Try) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        if len(node.handlers) != 1 or node.finalbody:
            return node
        handler = node.handlers[0]
        if all(_complains(part) for part in handler.body) and not node.orelse:
            return node.body  # the student's exception fails the check by itself
        kind, silent = handler.type or ast.Name("Exception", ast.Load()), all(map(_is_silent, handler.body))
        body, last = list(node.body), node.body[-1]
        refuses = bool(node.orelse) and all(_complains(part) for part in node.orelse)
        if not node.orelse and len(body) > 1 and _complains(last):
            body, refuses = body[:-1], True
        if silent and refuses and _catches(kind):
            return ast.With([ast.withitem(_raises(kind))], body)
        return node


def called(node: ast.AST) -> str:
    """Return the last part of a called function's name."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return ""


def told(message: ast.expr) -> ast.expr | None:
    """Return an assert's message as a hint; None for one without words."""
    if not isinstance(message, ast.Constant) or not isinstance(message.value, str) or not message.value.strip():
        return None
    sides: list[ast.expr] = [message, message] if " / " in message.value else [message]
    return ast.Call(ast.Name("hint", ast.Load()), sides, [])


def _is_silent(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or called(getattr(node, "value", node)) == "print"


def _complains(node: ast.stmt) -> bool:
    """Say whether a statement fails in any case."""
    match node:
        case ast.Raise(exc=ast.Name(id="AssertionError") | ast.Call(func=ast.Name(id="AssertionError"))):
            return True
        case ast.Assert(test=ast.Constant(value=value)):
            return not value
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="fail"))):
            return True
    return _is_silent(node) and not isinstance(node, ast.Pass) and False


def _catches(kind: ast.expr) -> bool:
    """Say whether it is one built-in exception, which ``raises`` knows."""
    return isinstance(kind, ast.Name) and isinstance(getattr(builtins, kind.id, None), type)


def _raises(kind: ast.expr) -> ast.Call:
    message = ast.keyword("message", ast.Constant(False))
    return ast.Call(ast.Name("raises", ast.Load()), [kind], [message])


def _assertion(name: str, call: ast.Call) -> ast.stmt | None:
    """Return what a function of nose's or unittest's asserts; None for NumPy's and pandas', which stay."""
    if not name.startswith("assert") or _is_of_numpy(call.func):
        return None
    word = _words(name.removeprefix("assert"))
    args = list(call.args)
    named = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    if word == "raises" and len(args) >= 2:
        run = ast.Call(args[1], args[2:], call.keywords)
        return ast.With([ast.withitem(_raises(args[0]))], [ast.Expr(run)])
    if word in ("almost_equal", "not_almost_equal") and len(args) >= 2:
        message = named.get("msg") or (args[3] if len(args) > 3 else None)
        return _almost(word, args, named, message)
    two = COMPARED.get(word)
    taken = 2 if two is not None or word == "is_instance" else 1
    if len(args) < taken:
        return None
    message = named.get("msg") or (args[taken] if len(args) > taken else None)
    test = _test(word, args, two)
    return ast.Assert(test, told(message) or message if message is not None else None) if test is not None else None


def _test(word: str, args: list[ast.expr], two: type[ast.cmpop] | None) -> ast.expr | None:
    if two is not None:
        return ast.Compare(args[0], [two()], [args[1]])
    match word:
        case "true" | "":
            return args[0]
        case "false":
            return ast.UnaryOp(ast.Not(), args[0])
        case "is_none":
            return ast.Compare(args[0], [ast.Is()], [ast.Constant(None)])
        case "is_not_none":
            return ast.Compare(args[0], [ast.IsNot()], [ast.Constant(None)])
        case "is_instance":
            return ast.Call(ast.Name("isinstance", ast.Load()), args[:2], [])
    return None


def _almost(word: str, args: list[ast.expr], named: dict[str, ast.expr], message: ast.expr | None) -> ast.stmt:
    """Return ``round(a - b, 7) == 0``, or ``abs(a - b) <= delta``: what almost equal means there."""
    gap = ast.BinOp(args[0], ast.Sub(), args[1])
    different = word.startswith("not")
    if (delta := named.get("delta")) is not None:
        size: ast.expr = ast.Call(ast.Name("abs", ast.Load()), [gap], [])
        test = ast.Compare(size, [ast.Gt() if different else ast.LtE()], [delta])
    else:
        places = named.get("places") or (args[2] if len(args) > 2 else ast.Constant(PLACES))
        size = ast.Call(ast.Name("round", ast.Load()), [gap, places], [])
        test = ast.Compare(size, [ast.NotEq() if different else ast.Eq()], [ast.Constant(0)])
    return ast.Assert(test, told(message) or message if message is not None else None)


def _words(name: str) -> str:
    """Return ``almost_equal`` of ``AlmostEqual`` or ``_almost_equal``."""
    parts = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return parts.strip("_").replace("_equals", "_equal")


def _is_of_numpy(function: ast.expr) -> bool:
    """Say whether a function is one of NumPy's or pandas' own, such as ``np.testing.assert_allclose``."""
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    numpys = ("allclose", "array", "approx", "string_equal", "max_ulp", "frame", "series", "index", "extension")
    return name.removeprefix("assert_").startswith(numpys) or "testing" in ast.unparse(function)
