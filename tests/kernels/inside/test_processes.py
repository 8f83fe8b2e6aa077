"""What the processes of a kernel use together, read from a /proc of the test's making and from the real one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from examiner.kernels.inside.processes import TICK, Processes


class Box:
    """A /proc with processes that the test makes up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.processes = Processes(os.getpid(), boxed=False)
        self.processes._proc = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        self.processes.boxed, self.processes.root = True, 1

    def process(
        self, pid: int, ticks: int, waited: int = 0, parent: int = 1, started: int = 0, name: str = "python"
    ) -> None:
        """Let a process have used so much time, and its children that it has waited for so much."""
        (self.folder / str(pid)).mkdir(exist_ok=True)
        fields = ["S", parent, *[0] * 9, ticks, 0, waited, 0, *[0] * 4, started + pid, *[0] * 20]
        (self.folder / f"{pid}/stat").write_text(f"{pid} ({name}) {' '.join(map(str, fields))}")

    def memory(self, pid: int, status: str, rollup: str = "") -> None:
        """Let a process have these lines about its memory."""
        (self.folder / str(pid)).mkdir(exist_ok=True)
        (self.folder / f"{pid}/status").write_text(status)
        if rollup:
            (self.folder / f"{pid}/smaps_rollup").write_text(rollup)

    def end(self, pid: int) -> None:
        """Let a process be gone."""
        for file in (self.folder / str(pid)).iterdir():
            file.unlink()
        (self.folder / str(pid)).rmdir()

    def seconds(self) -> float:
        """CPU seconds after a look."""
        self.processes.look()
        return self.processes.cpu_seconds


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    found = Box(tmp_path / "proc")
    yield found
    os.close(found.processes._proc)


def test_time_is_summed_over_all_processes_whoever_their_parent_is(box: Box) -> None:
    box.process(1, TICK)
    box.process(7, TICK, parent=999)
    assert box.seconds() == 2
    assert sorted(box.processes.look()) == [1, 7]


def test_the_time_of_a_child_counts_once_after_its_parent_has_waited(box: Box) -> None:
    box.process(1, TICK)
    box.process(2, 3 * TICK)
    assert box.seconds() == 4
    box.end(2)
    box.process(1, TICK, waited=3 * TICK)
    assert box.seconds() == 4


def test_the_time_of_a_child_that_nobody_waited_for_still_counts(box: Box) -> None:
    box.process(1, TICK)
    for pid in range(2, 12):
        box.process(pid, 2 * TICK)
        box.seconds()
        box.end(pid)
    assert box.seconds() == 21


def test_a_number_that_is_used_again_is_another_process(box: Box) -> None:
    box.process(1, 0)
    box.process(2, 5 * TICK)
    box.seconds()
    box.process(2, TICK, started=100)
    assert box.seconds() == 6


def test_time_never_runs_backwards(box: Box) -> None:
    box.process(1, 10 * TICK, waited=10 * TICK)
    assert box.seconds() == 20
    box.process(1, TICK)
    assert box.seconds() == 20


@pytest.mark.parametrize("name", ["a) S 1", ") (", "x\ny", "a b c) Z 5 5 5"])
def test_a_process_may_have_any_name(box: Box, name: str) -> None:
    box.process(1, TICK, name=name)
    assert box.seconds() == 1


def test_memory_is_anonymous_shared_swapped_huge_and_page_tables(box: Box) -> None:
    lines = "VmPeak: 9999999 kB\nRssAnon: 1024 kB\nRssFile: 999999 kB\nRssShmem: 2048 kB\nVmSwap: 1024 kB\nVmPTE: 512 kB\nHugetlbPages: 512 kB\n"
    box.memory(1, lines)
    assert box.processes.memory_mib([1]) == 5


def test_shared_pages_are_counted_once_in_the_exact_sum(box: Box) -> None:
    for pid in (1, 2):
        box.memory(
            pid,
            "RssAnon: 102400 kB\nVmPTE: 1024 kB\n",
            "Rss: 9 kB\nPss_Anon: 51200 kB\nPss_Shmem: 10240 kB\nSwapPss: 1024 kB\n",
        )
    assert box.processes.memory_mib([1, 2]) == 202
    assert box.processes.proportional_mib([1, 2], most=1000) == 124


def test_the_exact_sum_ends_when_it_is_too_much_already(box: Box) -> None:
    for pid in range(1, 50):
        box.memory(pid, "RssAnon: 102400 kB\n", "Pss_Anon: 51200 kB\n")
    assert box.processes.proportional_mib(list(range(1, 50)), most=120) == 150


