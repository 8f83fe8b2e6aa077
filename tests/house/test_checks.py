"""The checks of ``.pre-commit-config.yaml`` are content: one list, which pre-commit, ``make lint`` and CI read."""

from __future__ import annotations

import contextlib
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from identify.identify import tags_from_path
from tests.house.project import ROOT, tracked

HOOKS: list[dict[str, Any]] = [
    hook
    for repo in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    for hook in repo["hooks"]
]


def files_of(hook: dict[str, Any]) -> list[str]:
    """Return the files that pre-commit would hand to a check, if all had changed."""
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    names = [name for name in names if re.search(hook.get("files", ""), name)]
    names = [name for name in names if "exclude" not in hook or not re.search(hook["exclude"], name)]
    wanted, either = set(hook.get("types", ["file"])), set(hook.get("types_or", ["file"]))
    return [name for name in names if wanted <= (tags := tags_from_path(str(ROOT / name))) and tags & either]


def start(hook: dict[str, Any]) -> subprocess.Popen[str]:
    """Start a check on all its files; it keeps its own cache."""
    program, *arguments = shlex.split(hook["entry"])
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    command += files_of(hook) if hook.get("pass_filenames", True) else []
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope="module")
def started() -> Iterator[dict[str, subprocess.Popen[str]]]:
    """All checks, started side by side."""
    with contextlib.ExitStack() as stack:
        yield {hook["id"]: stack.enter_context(start(hook)) for hook in HOOKS}


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_the_check_is_content(hook: dict[str, Any], started: dict[str, subprocess.Popen[str]]) -> None:
    assert files_of(hook), "it checks nothing"
    said, _ = started[hook["id"]].communicate()
    assert started[hook["id"]].returncode == 0, said


def test_every_check_uses_this_environment_and_none_is_missing() -> None:
    assert {hook["language"] for hook in HOOKS} == {"system"}  # so that it works without internet, in one version
    assert {hook["entry"].split()[0] for hook in HOOKS} == {
        *("ruff", "mypy", "lint-imports", "codespell", "nbstripout"),
    }


def test_a_checks_files_are_those_that_pre_commit_would_take() -> None:
    found = files_of({"files": "^tests/house/", "exclude": "project", "types_or": ["python"]})
    assert "tests/house/test_checks.py" in found and "tests/house/project.py" not in found
    assert files_of({"files": "^tests/house/", "types": ["markdown"]}) == []


def test_the_forges_workflow_runs_what_ci_runs_everywhere() -> None:
    text = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    (job,) = yaml.safe_load(text)["jobs"].values()
    assert job["steps"][-1] == {"run": ".ci/run"}
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
    assert "://" not in text  # no address of a package index: the runner has its own
