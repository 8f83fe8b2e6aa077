"""The wheel, as who runs a course gets it: built from this tree, installed alone, used by an ordinary user.

A proof (``make wheel``) and no test of every run: installing takes the network, and a minute or two. Where packages come
from is pip's own configuration. Nothing of this repository is on the path of what is tried here.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from tests.proofs import ROOT, project_files
from tests.sampling import record

USER = 12346  # whom root becomes: nobody's number, so that nothing is theirs
MOST_MIB = 60  # above what nbgrader takes
COURSES_OWN = {
    "tensorflow",
    "tensorflow-cpu",
    "keras",
    "scikit-learn",
    "gensim",
    "gymnasium",
    "numpy",
    "pandas",
    "scipy",
}
LISTED = """
import json, pathlib, importlib.metadata as metadata
found = {}
for dist in metadata.distributions():
    files = [pathlib.Path(dist.locate_file(f)) for f in dist.files or ()]
    caches = {c for f in files if f.suffix == ".py" for c in (f.parent / "__pycache__").glob(f.stem + ".*.pyc")}
    size = sum(f.stat().st_size for f in {*files, *caches} if f.is_file())
    found[dist.metadata["Name"].lower().replace("_", "-")] = [size, dist.requires or []]
print(json.dumps(found))
"""


class Place:
    """A folder that an ordinary user can enter, with an environment in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home, self.bin = folder, folder / "home", folder / "venv" / "bin"

    def run(self, *command: str | Path, cwd: Path | None = None, codes: tuple[int, ...] = (0,)) -> str:
        """Run a command as an ordinary user, elsewhere, and return what it prints."""
        become = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if os.geteuid() == 0 else []
        path = f"{self.bin}:/usr/local/bin:/usr/bin:/bin"
        environment = {"HOME": str(self.home), "PATH": path, "LANG": "C.UTF-8"}
        line = [*become, *map(str, command)]
        done = subprocess.run(line, cwd=cwd or self.home, env=environment, capture_output=True, text=True)
        assert done.returncode in codes, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def hand_over(self, folder: Path) -> None:
        """Give a folder and all in it to the ordinary user."""
        for path in (folder, *folder.rglob("*")):
            os.chown(path, USER, USER)


def python_for_all() -> str:
    """Return a Python that every user can start: root's own may lie in a home that is closed to others."""
    for name in (os.path.realpath(sys.executable), "/usr/bin/python3", "/usr/local/bin/python3"):
        become = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if os.geteuid() == 0 else []
        # Whoever may not enter the folder could be started there by root, but not start it again.
        asked = "import ensurepip, os, sys, venv; os.execv(sys.executable, ['python', '-c', 'import sys; sys.exit(sys.version_info < (3, 11))'])"
        if (
            Path(name).exists()
            and subprocess.run([*become, name, "-c", asked], capture_output=True, cwd="/").returncode == 0
        ):
            return name
    pytest.fail("no Python 3.11 that an ordinary user can start: install python3 and python3-venv")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from what git has or would take."""
    tree, dist = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("dist")
    for name in project_files():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)
    pip("wheel", "--no-deps", "--wheel-dir", str(dist), str(tree), what="building the wheel")
    (built,) = dist.glob("examiner-*.whl")
    return built


def pip(*arguments: str, what: str, python: str | Path = sys.executable) -> None:
    """Run pip with its own configuration; what it cannot do is a failure that says so."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True)
    if done.returncode:
        last = "\n".join((done.stderr or done.stdout).splitlines()[-8:])
        pytest.fail(
            f"{what} failed. It takes the network, or a folder of packages that pip knows.\n{last}", pytrace=False
        )


