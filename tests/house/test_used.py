"""Whatever the program defines, the program uses: nothing is kept for its own tests."""

from __future__ import annotations

import ast
import collections
import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.house.project import ROOT, SRC, modules
from tests.house.test_ratchets import module_name

# Called by name from outside: where their callers look for them.
CALLERS = [ROOT / "pyproject.toml", ROOT / "nbgrader_config.py", *ROOT.glob("graders/*/test_*.py")]
TEMPLATES = sorted(SRC.rglob("*.j2"))
PLAIN = {"property", "cached_property", "staticmethod", "classmethod", "contextmanager", "cache", "dataclass"}
FOR_GRADERS = "for graders, which are being rewritten with it"
UNUSED = {
    "examiner.grading.helpers.Helpers.find_spec": "Python calls it",
    **dict.fromkeys(
        [
            "examiner.grading.networks.keras_model",
            "examiner.grading.networks.KerasModel.parameter_count",
            "examiner.grading.networks.KerasModel.layer_kinds",
            "examiner.grading.networks.KerasModel.weight_arrays",
        ],
        FOR_GRADERS,
    ),
    "examiner.model.limits.time_text": "the budget of a submission, which is to word its limits with it, is being made",
}


def code(path: Path) -> str:
    """Return a module's code without comments, documentation, imports and lists of exports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    tree.body = [
        node
        for node in tree.body
        if not isinstance(node, ast.ImportFrom)
        and not (isinstance(node, ast.Assign | ast.AnnAssign) and "__all__" in ast.unparse(node).partition("=")[0])
    ]
    return ast.unparse(tree)


def definitions(tree: ast.AST, prefix: str = "") -> Iterator[str]:
    """Yield the qualified names of functions and classes; those that a decorator hands to somebody left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            words = {re.split(r"\W", ast.unparse(d).removeprefix("functools."))[0] for d in node.decorator_list}
            if words <= PLAIN and not re.fullmatch(r"__\w+__|pytest_\w+", node.name):
                yield f"{prefix}{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from definitions(node, f"{prefix}{node.name}.")


def overrides(module: str, name: str) -> bool:
    """Say whether a method is one that a base class of another library calls."""
    owner, _, method = name.rpartition(".")
    kind = getattr(importlib.import_module(module), owner, None) if owner else None
    bases = kind.__mro__[1:] if isinstance(kind, type) else ()
    if ast.NodeVisitor in bases and method.startswith("visit_"):
        return True  # which it calls by the name of what it meets
    return any(method in vars(base) for base in bases if not base.__module__.startswith("examiner"))


def unused(paths: list[Path], others: list[Path], name_of: Callable[[Path], str] = module_name) -> list[str]:
    """Return what modules define and neither they nor other files mention again."""
    words = collections.Counter(word for path in paths for word in re.findall(r"\w+", code(path)))
    words.update(word for path in others for word in re.findall(r"\w+", path.read_text(encoding="utf-8")))
    defined = ((name_of(path), name) for path in paths for name in definitions(ast.parse(path.read_text())))
    rare = [(module, name) for module, name in defined if words[name.rpartition(".")[2]] == 1]
    return [f"{module}.{name}" for module, name in rare if not overrides(module, name)]


def test_nothing_is_there_for_tests_alone() -> None:
    found = unused(modules(), [*CALLERS, *TEMPLATES])
    assert set(found) - UNUSED.keys() == set()


def test_what_only_its_own_module_exports_is_found(tmp_path: Path) -> None:
    text = '__all__ = ["lost"]\n\ndef lost():\n    """Say lost(): nobody does."""\n\ndef kept(): return kept_too()\n'
    (tmp_path / "one.py").write_text(text + "def kept_too(): return kept\n")
    assert unused([tmp_path / "one.py"], [], lambda path: "examiner") == ["examiner.lost"]
