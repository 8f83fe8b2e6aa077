"""What a notebook has written beside it, for the next one of the assignment: nbgrader runs all in one folder.

Each notebook has a room of its own here, so that no hidden test that runs in one is carried into what another prints;
a course may have nbgrader's way (``runs`` in :mod:`examiner.course.drop_in`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from examiner.grading.errors import StudentFault
from examiner.grading.execution import RunningNotebook
from examiner.grading.wall import Wall
from examiner.kernels.errors import KernelDied, LimitReached
from examiner.model import digest

NAME = "_examiner_left"
LOOK = f"""
def {NAME}(known, most):
    import hashlib, os
    found = {{}}
    for where, _, names in os.walk("."):
        for name in names:
            path = os.path.join(where, name)
            if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) > most:
                continue
            with open(path, "rb") as file:
                data = file.read()
            if hashlib.sha256(data).hexdigest() not in known:
                most -= len(data)
                found[os.path.relpath(path)] = data
    return found
{NAME} = {NAME}(%r, %d)
"""


def left_files(running: RunningNotebook) -> dict[str, bytes]:
    """Return the files that a notebook, run to its end, has written or changed; none if its kernel cannot tell."""
    running.run_all()
    if not running.alive:
        return {}
    known = sorted(map(digest.of_bytes, running.files.values()))
    wall, budget = Wall(running, frozenset()), running.budget
    try:
        if running.session().execute(LOOK % (known, budget.left_bytes), keep_output=False).error:
            return {}
        wall.begin_check(budget.crosscheck_call_seconds)
        return dict(_sound(wall.request("get", {"name": NAME})))
    except (StudentFault, LimitReached, KernelDied):
        return {}


def _sound(found: Any) -> Iterator[tuple[str, bytes]]:
    """Yield what can be laid beside a notebook: what comes is the student's word."""
    for name, data in found.items() if isinstance(found, dict) else ():
        if isinstance(name, str) and isinstance(data, bytes) and "\0" not in name:
            path = PurePosixPath(name)
            if path.parts and not path.is_absolute() and ".." not in path.parts:
                yield str(path), data
