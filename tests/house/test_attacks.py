"""The page of attacks names tests that are there."""

from __future__ import annotations

import ast

import pytest
from tests.house.project import ROOT
from tests.submissions.cases import held_elsewhere


@pytest.mark.parametrize("test", held_elsewhere().values())
def test_an_attack_that_no_notebook_shows_is_held_by_a_test(test: str) -> None:
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
