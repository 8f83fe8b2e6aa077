"""Ratchets: the program keeps to the sizes and the shape it has, and gets no worse.

A list of exceptions only shrinks: each entry says why it stands there, and one that is no longer needed fails too.
"""

from __future__ import annotations

import ast
import collections
import dataclasses
import importlib
import itertools
import re
import types
from collections.abc import Iterator
from enum import Enum
from pathlib import Path, PurePath
from typing import Any

import msgspec
import pytest
from tests.house.project import SRC, modules

from examiner.model import Text

MODULE_LINES = 300
FUNCTION_LINES = 40  # from its name to its end, documentation included
REPEATED_LINES = 6

LONG_FUNCTIONS: dict[str, str] = {}
MUTABLE = {
    "examiner.cli.shared.app": "Typer's way: modules add their commands while they are imported, nobody does later",
    "examiner.cli.data.app": "as examiner.cli.shared.app",
    "examiner.codec.lookup._KNOWN": "what follows from a table that never changes and the modules that are imported",
}
REPEATED: dict[str, str] = {}

# -- sizes ------------------------------------------------------------------------------------------------


def module_name(path: Path) -> str:
    """Return the name that a module is imported by."""
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def functions(tree: ast.AST, prefix: str) -> Iterator[tuple[str, int]]:
    """Yield the qualified name and the number of lines of every function."""
    for node in ast.iter_child_nodes(tree):
        named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        name = f"{prefix}.{node.name}" if named else prefix
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield name, node.end_lineno - node.lineno + 1
        yield from functions(node, name)


def test_no_module_grows_past_its_idea() -> None:
    lines = {module_name(path): len(path.read_text().splitlines()) for path in modules()}
    assert len(lines) > 100
    assert {name: count for name, count in lines.items() if count > MODULE_LINES} == {}


def test_no_function_grows_past_its_idea() -> None:
    found = dict(pair for path in modules() for pair in functions(ast.parse(path.read_text()), module_name(path)))
    assert len(found) > 900
    long = {name: count for name, count in found.items() if count > FUNCTION_LINES}
    assert long.keys() - LONG_FUNCTIONS.keys() == set(), long
    assert LONG_FUNCTIONS.keys() - long.keys() == set(), "no longer needed"


# -- state ------------------------------------------------------------------------------------------------

CONTAINERS = (dict, list, set, bytearray, collections.deque)
CHANGING = {
    *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"),
    *("add", "discard", "update", "setdefault", "popitem", "appendleft", "popleft"),
    *("difference_update", "intersection_update", "symmetric_difference_update"),
}
# What cannot be changed, or is not ours to change: patterns, paths, types, functions, keys of other libraries' stores.
SETTLED = (str, bytes, int, float, complex, type(None), frozenset, re.Pattern, PurePath, Enum, type, types.ModuleType)
SETTLED += (types.FunctionType, types.BuiltinFunctionType, types.MappingProxyType, types.GenericAlias, types.UnionType)
SETTLED += (Text, types.MethodWrapperType, types.WrapperDescriptorType, types.GetSetDescriptorType, pytest.StashKey)
OTHERS = (  # the last two: a terminal's two streams, as sys.stdout is one
    r"typing\.|functools\.(partial|_lru_cache_wrapper)|_?contextvars\.ContextVar|_struct\.Struct|ctypes\.CDLL|msgspec\."
    r"|rich\.console\.Console|examiner\.cli\.shared\.Shown"
)


