"""Control groups: found where they can be made, and holding by themselves: no rlimit, no keeper, no box here."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from examiner.kernels import cgroups
from examiner.kernels.budget import Budget
from examiner.kernels.cgroups import Group, Place, find, new_group
from examiner.kernels.errors import KernelDied
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.model import Limits

HERE = cgroups.usable()
BOTH = any(place.memory for place in HERE) and any(place.tasks for place in HERE)
needs_groups = pytest.mark.skipif(not BOTH, reason="no control group can be made under /sys/fs/cgroup here")
WAIT = "import sys\nsys.stdin.read(1)\n"
HOG = "held = [bytearray(b'x' * (1 << 20)) for _ in range(400)]\n"
FORKS = "import os, time\nfor n in range(200):\n    if os.fork() == 0:\n        os.close(2)\n        time.sleep(30)\n        os._exit(0)\n"


@pytest.fixture
def group() -> Iterator[Group]:
    """A group of 100 MiB and 20 tasks."""
    made = Group(HERE, "examiner-test", 100, 20)
    yield made
    made.remove()


def run_in(group: Group, code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process that is in the group before it begins."""
    process = subprocess.Popen(
        [sys.executable, "-c", WAIT + code],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    group.add(process.pid)
    _, errors = process.communicate("x", timeout=60)
    for folder in group.folders:  # what it started and did not wait for
        for pid in (folder / "cgroup.procs").read_text().split():
            os.kill(int(pid), 9)
    return subprocess.CompletedProcess(process.args, process.returncode, "", errors)


@needs_groups
def test_memory_is_bounded_and_the_kill_is_counted(group: Group) -> None:
    assert run_in(group, "bytearray(b'x' * (20 << 20))").returncode == 0
    assert group.memory_kills() == 0
    assert run_in(group, HOG).returncode == -9
    assert group.memory_kills() == 1


@needs_groups
def test_the_memory_of_several_processes_counts_together(group: Group) -> None:
    share = "import os, time\nfor n in range(8):\n    if os.fork() == 0:\n        x = bytearray(b'x' * (30 << 20))\n"
    run_in(group, share + "        time.sleep(2)\n        os._exit(0)\nfor n in range(8): os.wait()")
    assert group.memory_kills() >= 1


@needs_groups
def test_the_number_of_tasks_is_bounded(group: Group) -> None:
    done = run_in(group, FORKS)
    assert "BlockingIOError" in done.stderr


@needs_groups
def test_a_kernel_is_in_its_own_group_which_goes_with_it() -> None:
    with ForkServer().start() as server, KernelPool(server, spare=0) as pool:
        sessions = [pool.session(Budget(Limits())) for _ in range(2)]
        groups = [session.handle.group for session in sessions]
        folders = [folder for group in groups if group for folder in group.folders]
        assert len(set(folders)) == 2 * len(HERE)
        members = [(folder / "cgroup.procs").read_text().split() for folder in folders]
        assert all(len(pids) == 1 for pids in members)
        sessions[0].execute("import subprocess\nchild = subprocess.Popen(['sleep', '60'])")
        assert groups[0] is not None
        assert all(len((folder / "cgroup.procs").read_text().split()) == 2 for folder in groups[0].folders)
        for session in sessions:
            session.close()
        assert not [folder for folder in folders if folder.exists()]


@needs_groups
def test_a_kernel_that_its_group_ends_has_used_too_much_memory_and_was_not_killed_from_outside() -> None:
    with ForkServer().start() as server, KernelPool(server, spare=0) as pool:
        session = pool.session(Budget(Limits()))
        assert session.handle.group is not None
        (folder, place) = next((f, p) for f, p in zip(session.handle.group.folders, HERE, strict=True) if p.memory)
        usage = next(folder / n for n in ("memory.current", "memory.usage_in_bytes") if (folder / n).exists())
        (folder / place.memory).write_text(str(int(usage.read_text()) + (30 << 20)))
        with pytest.raises(KernelDied) as caught:
            session.execute("x = bytearray(b'x' * (200 << 20))")
        assert caught.value.why == "memory"
        session.close()


@pytest.fixture
def controlled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every new folder the files that the kernel would put into it if both controllers are on."""
    real = Path.mkdir

    def mkdir(self: Path, *args: object, **options: object) -> None:
        real(self)
        if self.name.startswith(cgroups.PREFIX):
            for name in ("cgroup.procs", "memory.max", "pids.max", "memory.swap.max"):
                (self / name).touch()

    def rmdir(self: Path) -> None:
        for path in self.iterdir():
            path.unlink()
        os.rmdir(self)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    monkeypatch.setattr(Path, "rmdir", rmdir)


def test_version_2_is_used_where_it_is_delegated(tmp_path: Path, controlled: None) -> None:
    own = tmp_path / "user.slice"
    os.makedirs(own)
    (place,) = find(tmp_path, "0::/user.slice\n")
    assert place == Place(own, "memory.max", "pids.max")
    assert not list(own.iterdir())
    made = Group([place], "examiner-test", 300, 70)
    (folder,) = made.folders
    made.add(4321)
    read = {name: (folder / name).read_text() for name in ("memory.max", "pids.max", "memory.swap.max", "cgroup.procs")}
    assert read == {"memory.max": str(300 << 20), "pids.max": "70", "memory.swap.max": "0", "cgroup.procs": "4321"}
    (folder / "memory.events").write_text("low 0\nhigh 0\nmax 9\noom 3\noom_kill 2\n")
    assert made.memory_kills() == 2
    made.remove()
    assert not folder.exists()


def test_nothing_is_used_or_left_where_the_controllers_are_missing(tmp_path: Path) -> None:
    assert find(tmp_path, "0::/\n") == ()
    assert find(tmp_path / "none", "") == ()
    assert not list(tmp_path.iterdir())


def test_empty_groups_of_killed_runs_are_swept_up(tmp_path: Path) -> None:
    old, fresh = tmp_path / "examiner-old", tmp_path / "examiner-new"
    for folder in (old, fresh):
        folder.mkdir()
    os.utime(old, (time.time() - 100,) * 2)
    find(tmp_path, "")
    assert not old.exists() and fresh.exists()


def test_kernels_start_without_groups_where_none_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroups, "usable", lambda: (Place(Path("/nowhere"), "memory.max"),))
    assert new_group("examiner-test", Budget(Limits()).figures()) is None
    with ForkServer().start() as server, KernelPool(server, spare=0) as pool:
        session = pool.session(Budget(Limits()))
        assert session.handle.group is None
        assert session.execute("print(1)").outputs[0].text == "1\n"
        session.close()
