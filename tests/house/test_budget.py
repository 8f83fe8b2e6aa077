"""One file decides by seconds and sizes: what a submission may use is asked of its budget."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator

from examiner.model import Limits

from .project import SRC, modules

FIELDS = {field.name for field in dataclasses.fields(Limits)}
DECLARED, BUDGET = "model/limits.py", "kernels/budget.py"
OF_UPLOADS = {"notebook_mib", "files_mib"}  # held to where uploads are read, before there is any kernel


def numbers(tree: ast.Module) -> Iterator[str]:
    """Yield the limits whose numbers a module reads."""
    for node in ast.walk(tree):
        owner = getattr(node, "value", None)
        name = getattr(owner, "attr", getattr(owner, "id", ""))
        if isinstance(node, ast.Attribute) and node.attr in FIELDS and name.endswith("limits"):
            yield node.attr
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "getattr":
            read = ast.unparse(node.args[0])
            if read.endswith("limits"):
                yield f"getattr({read})"


def test_no_file_but_the_budgets_reads_the_number_of_a_limit() -> None:
    found = {
        path.relative_to(SRC / "examiner").as_posix(): set(numbers(ast.parse(path.read_text(encoding="utf-8"))))
        for path in modules()
    }
    assert len(found) > 100 and found.pop(BUDGET) >= FIELDS - OF_UPLOADS
    found.pop(DECLARED)
    assert found.pop("intake/files.py") == OF_UPLOADS
    assert {path: read for path, read in found.items() if read} == {}