def test_when_the_machine_is_full_nothing_is_counted_slowly(box: Box) -> None:
    (box.folder / "meminfo").write_text("MemTotal: 1000000 kB\nMemFree: 1 kB\nMemAvailable: 30000 kB\n")
    for pid in (1, 2):
        box.memory(pid, "RssAnon: 102400 kB\n", "Pss_Anon: 51200 kB\n")
    assert box.processes.proportional_mib([1, 2], most=1000) == 200


def test_a_process_that_hides_its_exact_memory_is_counted_in_full(box: Box) -> None:
    box.memory(1, "RssAnon: 102400 kB\nVmPTE: 1024 kB\n")
    assert box.processes.proportional_mib([1], most=1000) == 101


@pytest.mark.parametrize(
    "name", ["\x0bVmPTE:-9999999", "\x0cVmPTE: 1 kB", "\x1cVmSwap:x", "\x85RssAnon:\u0663", "VmPTE:"]
)
def test_the_name_of_a_process_is_no_memory(box: Box, name: str) -> None:
    box.memory(1, f"Name:\t{name}\nRssAnon: 1024 kB\nVmPTE: 1024 kB\n", "Pss_Anon: 1024 kB\n")
    assert box.processes.memory_mib([1]) == box.processes.proportional_mib([1], most=1000) == 2


def test_what_is_no_number_is_no_memory_and_no_error(box: Box) -> None:
    box.memory(1, "RssAnon: NaN kB\nRssShmem: -5 kB\nVmPTE:\nVmSwap: 1e9 kB\nHugetlbPages: 1024 kB\n")
    assert box.processes.memory_mib([1]) == 1


def test_a_process_whose_first_thread_has_ended_holds_what_its_other_threads_hold(box: Box) -> None:
    ended, lives = "Name:\tpython\nState:\tZ (zombie)\n", "Name:\tpython\nRssAnon: 2048 kB\nVmPTE: 1024 kB\n"
    box.memory(5, ended)
    for thread, text in ((5, ended), (6, lives), (7, lives)):
        (box.folder / f"5/task/{thread}").mkdir(parents=True)
        (box.folder / f"5/task/{thread}/status").write_text(text)
    assert box.processes.memory_mib([5]) == box.processes.proportional_mib([5], most=1000) == 3


def test_the_memory_of_a_real_process_shows_after_its_first_thread_has_ended() -> None:
    code = """if True:
        import ctypes, threading, time
        def hold():
            time.sleep(0.1)
            block = bytearray(b"x") * (50 << 20)
            print(1, flush=True)
            time.sleep(600)
        threading.Thread(target=hold).start()
        ctypes.CDLL(None).syscall(60, 0)
    """
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert Processes(process.pid, boxed=False).memory_mib([process.pid]) > 50
        process.kill()


def test_sockets_show_after_the_kernels_first_thread_has_ended(box: Box) -> None:
    (box.folder / "1/task/9/net").mkdir(parents=True)
    (box.folder / "1/task/9/net/sockstat").write_text("sockets: used 164\nTCP: inuse 0\n")
    assert box.processes.memory_mib([]) == pytest.approx(40)


def test_sockets_beyond_the_usual_are_memory(box: Box) -> None:
    (box.folder / "1/net").mkdir(parents=True)
    (box.folder / "1/net/sockstat").write_text("sockets: used 164\nTCP: inuse 0\n")
    assert box.processes.memory_mib([]) == pytest.approx(40)


def test_processes_that_end_while_they_are_looked_at_are_no_error(box: Box) -> None:
    (box.folder / "5").mkdir()
    assert box.processes.look() == []
    assert box.processes.memory_mib([5, 6]) == box.processes.proportional_mib([5, 6], most=0) == 0


def test_without_a_box_the_descendants_are_found() -> None:
    code = "import os, subprocess\nsubprocess.Popen(['sleep', '600'])\nprint(1, flush=True)\nos.read(0, 1)"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        found = Processes(process.pid, boxed=False).look()
        assert found[0] == process.pid and len(found) == 2
        os.kill(found[1], 9)
        process.communicate(b"x")


def test_a_kernel_that_is_gone_has_no_processes() -> None:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    assert Processes(process.pid, boxed=False).look() == []
    with pytest.raises(OSError, match="No such file"):
        Processes(process.pid, boxed=True)
