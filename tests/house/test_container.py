"""The recipe for a container installs what the setup of a machine does, and what the project declares."""

from __future__ import annotations

import re
import shlex
import tomllib

from tests.house.project import ROOT

RECIPE = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
STEPS = [line.split(maxsplit=1) for line in RECIPE.splitlines() if line and not line.startswith("#")]
FOR_TESTS = {"chromium", "chromium-driver", "git", "fontconfig", "fonts-noto-cjk"}  # none of them grades


def test_the_packages_are_those_of_the_setup() -> None:
    setup = (ROOT / "scripts/setup.sh").read_text(encoding="utf-8")
    wanted = set(re.findall(r'missing="\$missing ([\w -]+)"', setup))
    wanted = {name for names in wanted for name in names.split()} - FOR_TESTS
    (install,) = (text for kind, text in STEPS if kind == "RUN" and "apt-get install" in text)
    given = set(re.findall(r"recommends ([\w. -]+?) +&&", install)[0].split())
    assert {re.sub(r"python3[.\d]*-", "python3-", name) for name in given} == wanted


def test_it_installs_this_project_with_an_extra_that_it_has_and_ends_as_an_ordinary_user() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (extra,) = re.findall(r"/opt/examiner\[(\w+)\]", RECIPE)
    assert extra in project["optional-dependencies"]
    (user,) = (text for kind, text in STEPS if kind == "USER")
    assert any(kind == "RUN" and f"--uid 1000 {user}" in text for kind, text in STEPS)
    ((command, *_),) = (shlex.split(text.strip("[]").replace(",", " ")) for kind, text in STEPS if kind == "CMD")
    assert command in project["scripts"]
