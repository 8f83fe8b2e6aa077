"""A killed run's leftovers are removed by the next one, and nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from examiner.kernels import cgroups, claims
from examiner.kernels.budget import Budget
from examiner.kernels.claims import CLAIM, claim, sweep, temporary
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.model import Limits

RUN = "import sys, time\nfrom examiner.kernels.claims import claim\nmade = claim(sys.argv[1])\nprint(made.folder, flush=True)\ntime.sleep(600)"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another run that lives, and its folder."""
    with subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_the_next_run_removes_a_killed_ones_folder_and_no_other(
    other: tuple[subprocess.Popen[str], Path], tmp_path: Path
) -> None:
    process, folder = other
    (folder / "k-1").mkdir()
    mine = claim(str(tmp_path))
    assert folder.is_dir() and mine.folder.is_dir()  # it lives
    process.kill()
    process.wait()
    next_one = claim(str(tmp_path))
    assert not folder.exists() and mine.folder.is_dir()
    mine.release()
    next_one.release()
    assert not list(tmp_path.iterdir())


def test_a_temporary_folder_of_a_killed_run_is_removed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = "import time\nfrom examiner.kernels.claims import temporary\nwith temporary() as folder:\n    (folder / 'x').touch()\n    print(folder, flush=True)\n    time.sleep(600)"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", waiting], stdout=subprocess.PIPE, text=True, env=environment) as other:
        assert other.stdout is not None
        left = Path(other.stdout.readline().strip())
        other.kill()
    assert (left / "x").exists()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with temporary() as mine:
        assert not left.exists() and mine.is_dir() and not [*mine.iterdir()]
    assert not [*tmp_path.iterdir()]


def test_what_is_no_runs_stays(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    kept, link, fresh, aged, begun = (tmp_path / f"examiner-{n}" for n in ("demo", "link", "fresh", "aged", "begun"))
    for folder in (elsewhere, kept, fresh, aged, begun):
        folder.mkdir()
    for folder, name in ((elsewhere, CLAIM), (kept, "course"), (begun, f"{CLAIM}.new")):
        (folder / name).touch()
    link.symlink_to(elsewhere)
    for folder in (kept, aged, begun):
        os.utime(folder, (time.time() - 100,) * 2)
    sweep(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"elsewhere", "examiner-demo", "examiner-link", "examiner-fresh"}
    assert (elsewhere / CLAIM).exists() and (kept / "course").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another's folder")
def test_another_users_folder_stays(tmp_path: Path) -> None:
    folder = tmp_path / "examiner-others"
    folder.mkdir()
    (folder / CLAIM).touch()
    os.chown(folder, 12345, 12345)
    sweep(tmp_path)
    assert folder.is_dir()


needs_groups = pytest.mark.skipif(not cgroups.usable(), reason="no control group can be made here")


def groups_of(run: str) -> list[Path]:
    """The control groups of a run."""
    return [group for place in cgroups.usable() for group in place.folder.glob(f"{run}-*")]


@needs_groups
def test_a_server_that_stops_leaves_no_group_of_a_kernel_that_nobody_closed() -> None:
    with ForkServer().start() as server:
        assert server.folder is not None
        run = server.folder.name
        pool = KernelPool(server, spare=1)
        session = pool.session(Budget(Limits()))
        assert session.execute("1").error == "" and len(groups_of(run)) == 2 * len(cgroups.usable())
    assert groups_of(run) == []
    session.close()
    pool.close()


@needs_groups
def test_a_killed_runs_groups_go_with_its_folder(tmp_path: Path) -> None:
    left = tmp_path / "examiner-killed"
    left.mkdir()
    (left / CLAIM).touch()
    group = cgroups.new_group(left.name, Budget(Limits()).figures())
    assert group is not None and groups_of(left.name)
    sweep(tmp_path)
    assert not left.exists() and groups_of(left.name) == []


def test_two_that_sweep_at_once_do_not_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tmp_path / "examiner-killed"
    left.mkdir()
    (left / CLAIM).touch()
    removed: list[Path] = []

    def remove(folder: Path) -> None:
        removed.append(folder)
        sweep(tmp_path)  # as another would at this moment

    monkeypatch.setattr(claims, "_remove", remove)
    sweep(tmp_path)
    assert removed == [left]
