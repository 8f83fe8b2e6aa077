"""The answers that an audit tries beside mutants: right ones, wrong ones, junk, and the release's own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from examiner.course.errors import CourseError, nearest

STRICT = "strict"  # right answers that refuse whatever their task's text does not promise
BASELINE = "baseline_"  # wrong answers to a model task that must lose whatever the seed
JUNK = {
    "none": "None",
    "text": "'x'",
    "zero": "0.0",
    "nan": "float('nan')",
    "ragged": "[[1], [1, 2], None]",
    "empty": "[]",
    "no rows": "__import__('numpy').zeros((0, 3))",
    "broadcasts": "__import__('numpy').zeros((1, 1))",
    "nothing but nan": "__import__('numpy').full((1, 1), float('nan'))",
    "complex": "1j",
    "dict": "{'W1': None, 1: 2}",
    "object": "object()",
    "raises": "(_ for _ in ()).throw(ValueError('no'))",
    "argument": "args[0] if args else None",
}
_LOSES = re.compile(r"# loses: (>=)?([\d.]+)\s*")
_BREAKS = re.compile(r"# breaks: ([a-z0-9-]+(?:, [a-z0-9-]+)*)\s*")


@dataclass(frozen=True)
class Loss:
    """How many points a wrong answer must lose."""

    points: float
    at_least: bool

    def holds(self, lost: float) -> bool:
        """Whether a loss is what was promised."""
        return lost >= self.points - 1e-6 if self.at_least else abs(lost - self.points) <= 1e-3

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else ''}{self.points:g}"


def answer_files(graders: Path, kind: str, tasks: Iterable[str]) -> dict[str, list[Path]]:
    """Return the answer files of a kind (``right`` or ``wrong``) by task.

    Raises
    ------
    CourseError
        If a folder is named after no task.
    """
    folder, known = graders / kind, list(tasks)
    if not folder.is_dir():
        return {}
    found = {}
    for path in sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith((".", "_"))):
        if path.name not in known:
            raise CourseError(f"{path}: there is no task {path.name!r}; {nearest(path.name, known)}")
        found[path.name] = sorted(path.glob("*.py"))
    return found


def loss_of(path: Path) -> Loss:
    """Read what a wrong answer says that it loses.

    Raises
    ------
    CourseError
        If its first line does not say so.
    """
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    match = _LOSES.fullmatch(first)
    if match is None or float(match[2]) <= 0:
        raise CourseError(f"{path}, line 1: {first!r}: a wrong answer begins with '# loses: N' or '# loses: >=N'")
    return Loss(float(match[2]), bool(match[1]))


def broken_by(path: Path) -> frozenset[str]:
    """Read which demands of its task a wrong answer says that it breaks; none if it says nothing of it.

    Raises
    ------
    CourseError
        If its second line begins to say so and does not.
    """
    second = [*path.read_text(encoding="utf-8").splitlines()[:2], "", ""][1]
    match = _BREAKS.fullmatch(second)
    if match is None and second.replace(" ", "").lower().startswith("#breaks"):
        raise CourseError(f"{path}, line 2: {second!r}: write '# breaks: id' or '# breaks: id, id', as in the table")
    return frozenset(match[1].split(", ")) if match else frozenset()


def junk(source: str, value: str) -> str:
    """Return an answer whose functions all return ``value`` and whose classes do nothing."""
    lines = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            lines.append(f"def {node.name}(*args, **kwargs):\n    return {value}")
        elif isinstance(node, ast.ClassDef):
            lines.append(f"class {node.name}:\n    __init__ = lambda self, *args, **kwargs: None")
    return "\n\n".join(lines)
