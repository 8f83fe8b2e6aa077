"""Advice names what exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import typer

from examiner.cli import app

SOURCE = Path(__file__).parents[2] / "src" / "examiner"
ADVISED = re.compile(r"(?:`|: |run |use )examiner ([a-z]+(?:-[a-z]+)?)(?![\w.])")


def sentences(path: Path) -> Iterator[str]:
    """Yield the strings of a module; parts of a formatted one stand for themselves."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_command_that_a_message_names_exists() -> None:
    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    named = {
        (path.name, name)
        for path in sorted(SOURCE.rglob("*.py"))
        for text in sentences(path)
        for name in ADVISED.findall(text)
    }
    assert len({name for _, name in named}) > 3
    assert not {(file, name) for file, name in named if name not in commands}
