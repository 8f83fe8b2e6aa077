"""Trouble of ours at random points: nothing lost, nothing half-written, no zero; a rerun completes the rest.

Each seeded round grades a small class while one thing goes wrong at a random moment, then grades again undisturbed.
The gradebook and the reports must then be those of a run without trouble.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from tests.fixtures.commands import OneThread
from tests.sampling import sample

from examiner.batch.runner import Batch
from examiner.course.errors import CourseError
from examiner.gradebook.errors import GradebookError
from examiner.kernels.errors import KernelError
from examiner.kernels.forkserver import ForkServer
from examiner.model import Report, Verdict

ROUNDS = 50  # of which a sample runs in `make test`
WRONG = "def double(x):\n    return x * 3"
CLASS = {"ada": {}, "bo": {"double": WRONG}, "cy": {"greet": "def greet(n): return n"}}
EXPECTED = {"ada": 10.0, "bo": 5.0, "cy": 5.0}


class Trouble:
    """Something that goes wrong at the n-th time that a place of the program is passed."""

    def __init__(self, patch: pytest.MonkeyPatch, rng: random.Random) -> None:
        self.patch, self.rng, self.struck = patch, rng, False

    def at(self, target: str, strike: Callable[[], object], calls: int) -> None:
        """Strike at a random one of the first ``calls`` calls of ``target``."""
        left = self.rng.randrange(calls)
        module, _, name = target.rpartition(".")
        owner = _resolve(module)
        original = getattr(owner, name)

        def passing(*args: object, **kwargs: object) -> object:
            nonlocal left
            left -= 1
            if left == -1:
                self.struck = True
                strike()
            return original(*args, **kwargs)

        self.patch.setattr(owner, name, passing)


def _resolve(path: str) -> object:
    import importlib

    parts = path.split(".")
    for cut in range(len(parts), 0, -1):
        with contextlib.suppress(ModuleNotFoundError):
            found: object = importlib.import_module(".".join(parts[:cut]))
            for name in parts[cut:]:
                found = getattr(found, name)
            return found
    raise LookupError(path)


def _raise(error: BaseException) -> Callable[[], object]:
    def strike() -> object:
        raise error

    return strike


class PowerCut(BaseException):
    """Ends the program at once, as kill -9 would, without any of its own clean-up being relied upon."""


def kill_fork_server(trouble: Trouble, servers: list[ForkServer], mini) -> None:
    def strike() -> None:
        process = servers[-1].process
        assert process is not None
        process.kill()
        process.wait()

    trouble.at("examiner.kernels.forkserver.ForkServer.fork", strike, 4)


def kill_kernel_before_a_cell(trouble: Trouble, servers: list[ForkServer], mini) -> None:
    """The host's memory killer takes a kernel: the submission's cells are replayed, its score is whole."""
    from examiner.kernels.session import KernelSession

    original, left = KernelSession.wait_ready, [trouble.rng.randrange(3)]

    def killed(self: KernelSession) -> None:
        original(self)
        left[0] -= 1
        if left[0] == -1:
            self.handle.kill("")
            self.handle.wait_ended(10)

    trouble.patch.setattr(KernelSession, "wait_ready", killed)


def full_disk_at_the_notebook(trouble: Trouble, servers: list[ForkServer], mini) -> None:
    trouble.at("examiner.course.results.nbformat.write", _raise(OSError(28, "No space left on device")), 3)


def full_disk_at_the_swap(trouble: Trouble, servers: list[ForkServer], mini) -> None:
    trouble.at("examiner.model.durable.swap_folder", _raise(OSError(28, "No space left on device")), 3)


def power_cut_while_writing_the_gradebook(trouble: Trouble, servers: list[ForkServer], mini) -> None:
    trouble.at("examiner.gradebook.writer.write_scores", _raise(PowerCut()), 3)


def power_cut_after_the_gradebook(trouble: Trouble, servers: list[ForkServer], mini) -> None:
    trouble.at("examiner.batch.writing.store", _raise(PowerCut()), 3)


def power_cut_in_the_swap(trouble: Trouble, servers: list[ForkServer], mini) -> None:
    trouble.at("examiner.model.durable.os.rename", _raise(PowerCut()), 3)


def bug_of_ours(trouble: Trouble, servers: list[ForkServer], mini) -> None:
    trouble.at("examiner.grading.runner.run_graders", _raise(ZeroDivisionError("a bug")), 3)


def broken_grader(trouble: Trouble, servers: list[ForkServer], mini) -> None:
    path = mini.root / "graders/mini/test_double.py"
    good = path.read_text()
    path.write_text(good.replace("2 * x", "2 * undefined_name"))
    trouble.struck = True
    mini.repair = lambda: path.write_text(good)


def locked_gradebook(trouble: Trouble, servers: list[ForkServer], mini) -> None:
    """Another program holds the database: within the writer's patience nothing is noticed."""
    holder: list[sqlite3.Connection] = []

    def strike() -> None:
        connection = sqlite3.connect(
            mini.root / "gradebook.db", timeout=1, check_same_thread=False, isolation_level=None
        )
        connection.execute("BEGIN IMMEDIATE")
        holder.append(connection)
        import threading

        threading.Timer(0.3, connection.rollback).start()

    trouble.at("examiner.gradebook.writer.GradebookWriter.write", strike, 3)


