"""Control groups: where this host lets us make them, Linux itself bounds each kernel's memory and processes.

The keeper looks at memory every few hundredths of a second and rlimits know single processes only; a control group
is asked at every page and every fork. It is a last line: its limits lie above those that the student is told of.
Version 2 is used where it carries the memory and pids controllers, else version 1's two hierarchies.
https://docs.kernel.org/admin-guide/cgroup-v2.html
"""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
PREFIX = "examiner-"
REMOVE_SECONDS = 2.0  # for killed processes to leave their group


@dataclass(frozen=True)
class Place:
    """A folder of the control group file system in which groups can be made.

    Parameters
    ----------
    folder : Path
        The parent of our groups.
    memory, tasks : str
        Names of the files that hold the limits; empty if this hierarchy does not bound that.
    """

    folder: Path
    memory: str = ""
    tasks: str = ""


class Group:
    """The control group of one kernel.

    Parameters
    ----------
    places : iterable of Place
        Where it is made.
    run : str
        Name of the run folder that its kernel belongs to, with which the group's begins.
    memory_mib, tasks : int
        What its processes together may hold, counted from when they join, and how many tasks they may be.

    Raises
    ------
    OSError
        If it cannot be made; nothing of it is left then.
    """

    def __init__(self, places: Iterable[Place], run: str, memory_mib: int, tasks: int) -> None:
        self.folders: list[Path] = []
        name = f"{run}-{secrets.token_hex(8)}"
        try:
            for place in places:
                folder = place.folder / name
                folder.mkdir()
                self.folders.append(folder)
                if place.memory:
                    (folder / place.memory).write_text(str(memory_mib << 20))
                if place.tasks:
                    (folder / place.tasks).write_text(str(tasks))
                if (folder / "memory.swap.max").exists():
                    (folder / "memory.swap.max").write_text("0")
        except OSError:
            self.remove()
            raise

    def add(self, pid: int) -> None:
        """Take a process in; what it starts from now on is in, too.

        Raises
        ------
        OSError
            If it has ended, or may not be moved.
        """
        for folder in self.folders:
            (folder / "cgroup.procs").write_text(str(pid))

    def memory_kills(self) -> int:
        """Return how often Linux ended a process of the group for its memory."""
        for folder in self.folders:
            for name in ("memory.events", "memory.oom_control"):
                with contextlib.suppress(OSError):
                    rows = [line.split() for line in (folder / name).read_text().splitlines()]
                    return next((int(row[1]) for row in rows if row[0] == "oom_kill"), 0)
        return 0

    def remove(self) -> None:
        """Remove the group as soon as its processes have ended; one that stays is swept up later."""
        _remove_empty(self.folders)


def new_group(run: str, figures: Mapping[str, int]) -> Group | None:
    """Return a group for a kernel of a run, as the budget sizes it, None where the host lets us make none."""
    try:
        places = usable()
        return Group(places, run, figures["group_mib"], figures["group_tasks"]) if places else None
    except OSError:
        return None  # the keeper and the rlimits hold without it


def remove_of(run: str) -> None:
    """Remove the groups of a run that has ended: whoever made them may have been killed before that."""
    _remove_empty([folder for place in usable() for folder in place.folder.glob(f"{run}-*")])


def _remove_empty(folders: list[Path]) -> None:
    """Remove groups, and their names from the list, as soon as their processes have ended."""
    deadline = time.monotonic() + REMOVE_SECONDS
    while folders:
        try:
            folders[-1].rmdir()
        except FileNotFoundError:
            pass
        except OSError:
            if time.monotonic() > deadline:
                return
            time.sleep(0.005)
            continue
        folders.pop()


@functools.cache
def usable() -> tuple[Place, ...]:
    """Return where this process can make groups, found by making one; empty if nowhere."""
    return find(ROOT, OWN.read_text() if OWN.exists() else "")


def find(root: Path, own: str) -> tuple[Place, ...]:
    """Return where groups can be made.

    Parameters
    ----------
    root : Path
        Where the control group file systems are mounted.
    own : str
        The groups that this process is in, as ``/proc/self/cgroup`` gives them.
    """
    paths = {controllers: path for _, controllers, path in (line.split(":", 2) for line in own.splitlines())}
    unified = Path(paths.get("", "/").lstrip("/"))
    for folder in (root / unified, root / unified.parent, root):
        place = Place(folder, "memory.max", "pids.max")
        if _works(place):
            return (place,)
    found = []
    for controller, place in (
        ("memory", Place(root / "memory", memory="memory.limit_in_bytes")),
        ("pids", Place(root / "pids", tasks="pids.max")),
    ):
        inner = Path(paths.get(controller, "/").lstrip("/"))
        tried = (Place(place.folder / inner, place.memory, place.tasks), place)
        found += [one for one in tried if _works(one)][:1]
    return tuple(found)


def _works(place: Place) -> bool:
    """Try it: whether a group can be made there, has the controllers, and can be removed again."""
    if not place.folder.is_dir() or not os.access(place.folder, os.W_OK):
        return False
    _sweep(place.folder)
    folder = place.folder / (PREFIX + secrets.token_hex(8))
    try:
        folder.mkdir()
    except OSError:
        return False
    files = [name for name in ("cgroup.procs", place.memory, place.tasks) if name]
    good = all(os.access(folder / name, os.W_OK) for name in files)
    with contextlib.suppress(OSError):
        folder.rmdir()
    return good


def _sweep(folder: Path) -> None:
    """Remove empty groups that a killed run has left."""
    for old in folder.glob(PREFIX + "*"):
        with contextlib.suppress(OSError):  # not empty: another run's
            if time.time() - old.stat().st_mtime > 60:
                old.rmdir()
