"""Graders do not write again what the author API gives them.

What is left to migrate stands in ``graders_to_migrate/<assignment>.txt``, a line for each module and what it still
does. The lists only shrink: what stands there and is done no longer fails as well.
"""

from __future__ import annotations

import ast
import collections
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.house.project import ROOT

LISTS = Path(__file__).with_name("graders_to_migrate")
LEAST_HELPER = 60  # characters of a function's body that is no accident in two graders
PATTERNS = {  # what is forbidden, and what stands in its place
    "students-names": (r"\bstudent\.(np|numpy|partial|plt|pd)\b", "student.library"),
    "plain": (r"^PLAIN\b", "keras_model or falling"),
    "history": (r"\.history\b.*\n.*isinstance\(record, dict\)", "falling"),
    "generator": (r"library\(\"numpy\"\)\.random\.default_rng", "student.generator"),
    "seed": (r"library\(\"numpy\"\)\.random\.seed", "student.seed"),
    "number": (r"float\(array\([^\n]*, \(\)", "number"),
    "unpack": (r"isinstance\(\w+, (?:list \| tuple|tuple \| list)\) and len\(\w+\) ==", "unpack"),
    "refuses": (r"for [^\n]*\bin\b(?:[^\n]*\n)(?:\s+for [^\n]*\n)*\s+with raises\(", "refuses"),
}


def graders() -> list[Path]:
    """Return the grader modules of the course."""
    return sorted(ROOT.glob("graders/*/test_*.py"))


def told(text: str) -> Iterator[str]:
    """Yield what of the forbidden a grader does."""
    yield from (name for name, (pattern, _) in PATTERNS.items() if re.search(pattern, text, re.M))


def helpers(text: str) -> Iterator[str]:
    """Yield the functions of a grader that are no tests, each without its name and documentation."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("test_"):
            if ast.get_docstring(node) is not None:
                node.body = node.body[1:]
            node.name = "_"
            found = ast.unparse(node)
            if len(found) >= LEAST_HELPER:
                yield found


def twice(texts: dict[str, str]) -> dict[str, str]:
    """Return the graders with a helper that stands in another one of the same assignment too, and that one."""
    places = collections.defaultdict(list)
    for name, text in texts.items():
        for found in helpers(text):
            places[name.split("/")[0], found].append(name)
    return {name: names[0] for names in places.values() for name in names[1:] if name != names[0]}


def test_no_grader_does_what_the_api_does() -> None:
    assert len(graders()) > 60
    texts = {f"{path.parent.name}/{path.stem}": path.read_text(encoding="utf-8") for path in graders()}
    found = {f"{name} {what}" for name, text in texts.items() for what in told(text)}
    found |= {f"{name} twice" for name in twice(texts)}
    listed = {
        f"{path.stem}/{line}" for path in LISTS.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert found - listed == set(), {name: there for name, (_, there) in PATTERNS.items()}
    assert listed - found == set(), "no longer needed"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x = student.np.zeros(3)", "students-names"),
        ("student.partial(f)", "students-names"),
        ("PLAIN = (int, float)", "plain"),
        ('student.library("numpy").random.default_rng(3)', "generator"),
        ('student.library("numpy").random.seed(3)', "seed"),
        ('w = float(array(w, (), name="w"))', "number"),
        ("assert isinstance(answer, list | tuple) and len(answer) == 2", "unpack"),
        ("for bad in x:\n    with raises(ValueError):\n        student.f(bad)", "refuses"),
        ("for bad in x:\n    for y in z:\n        with raises(ValueError):\n            student.f(bad)", "refuses"),
        ('record = history.history\nassert isinstance(record, dict) and "loss" in record', "history"),
    ],
)
def test_what_is_forbidden_is_found(text: str, name: str) -> None:
    assert list(told(text)) == [name]


def test_a_helper_in_two_graders_is_found() -> None:
    one = 'def draw(rng, n):\n    """Say so."""\n    found = rng.normal(size=n)\n    return found / found.sum()'
    other = one.replace("draw", "drawn").replace("Say so", "Other")
    assert twice({"a/one": one, "a/two": other, "b/three": one}) == {"a/two": "a/one"}