def clock_jump(trouble: Trouble, servers: list[ForkServer], mini) -> None:
    """The wall clock is set back a day in mid-run."""
    real, shift = time.time, [0.0]
    trouble.patch.setattr(time, "time", lambda: real() + shift[0])
    trouble.at("examiner.kernels.session.KernelSession.execute", lambda: shift.__setitem__(0, -86400.0), 6)


TROUBLES = (
    kill_fork_server, kill_kernel_before_a_cell, full_disk_at_the_notebook, full_disk_at_the_swap, power_cut_while_writing_the_gradebook,
    power_cut_after_the_gradebook, power_cut_in_the_swap, bug_of_ours, broken_grader, locked_gradebook, clock_jump,
)  # fmt: skip


@pytest.fixture(scope="module")
def servers() -> Iterator[list[ForkServer]]:
    """Fork servers in use; the last one is alive, made anew when a round has killed it."""
    found: list[ForkServer] = []
    yield found
    for server in found:
        server.stop()


def _start_one(servers: list[ForkServer]) -> ForkServer:
    if not servers or not servers[-1].alive():
        servers.append(ForkServer(["numpy"]).start())
    return servers[-1]


class _Borrowed:
    """A shared fork server that a batch may use but not stop."""

    missing: tuple[str, ...] = ()

    def __init__(self, servers: list[ForkServer]) -> None:
        self.server = _start_one(servers)
        self.folder = self.server.folder

    def start(self) -> _Borrowed:
        return self

    def alive(self) -> bool:
        return self.server.alive()

    def stop(self) -> None:
        pass


def _grade(mini) -> dict[str, Report]:
    batch = Batch(mini.course, "mini")
    return {report.student: report for report in batch.run(batch.students())}


def _scores(root: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "mini") as book:
        return {s.student.id: s.score for s in book.find_assignment("mini").submissions}


def _check_whole(mini) -> None:
    """Nothing on disk is half-written: every result that is there can be read, whole and beside its notebook."""
    for path in (mini.root / ".examiner/reports/mini").glob("[!.]*.json"):
        report = Report.from_json(json.loads(path.read_text()))
        if report.outcome is Verdict.GRADED:
            assert report.score == EXPECTED[report.student]
            nbformat.validate(nbformat.read(mini.course.autograded(report.student, "mini") / "mini.ipynb", 4))


@pytest.mark.parametrize("seed", sample("troubles", range(ROUNDS), 11))
def test_after_any_trouble_a_rerun_gives_what_an_undisturbed_run_gives(mini, servers, seed: int) -> None:
    rng = random.Random(seed)
    for student, answers in CLASS.items():
        mini.submit(student, **answers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("examiner.kernels.warm.ForkServer", lambda *a, **k: _Borrowed(servers))
        patch.setattr(Batch, "_pool", lambda self, workers: OneThread())
        _start_one(servers)
        with pytest.MonkeyPatch.context() as inner:
            trouble = Trouble(inner, rng)
            TROUBLES[seed % len(TROUBLES)](trouble, servers, mini)
            with contextlib.suppress(PowerCut, GradebookError, CourseError, KernelError):
                for report in _grade(mini).values():
                    assert report.score == EXPECTED[report.student] or report.outcome is Verdict.FAULT
            _check_whole(mini)
        if hasattr(mini, "repair"):
            mini.repair()
        final = _grade(mini)
    assert {name: report.score for name, report in final.items()} == EXPECTED
    assert _scores(mini.root) == EXPECTED
    _check_whole(mini)
    assert not list((mini.root / "autograded").glob("*/.*"))  # what a power cut left was cleared away


def _workers(root: Path) -> list[int]:
    """Return the worker processes of a running ``examiner grade``, by their open course."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            line = (entry / "cmdline").read_bytes()
            if entry.name.isdigit() and b"spawn_main" in line and Path(os.readlink(entry / "cwd")) == root:
                found.append(int(entry.name))
    return found


@pytest.mark.parametrize("who", ["worker", "command"])
def test_killing_the_real_command_or_a_worker_loses_nothing(mini, who: str) -> None:
    for student, answers in CLASS.items():
        mini.submit(student, **answers)
    bin_folder = Path(sys.executable).parent
    environment = {**os.environ, "COLUMNS": "200", "PATH": f"{bin_folder}:{os.environ['PATH']}"}
    command = [str(bin_folder / "examiner"), "grade", "mini", "--jobs", "1", "--json"]
    with subprocess.Popen(command, cwd=mini.root, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        assert first["score"] == EXPECTED[first["student"]]
        if who == "worker":
            for pid in _workers(mini.root):
                os.kill(pid, signal.SIGKILL)
        else:
            process.kill()
        rest = [json.loads(line) for line in process.stdout]
        process.wait(60)
    if who == "worker":
        assert {row["student"]: row["score"] for row in [first, *rest]} == EXPECTED
    again = subprocess.run(command, cwd=mini.root, capture_output=True, text=True, env=environment)
    rows = {row["student"]: row for row in map(json.loads, again.stdout.splitlines())}
    assert {name: row["score"] for name, row in rows.items()} == EXPECTED
    assert rows[first["student"]]["cached"] is True
    assert _scores(mini.root) == EXPECTED
