"""Texts that code puts together of constants, and the names under which it calls a function."""

from __future__ import annotations

import ast
import itertools
from collections import defaultdict

MOST_TEXTS = 50  # that one name or expression may stand for
MOST_CHARACTERS = 1_000_000  # of a text that is put together


class Constants:
    """What the names of some code stand for, as far as constants say.

    Parameters
    ----------
    tree : ast.AST
        The code. Where a name is bound more than once, each of its texts counts everywhere.
    """

    def __init__(self, tree: ast.AST) -> None:
        self._texts: dict[str, set[str]] = defaultdict(set)
        self._functions: dict[str, set[str]] = defaultdict(set)
        for node in ast.walk(tree):
            match node:
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        self._bind(target, value)
                case (
                    ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value)
                ):
                    self._bind(target, value)
                case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=value):
                    joined = _joined([self._texts[name], self.texts(value)])
                    self._texts[name] = _few(self._texts[name] | joined)
                case ast.alias(name=name, asname=str() as own):
                    self._functions[own].add(name.rpartition(".")[2])

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._texts[target.id] = _few(self._texts[target.id] | self.texts(value))
            if isinstance(value, ast.Name | ast.Attribute):
                self._functions[target.id] |= self.called(value)

    def called(self, function: ast.expr) -> set[str]:
        """Return the names of the function that an expression may stand for."""
        name = getattr(function, "attr", getattr(function, "id", ""))
        return {name, *self._functions.get(name, ())}

    def texts(self, node: ast.AST) -> set[str]:
        """Return the texts that an expression may be, or that stand in it."""
        match node:
            case ast.Constant(value=str() as text):
                return {text}
            case ast.Constant(value=bytes() as data):
                return {data.decode("utf-8", "replace")}
            case ast.Name(id=name):
                return set(self._texts.get(name, ()))
            case ast.JoinedStr(values=values):
                return _joined([self.texts(value) for value in values])
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _joined([self.texts(left), self.texts(right)])
            case ast.Call(func=ast.Attribute(attr="join", value=between), args=[ast.List() | ast.Tuple() as parts]):
                pieces = [self.texts(part) for part in parts.elts]
                glue = [self.texts(between)] * len(pieces)
                return _joined([*itertools.chain(*zip(pieces, glue, strict=True))][:-1])
        return _few({text for child in ast.iter_child_nodes(node) for text in self.texts(child)})


def _joined(parts: list[set[str]]) -> set[str]:
    """Return the texts that come of one text of each part in a row; a part that stands for none is left out."""
    found = {""}
    for part in filter(None, parts):
        found = {text for a, b in itertools.product(found, part) if len(text := a + b) <= MOST_CHARACTERS}
        found = _few(found)
    return found - {""}


def _few(texts: set[str]) -> set[str]:
    return texts if len(texts) <= MOST_TEXTS else set(sorted(texts)[:MOST_TEXTS])
