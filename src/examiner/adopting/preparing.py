"""What several checks of a module begin with is written once, as a function that gives what they go on with."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from examiner.adopting.making import MadeCheck, Part
from examiner.adopting.writing import needs_room

LEAST = 3  # statements that are worth a function


@dataclass(frozen=True)
class Prepared:
    """What a run of checks has in common.

    Parameters
    ----------
    name : str
        Of the function.
    fixtures : tuple of str
        What it is given.
    parts : tuple of Part
        What it does.
    """

    name: str
    fixtures: tuple[str, ...]
    parts: tuple[Part, ...]


def prepared(checks: Sequence[MadeCheck]) -> tuple[list[Prepared], list[MadeCheck]]:
    """Return the functions that prepare several checks, and the checks that call them."""
    functions: list[Prepared] = []
    found: list[MadeCheck] = []
    place = 0
    while place < len(checks):
        group, length = _group(checks[place:])
        if length < LEAST or len(group) < 2:
            found.append(checks[place])
            place += 1
            continue
        name = f"prepare_{group[0].about.strip('_')}"
        while any(name == one.name for one in functions):
            name += "_again"
        function, shorter = _shared(name, group, length)
        functions.append(function)
        found += shorter
        place += len(group)
    return functions, found


def _group(checks: Sequence[MadeCheck]) -> tuple[list[MadeCheck], int]:
    """Return how many of the first checks begin alike, and with how many statements."""
    texts = [[ast.dump(part.node) for part in check.parts] for check in checks]
    group, length = [checks[0]], len(checks[0].parts) - 1
    for check, text in zip(checks[1:], texts[1:], strict=True):
        same = next((i for i, (a, b) in enumerate(zip(texts[0], text, strict=False)) if a != b), 0)
        same = min(same, length, len(check.parts) - 1)
        if same < LEAST or check.fixtures != checks[0].fixtures:
            break
        group.append(check)
        length = same
    if any(needs_room(part.node) for part in checks[0].parts[:length]):  # it may look names up that are bound later
        return [checks[0]], 0
    return group, length


def _shared(name: str, group: Sequence[MadeCheck], length: int) -> tuple[Prepared, list[MadeCheck]]:
    first = group[0].parts[:length]
    bound = [n for part in first for n in _names(part.node, ast.Store)]
    later = {n for check in group for part in check.parts[length:] for n in _names(part.node, ast.Load, ast.Del)}
    given = [n for n in dict.fromkeys(bound) if n in later]
    values: list[ast.expr] = [ast.Name(n, ast.Load()) for n in given]
    result = values[0] if len(values) == 1 else ast.Tuple(values, ast.Load())
    fixtures = group[0].fixtures
    call = ast.Call(ast.Name(name, ast.Load()), [ast.Name(one, ast.Load()) for one in fixtures], [])
    targets: list[ast.expr] = [ast.Name(n, ast.Store()) for n in given]
    target = targets[0] if len(targets) == 1 else ast.Tuple(targets, ast.Store())
    start: ast.stmt = ast.Assign([target], call) if given else ast.Expr(call)
    end = [Part(ast.fix_missing_locations(ast.Return(result)))] if given else []
    beginning = Part(ast.fix_missing_locations(ast.copy_location(start, first[0].node)))
    shorter = [replace(check, parts=(beginning, *check.parts[length:])) for check in group]
    return Prepared(name, fixtures, (*first, *end)), shorter


def _names(node: ast.AST, *contexts: type[ast.expr_context]) -> list[str]:
    return [part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, contexts)]