def assigned(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a module binds to values at its top."""
    for node in tree.body:
        for target in node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]:
            yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name)) if target is not None else ()


def settled(value: Any) -> bool:
    """Say whether a value cannot be changed."""
    if isinstance(value, tuple):
        return all(map(settled, value))
    if isinstance(value, msgspec.Struct):
        return bool(value.__struct_config__.frozen)
    if dataclasses.is_dataclass(value):
        return bool(type(value).__dataclass_params__.frozen)  # type: ignore[attr-defined]
    kind = type(value)
    return isinstance(value, SETTLED) or bool(re.match(OTHERS, f"{kind.__module__}.{kind.__qualname__}"))


def changed_names(tree: ast.AST) -> Iterator[str]:
    """Yield the last part of every name whose value is changed in place."""

    def last(node: ast.AST) -> str:
        return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""

    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            yield last(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
            yield last(node.func.value)
        elif isinstance(node, ast.AugAssign):
            yield last(node.target)


def changeable(name: str, value: Any, changed: set[str]) -> bool:
    """Say whether a module's name holds state: anything but fixed values and filled tables that nothing changes."""
    if name == "__all__":
        return False
    if isinstance(value, CONTAINERS):
        return not value or not name.isupper() or name in changed
    return not settled(value)


def test_no_module_holds_state() -> None:
    trees = {path: ast.parse(path.read_text()) for path in modules()}
    changed = {name for tree in trees.values() for name in changed_names(tree)}
    found = set()
    for path, tree in trees.items():
        if path.name != "__main__.py":
            module = importlib.import_module(module_name(path))
            names = {name for name in assigned(tree) if hasattr(module, name)}
            found |= {f"{module.__name__}.{n}" for n in names if changeable(n, getattr(module, n), changed)}
    assert found - MUTABLE.keys() == set()
    assert MUTABLE.keys() - found == set(), "no longer needed"


def test_no_function_rebinds_a_name_of_its_module() -> None:
    trees = {module_name(path): ast.parse(path.read_text()) for path in modules()}
    assert [name for name, tree in trees.items() if any(isinstance(n, ast.Global) for n in ast.walk(tree))] == []


@pytest.mark.parametrize(
    ("name", "value", "rest"),
    [
        ("_seen", {"a": 1}, ""),  # a name in lower case promises nothing
        ("SEEN", {}, ""),  # what is empty is there to be filled
        ("SEEN", {"a": 1}, "SEEN['b'] = 2"),
        ("SEEN", {"a"}, "tables.SEEN.add('b')"),
        ("COUNT", [1], "COUNT += [2]"),
        ("WORKER", types.SimpleNamespace(job=1), ""),
        ("PAIR", (1, []), ""),
    ],
)
def test_what_holds_state_is_found(name: str, value: object, rest: str) -> None:
    assert changeable(name, value, set(changed_names(ast.parse(rest))))


def test_what_holds_no_state_is_left_alone() -> None:
    for name, value in [("TABLE", {"a": 1}), ("PATTERN", re.compile("a")), ("PAIR", (1, "a")), ("__all__", ["a"])]:
        assert not changeable(name, value, set(changed_names(ast.parse("table['b'] = 2"))))


# -- repetition -------------------------------------------------------------------------------------------


def significant(path: Path) -> list[tuple[int, str]]:
    """Return a module's lines of code with their numbers: no blanks, comments, documentation, imports, brackets."""
    text = path.read_text()
    skipped: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        is_text = (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        )
        is_list = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        if is_text or is_list or isinstance(node, ast.Import | ast.ImportFrom):
            assert isinstance(node, ast.stmt) and node.end_lineno is not None
            skipped.update(range(node.lineno, node.end_lineno + 1))
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if number not in skipped)
    return [(number, line) for number, line in lines if re.search(r"\w", line) and not line.startswith("#")]


def repeated(paths: list[Path]) -> dict[str, str]:
    """Return the places that start a run of lines which stands elsewhere too."""
    seen: dict[tuple[str, ...], str] = {}
    found = {}
    for path in paths:
        lines = significant(path)
        for run in zip(*(itertools.islice(lines, start, None) for start in range(REPEATED_LINES)), strict=False):
            place = f"{path.stem}:{run[0][0]}"
            first = seen.setdefault(tuple(line for _, line in run), place)
            if first != place:
                found[place] = first
    return found


def test_no_six_lines_stand_twice() -> None:
    assert repeated(modules()) == REPEATED


def test_six_lines_that_stand_twice_are_found(tmp_path: Path) -> None:
    lines = [f"a{number} = {number}\n" for number in range(REPEATED_LINES)]
    (tmp_path / "one.py").write_text("".join(lines))
    (tmp_path / "two.py").write_text("import os\n" + "\n# why\n".join(lines))
    (tmp_path / "three.py").write_text("".join(lines[:-1]))
    assert repeated(sorted(tmp_path.glob("*.py"))) == {"two:2": "one:1"}