@pytest.fixture(scope="module")
def place(wheel: Path) -> Iterator[Place]:
    """An environment of nothing but the wheel and what it asks for, installed by an ordinary user."""
    folder = Path(tempfile.mkdtemp(prefix="wheel-proof-"))
    folder.chmod(0o755)
    found = Place(folder)
    try:
        found.home.mkdir()
        if os.geteuid() == 0:
            os.chown(found.home, USER, USER)
            os.chown(folder, USER, USER)
        found.run(python_for_all(), "-m", "venv", folder / "venv")
        # Fetched as who runs this, whose configuration says where from; by the Python that it is for.
        packages, what = folder / "packages", "fetching what the wheel asks for"
        pip("wheel", "--wheel-dir", str(packages), str(wheel), what=what, python=found.bin / "python")
        alone = ("--disable-pip-version-check", "install", "--quiet", "--no-index", "--find-links", packages)
        found.run(found.bin / "python", "-m", "pip", *alone, "examiner")
        yield found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_the_wheel_holds_the_program_whole_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as pack:
        names = {name for name in pack.namelist() if not name.endswith("/")}
        about = next(name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = pack.read(about).decode()
    program = {name.removeprefix("src/") for name in project_files() if name.startswith("src/examiner/")}
    assert {name for name in names if ".dist-info/" not in name} == program
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "License-Expression: MIT" in metadata and "# examiner" in metadata
    extras = {line.split(": ")[1] for line in metadata.splitlines() if line.startswith("Provides-Extra")}
    assert {"cluster", "course", "otter"} <= extras


def test_it_brings_nothing_of_the_course_and_little_more_than_nbgrader(place: Place) -> None:
    found = json.loads(place.run(place.bin / "python", "-c", LISTED))
    assert not COURSES_OWN & found.keys()
    more = found.keys() - needed_by("nbgrader", found) - {"pip", "setuptools"}
    mib = sum(found[name][0] for name in more) / 2**20
    record({"packages": len(found), "mib_more_than_nbgrader": round(mib, 1)})
    assert "examiner" in more and mib <= MOST_MIB, {name: found[name][0] >> 10 for name in more}


def needed_by(name: str, found: dict[str, tuple[int, list[str]]]) -> set[str]:
    """Return a package and all that it asks for, among those that are there; as if every extra of theirs counted."""
    reached, todo = set(), [name]
    while todo:
        one = todo.pop()
        if one in found and one not in reached:
            reached.add(one)
            asked = [Requirement(text) for text in found[one][1]]
            plain = [r for r in asked if r.marker is None or r.marker.evaluate({"extra": ""})]
            todo += [r.name.lower().replace("_", "-").replace(".", "-") for r in plain]
            todo += [f for r in plain for extra in r.extras for f in of_extra(found, r.name.lower(), extra)]
    return reached


def of_extra(found: dict[str, tuple[int, list[str]]], name: str, extra: str) -> list[str]:
    asked = [Requirement(text) for text in found.get(name, (0, []))[1]]
    return [
        r.name.lower().replace("_", "-") for r in asked if r.marker is not None and r.marker.evaluate({"extra": extra})
    ]


def test_it_tells_its_version_both_ways(place: Place) -> None:
    told = place.run("examiner", "--version")
    assert told.startswith("examiner 0.") and told == place.run("python", "-m", "examiner", "--version")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_its_commands(place: Place, shell: str) -> None:
    plain = ("env", "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION=1", "examiner", "--show-completion", shell)
    assert "_EXAMINER_COMPLETE=complete_" + shell in place.run(*plain)
    asked = {
        "bash": ["COMP_WORDS=examiner re", "COMP_CWORD=1"],
        "zsh": ["_TYPER_COMPLETE_ARGS=examiner re"],
        "fish": ["_TYPER_COMPLETE_ARGS=examiner re", "_TYPER_COMPLETE_FISH_ACTION=get-args"],
    }[shell]
    offered = place.run("env", f"_EXAMINER_COMPLETE=complete_{shell}", *asked, "examiner")
    assert "release" in offered and "report" in offered and "grade" not in offered.split()


def test_a_new_course_is_released_audited_graded_and_fed_back(place: Place) -> None:
    place.run("examiner", "init", place.home / "course")
    course = place.home / "course"
    began = time.monotonic()
    place.run("examiner", "release", "hw1", cwd=course)
    shutil.copytree(course / "example_class", course / "submitted", dirs_exist_ok=True)
    if os.geteuid() == 0:
        place.hand_over(course)
    rows = [json.loads(line) for line in place.run("examiner", "grade", "hw1", "--json", cwd=course).splitlines()]
    assert {row["student"]: (row["outcome"], row["boxed"]) for row in rows} == dict.fromkeys(
        ("ada", "bo", "chen"), ("graded", True)
    )
    assert next(row["score"] for row in rows if row["student"] == "ada") == 8
    pages = place.run("examiner", "feedback", "hw1", cwd=course).split()
    assert len(pages) == 3 and all(Path(page).stat().st_size > 5000 for page in pages)
    record({"seconds_to_feedback": round(time.monotonic() - began)})
    (audit,) = [json.loads(line) for line in place.run("examiner", "audit", "hw1", "--json", cwd=course).splitlines()]
    assert audit["passed"]
