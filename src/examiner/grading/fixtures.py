"""What the checks of graders are given: the student, random numbers, seeds by name, the folder of hidden data.

They are functions of a module, for pytest is to give up shared fixtures that are methods of an object.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from examiner.codec.numeric import INSTALLED, np
from examiner.grading.collecting import graders_folder
from examiner.grading.draws import Draws
from examiner.grading.run import GradingRun
from examiner.grading.student import Student

RUNS: pytest.StashKey[dict[Path, GradingRun]] = pytest.StashKey()  # of a session, by folder of graders


@pytest.fixture(scope="module")
def student(request: pytest.FixtureRequest) -> Student:
    """The student's notebook at this module's grade cell."""
    run = _run_of(request)
    return Student(run.wall, run.segment(run.grade_id_of(request.path)))


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator | Draws:
    """Random numbers for hidden inputs: the same for a regrade, not to be foreseen by anybody."""
    seed = _run_of(request).seed(request.path.stem, request.node.name)
    return np.random.default_rng(seed) if INSTALLED else Draws(seed)


@pytest.fixture(scope="module")
def seeds(request: pytest.FixtureRequest) -> Callable[[str], int]:
    """Seeds by name: the same in every fixture and check of the module, else as foreseeable as ``rng``."""
    run, task = _run_of(request), request.path.stem
    return lambda name: run.seed(task, f"shared: {name}")


@pytest.fixture(scope="module")
def hidden(request: pytest.FixtureRequest) -> Path:
    """The folder of hidden data, ``graders/<assignment>/data``."""
    return _run_of(request).hidden_data


def _run_of(request: pytest.FixtureRequest) -> GradingRun:
    folder = graders_folder(request.path)
    run = request.config.stash.get(RUNS, {}).get(folder) if folder is not None else None
    if run is None:
        place = "graders/<assignment>/test_<task>.py"
        raise pytest.UsageError(f"{request.path}: no grader module of a course ({place})")
    return run
