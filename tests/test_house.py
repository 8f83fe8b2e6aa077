"""The house rules: the same checks that pre-commit runs, and what no file may say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def tracked() -> list[Path]:
    """Return the files of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports"],
    ],
    ids=lambda command: command[0] + (" format" if "format" in command else ""),
)
def test_the_checker_is_content(command: list[str]) -> None:
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_codespell_is_content() -> None:
    texts = [str(p) for p in tracked() if p.suffix in {".py", ".md", ".toml", ".sh"}]
    done = subprocess.run([str(BIN / "codespell"), *texts], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_notebooks_hold_no_outputs() -> None:
    notebooks = [str(p) for p in tracked() if p.suffix == ".ipynb" and p.parts[-3] in ("source", "release")]
    assert notebooks
    done = subprocess.run(
        [str(BIN / "nbstripout"), "--verify", "--keep-id", *notebooks], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_lock_file_names_versions_and_no_place() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    packages = [line for line in lines if line and not line.startswith("#")]
    assert len(packages) > 100
    assert all(re.match(r"[\w.\-\[\],]+==[\w.+]+( ; .*)?$", line) for line in packages)


def test_no_file_holds_a_path_of_some_machine() -> None:
    # Paths that only exist where somebody wrote this; the program must find its own way.
    wrong = re.compile(rb"(?<![\w}])/(root|work|home/[a-z]+)/[a-z.]")
    allowed = {"test_house.py", "doctor.py", "test_isolation.py"}  # the last two look for what must not be seen
    found = [str(p.relative_to(ROOT)) for p in tracked() if p.name not in allowed and wrong.search(p.read_bytes())]
    assert not found
