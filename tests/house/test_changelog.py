"""Every fragment of the changelog can be collected when a version is made."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests.house.project import CHANGELOG, ROOT

KINDS = [
    kind["directory"] for kind in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]["type"]
]
FRAGMENTS = sorted(path for path in CHANGELOG.iterdir() if path.name != "README.md")


def trouble(path: Path) -> str:
    """Say what is wrong with a fragment, or nothing."""
    name = re.fullmatch(r"\+[a-z0-9]+(-[a-z0-9]+)*\.([a-z]+)\.md", path.name)
    text = path.read_text(encoding="utf-8").strip()
    if name is None:
        return "its name must be +<what>.<kind>.md"
    if name[2] not in KINDS:
        return f"its kind must be one of {', '.join(KINDS)}"
    if not text.endswith((".", "`)", ")")) or text.startswith(("#", "-", "*")):
        return "it must be plain sentences, without heading or bullet"
    return ""


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: path.name)
def test_a_fragment_is_named_and_written_as_the_readme_says(path: Path) -> None:
    assert not trouble(path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rooms.change.md", "Without the plus, towncrier prints the name as if it were an issue."),
        ("+rooms.idea.md", "Of a kind that there is not."),
        ("+rooms.md", "Of no kind."),
        ("+rooms.fix.md", "- a bullet of its own"),
        ("+rooms.fix.md", "no sentence"),
    ],
)
def test_a_fragment_written_otherwise_is_refused(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert trouble(tmp_path / name)


def test_the_readme_explains_every_kind() -> None:
    explained = re.findall(r"^\| `([a-z]+)` \|", (CHANGELOG / "README.md").read_text(encoding="utf-8"), re.M)
    assert explained == KINDS


def test_towncrier_collects_every_fragment() -> None:
    command = [str(Path(sys.executable).with_name("towncrier")), "build", "--draft", "--version", "next"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    shown = " ".join(done.stdout.split())
    for path in FRAGMENTS:
        assert " ".join(path.read_text(encoding="utf-8").split()) in shown, path.name


def test_the_changelog_has_the_place_where_towncrier_writes() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]
    assert (ROOT / settings["filename"]).read_text(encoding="utf-8").count(settings["start_string"]) == 1
