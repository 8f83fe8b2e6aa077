"""Names of the author API that have moved work at their old place for one version, and the instructor is told."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.version import Version

from examiner.moved import MOVED

ROOT = Path(__file__).parents[2]
FORMER = """approx array hint points raises reaches stays_below __version__"""  # examiner.__all__ of version 2258bb2


@pytest.mark.parametrize("old", MOVED, ids=".".join)
def test_a_name_at_its_old_place_is_what_it_is_at_the_new_one_and_warns(old: tuple[str, str]) -> None:
    module, name = old
    now = MOVED[old]
    with pytest.warns(DeprecationWarning) as told:
        found = getattr(importlib.import_module(module), name)
    assert found is getattr(importlib.import_module(now.module), now.name)
    text = str(told[0].message)
    assert now.advice() in text and now.gone in text and told[0].filename == __file__


def test_a_name_that_was_never_there_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'sya'"):
        importlib.import_module("examiner.wording").sya  # noqa: B018


def test_no_name_stays_longer_than_it_says() -> None:
    version = Version(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])
    late = [".".join(old) for old, move in MOVED.items() if version >= Version(move.gone)]
    assert not late, "take them out of examiner.moved, and their modules' __getattr__"


def test_what_the_former_version_gave_to_graders_is_there() -> None:
    assert not [name for name in FORMER.split() if not hasattr(importlib.import_module("examiner"), name)]


def test_the_program_itself_uses_no_old_name() -> None:
    used = {(module, name) for path in (ROOT / "src").rglob("*.py") for module, name in imported(path)}
    assert not used & MOVED.keys()


def imported(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, one.name) for one in node.names)


def test_a_sentence_of_the_former_kind_is_still_a_hint_for_students() -> None:
    from examiner import hint

    with pytest.warns(DeprecationWarning):
        from examiner.wording import say as old
    assert str(hint(old("再想想", "Think again"))) == str(hint("再想想", "Think again"))


def test_pytest_shows_the_instructor_which_line_to_change(tmp_path: Path) -> None:
    (tmp_path / "test_double.py").write_text(
        "from examiner.grading.author import hint\n\ndef test_a():\n    assert hint\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "test_double.py:1: DeprecationWarning" in done.stdout and "from examiner import hint" in done.stdout
