"""A hostile cell for every limit: what it meets, and that the kernel and this host go on."""

from __future__ import annotations

import subprocess
import textwrap
import time
from collections.abc import Callable
from typing import Any

import pytest

from examiner.kernels import budget as budget_module
from examiner.kernels import session as session_module
from examiner.kernels.errors import KernelDied, LimitReached
from examiner.kernels.outputs import CellResult
from examiner.kernels.session import KernelSession

Boxed = Callable[..., KernelSession]
Tell = Callable[[KernelSession, str], Any]


@pytest.fixture
def short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second between the interrupt and the end."""
    monkeypatch.setattr(session_module, "GRACE_SECONDS", 0.5)


# -- time ----------------------------------------------------------------------------------------------


def test_a_cell_that_uses_up_its_cpu_time_is_interrupted_and_the_kernel_goes_on(boxed: Boxed, tell: Tell) -> None:
    session = boxed(cell_seconds=1)
    session.execute("kept = 'state'")
    with pytest.raises(LimitReached) as caught:
        session.execute("print('started', flush=True)\nwhile True: pass")
    assert (caught.value.limit, caught.value.died) == ("cell_seconds", False)
    assert "1 s of CPU" in caught.value.text.en
    assert caught.value.partial.outputs[0].text == "started\n"
    assert tell(session, "say(kept)") == "state"


def test_a_cell_that_only_waits_is_stopped_by_the_wall_clock(boxed: Boxed, tell: Tell) -> None:
    session = boxed(cell_seconds=0.25, wall_factor=2)
    session.execute("kept = 'state'", seconds=20)
    began = time.monotonic()
    with pytest.raises(LimitReached) as caught:
        session.execute("import time\ntime.sleep(600)")
    assert (caught.value.limit, caught.value.died) == ("cell_seconds", False)
    assert "wall clock" in caught.value.text.en and time.monotonic() - began < 10
    assert session.execute("print(kept)", seconds=20).outputs[0].text == "state\n"


def test_a_call_that_does_not_return_is_interrupted(boxed: Boxed, tell: Tell) -> None:
    session = boxed(call_seconds=1)
    session.execute("def f():\n    while True: pass")
    content = {"id": "", "op": "call", "target": {"name": "f"}, "value": '["tuple",["tuple"],["dict"]]'}
    with pytest.raises(LimitReached) as caught:
        session.ask(content, [], answer=lambda prompt, buffers: ("{}", []))
    assert (caught.value.limit, caught.value.died) == ("call_seconds", False)
    assert tell(session, "say(1)") == 1


@pytest.mark.parametrize(
    "left",
    [
        "if os.fork() == 0:\n    signal.signal(signal.SIGINT, signal.SIG_IGN)\n    while True: pass",
        "def spin():\n    while True: pass\nthreading.Thread(target=spin, daemon=True).start()",
    ],
    ids=["busy child", "busy thread"],
)
def test_a_stopped_cell_that_leaves_something_at_work_ends_with_its_kernel(boxed: Boxed, left: str) -> None:
    session = boxed(cell_seconds=1)
    with pytest.raises(LimitReached) as caught:
        session.execute(f"import os, signal, threading\n{left}\nthreading.Event().wait()")
    assert (caught.value.limit, caught.value.died) == ("cell_seconds", True)


def test_what_a_cell_leaves_asleep_does_not_end_its_kernel(boxed: Boxed, tell: Tell) -> None:
    session = boxed(cell_seconds=0.5)
    with pytest.raises(LimitReached) as caught:
        session.execute("import os, signal\nif os.fork() == 0: signal.pause()\nwhile True: pass")
    assert (caught.value.limit, caught.value.died) == ("cell_seconds", False)
    assert tell(session, "say(1)") == 1


@pytest.mark.usefixtures("short_grace")
def test_what_a_cell_uses_after_its_time_is_not_charged(boxed: Boxed) -> None:
    session = boxed(cell_seconds=0.5)
    session.execute("1")
    before = session.cpu_seconds()
    with pytest.raises(LimitReached) as caught:
        session.execute("sum(range(10**15))")
    assert caught.value.died and session.handle.ended is not None
    assert session.cpu_seconds() < before + 0.6 < session.handle.ended["cpu"]


@pytest.mark.usefixtures("short_grace")
@pytest.mark.parametrize(
    "loop",
    [
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
        "while True:\n    try:\n        x = 1\n        while True: x = 2\n    except KeyboardInterrupt: x = 3",
        "sum(range(10**15))",
    ],
    ids=["ignores the signal", "catches the interrupt", "never leaves C"],
)
def test_a_loop_that_cannot_be_interrupted_is_killed(boxed: Boxed, loop: str) -> None:
    session = boxed(cell_seconds=0.5, memory_mib=1024)
    with pytest.raises(LimitReached) as caught:
        session.execute(loop)
    assert (caught.value.limit, caught.value.died) == ("cell_seconds", True)
    with pytest.raises(KernelDied):
        session.execute("1")


def test_the_time_of_many_short_cells_counts_for_the_notebook(boxed: Boxed) -> None:
    session = boxed(notebook_seconds=2)
    spin = "import time\nstop = time.process_time() + 0.1\nwhile time.process_time() < stop: pass"
    with pytest.raises(LimitReached) as caught:
        for _ in range(60):
            session.execute(spin)
    assert caught.value.limit == "notebook_seconds"
    with pytest.raises(LimitReached):  # and nothing more is run
        session.execute("1")


def test_the_time_of_child_processes_counts_also_if_nobody_waits_for_them(boxed: Boxed) -> None:
    session = boxed(cell_seconds=1.5, wall_factor=100)
    code = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in range(100):
    if os.fork() == 0:
        while time.process_time() < 0.5: pass
        os._exit(0)
    time.sleep(0.6)
"""
    with pytest.raises(LimitReached) as caught:
        session.execute(code)
    assert "of CPU" in caught.value.text.en


def test_the_time_of_a_daemon_between_cells_counts(boxed: Boxed) -> None:
    session = boxed(notebook_seconds=2)
    session.execute(
        "import os\nif os.fork() == 0:\n    os.setsid()\n    if os.fork():\n        os._exit(0)\n    while True: pass"
    )
    with pytest.raises(LimitReached) as caught:
        session.execute("import time\ntime.sleep(100)", seconds=20)
    assert caught.value.limit == "notebook_seconds"


def test_real_time_has_one_end_for_all_kernels_of_a_submission(boxed: Boxed, server: Any) -> None:
    session = boxed(notebook_seconds=10, wall_factor=0.5)
    with pytest.raises(LimitReached) as caught:
        for _ in range(30):
            session.execute("import time\ntime.sleep(1)")
            session.close()
            session = KernelSession(server.fork(session.budget.figures()), session.budget)
    session.close()
    assert caught.value.text.en == "the time limit of 5 s (wall clock) for the whole notebook was reached"
    assert session.budget.starved


def test_waiting_at_the_lowest_priority_beside_own_processes_ends_with_the_submissions_time(boxed: Boxed) -> None:
    code = """
import os, signal
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
for _ in range(4):
    if os.fork() == 0:
        while True:  # each lives too short to be looked at
            if os.fork(): os._exit(0)
os.nice(19)
while True: os.sched_yield()
"""
    session = boxed(cell_seconds=2, notebook_seconds=8, wall_factor=1)
    began = time.monotonic()
    with pytest.raises((LimitReached, KernelDied)):
        session.execute(code)
    assert time.monotonic() - began < 60


# -- output --------------------------------------------------------------------------------------------


CUT = "[輸出超過上限 512 KiB，其餘省略 / the output limit of 512 KiB was reached; the rest is left out]\n"


def texts(result: CellResult, name: str = "stdout") -> str:
    return "".join(o.text for o in result.outputs if o.output_type == "stream" and o.name == name)


def test_output_over_its_limit_is_cut_with_a_line_that_says_so_and_the_code_goes_on(boxed: Boxed, tell: Tell) -> None:
    session = boxed()
    result = session.execute("for _ in range(1000): print('x' * 1000)\nreached = 'the end'")
    assert not result.error and 512 * 1024 - 300 < len(texts(result)) <= 512 * 1024
    assert texts(result, "stderr") == CUT
    assert tell(session, "say(reached)") == "the end"


def test_who_prints_without_end_is_stopped_by_the_cpu_limit(boxed: Boxed, tell: Tell) -> None:
    session = boxed(cell_seconds=1)
    with pytest.raises(LimitReached) as caught:
        session.execute("while True: print('x' * 1000)")
    assert (caught.value.limit, caught.value.died) == ("cell_seconds", False)
    assert len(texts(caught.value.partial)) <= 512 * 1024
    assert tell(session, "say(1)") == 1


def test_a_cell_that_talks_without_end_leaves_later_ones_the_little_that_they_need(boxed: Boxed) -> None:
    session = boxed()
    session.execute("print('x' * 1_000_000)\nprint('x' * 500_000)")
    for number in range(5):
        result = session.execute(f"print('result', {number})")
        assert texts(result) == f"result {number}\n"


def test_output_is_counted_over_all_cells_and_kernels(boxed: Boxed, server: Any) -> None:
    session, kept = boxed(), 0
    for number in range(120):
        kept += len(texts(session.execute("print('x' * 60_000)")))
        if number == 60:
            session.close()
            session = KernelSession(server.fork(session.budget.figures()), session.budget)
    session.close()
    assert 512 * 1024 < kept <= 2 * 512 * 1024


def test_what_a_replayed_cell_prints_is_neither_kept_nor_counted(boxed: Boxed) -> None:
    session = boxed()
    for _ in range(30):
        assert not session.execute("print('x' * 60_000)", keep_output=False).outputs
    assert texts(session.execute("print('x' * 400_000)")) == "x" * 400_000 + "\n"


def test_a_progress_bar_is_the_line_that_stays(boxed: Boxed) -> None:
    code = """
import sys
for step in range(20_001):
    sys.stdout.write(f"\\r{step:6d}/20000 " + "=" * 60)
    if step % 500 == 0: sys.stdout.flush()
print()
"""
    result = boxed().execute(code)
    assert texts(result) == " 20000/20000 " + "=" * 60 + "\n" and not texts(result, "stderr")


def test_200_mb_of_output_never_lie_in_the_trusted_process(boxed: Boxed, peak: Any) -> None:
    session = boxed(memory_mib=1500)
    session.wait_ready()
    with peak() as grown:
        for code in ("print('x' * 200_000_000)", "for _ in range(200): print('x' * 1_000_000)"):
            result = session.execute(code)
            assert CUT in texts(result, "stderr") or code.startswith("for")
    assert grown.grown_mib < 60


@pytest.mark.parametrize(
    ("flood", "cut"),
    [
        ("import sys\nwhile True: sys.stderr.write('x' * 1000)", True),
        ("from IPython.display import display\nwhile True: display('x' * 1000)", True),
        ("import subprocess\nsubprocess.run(['yes'])", True),
        ("from IPython.display import clear_output\nwhile True: print('x' * 1000); clear_output()", False),
        ("from IPython.display import display\nwhile True: display({}, raw=True)", True),
    ],
    ids=["stderr", "display", "child process", "cleared", "nothing at all"],
)
def test_output_of_every_kind_counts_if_it_stays(boxed: Boxed, flood: str, cut: bool) -> None:
    session = boxed(cell_seconds=2, output_kib=64)
    with pytest.raises(LimitReached) as caught:
        session.execute(flood)
    assert caught.value.limit == "cell_seconds"
    outputs = caught.value.partial.outputs
    assert sum(len(str(output)) for output in outputs) < 4 * 64 * 1024
    assert cut == any("其餘省略" in str(output) for output in outputs)


def test_an_error_that_is_too_long_leaves_the_line(boxed: Boxed) -> None:
    result = boxed(output_kib=64).execute("raise ValueError('x' * 2_000_000)")
    assert result.error_type == "ValueError" and "其餘省略" in texts(result, "stderr")


def test_a_submission_that_sends_more_than_anybody_can_take_in_is_at_its_end(
    boxed: Boxed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget_module, "FLOOD_BYTES", 3_000_000)
    session = boxed()
    with pytest.raises(LimitReached) as caught:
        session.execute("while True: print('x' * 1000)")
    assert caught.value.limit == "output_kib"
    with pytest.raises(LimitReached):
        session.execute("1")


# -- memory --------------------------------------------------------------------------------------------


def test_a_memory_hog_gets_a_memory_error_and_the_kernel_goes_on(
    kernel: KernelSession, tell: Tell, error_of: Any
) -> None:
    assert error_of(kernel, "data = bytearray(500 << 20)") == "MemoryError"
    assert error_of(kernel, "data = []\nwhile True: data.append(bytearray(1 << 20))") == "MemoryError"
    assert tell(kernel, "del data\nsay(1)") == 1


def test_all_the_memory_that_was_promised_can_be_used(boxed: Boxed, tell: Tell) -> None:
    assert tell(boxed(memory_mib=200), "import numpy\nsay(float(numpy.ones(180 << 17).sum()))") == 180 << 17


HIDDEN_MEMORY = {
    "shared and anonymous": ("import mmap\nmmap.mmap(-1, 1 << 20)", "PermissionError"),
    "a shared /dev/zero": ("import mmap\nmmap.mmap(open('/dev/zero', 'r+b').fileno(), 1 << 20)", "OSError"),
    "a memory file": ("import os\nos.memfd_create('x')", "OSError"),
    "a stack that grows": (
        "import mmap\nmmap.mmap(-1, 1 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x100)",
        "PermissionError",
    ),
    "System V shared memory": (
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "if libc.shmget(0, 1 << 20, 0o1600) < 0: raise OSError(ctypes.get_errno(), 'shmget')",
        "OSError",
    ),
    "pages given to a pipe": (
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\nr, w = os.pipe()\n"
        "data = ctypes.create_string_buffer(4096)\npart = (ctypes.c_void_p * 2)(ctypes.addressof(data), 4096)\n"
        "if libc.vmsplice(w, part, 1, 0) < 0: raise OSError(ctypes.get_errno(), 'vmsplice')",
        "PermissionError",
    ),
}


@pytest.mark.parametrize("how", HIDDEN_MEMORY)
def test_memory_that_no_limit_would_count_is_not_to_be_had(kernel: KernelSession, error_of: Any, how: str) -> None:
    code, error = HIDDEN_MEMORY[how]
    assert error_of(kernel, code) == error


def test_a_zero_device_is_still_there_to_read(kernel: KernelSession, tell: Tell) -> None:
    assert tell(kernel, "say(list(open('/dev/zero', 'rb').read(3)))") == [0, 0, 0]


HOGS = {
    # Each process stays below its own limit; together they hold more than the box may.
    "children": """
        import os, time
        for _ in range(8):
            if os.fork() == 0:
                data = bytearray(os.urandom(1 << 20) * 40)
                time.sleep(600)
        time.sleep(600)
    """,
    "a daemon": """
        import os, time
        if os.fork() == 0:
            os.setsid()
            if os.fork(): os._exit(0)
            for _ in range(8):
                if os.fork() == 0:
                    data = bytearray(os.urandom(1 << 20) * 40)
                    time.sleep(600)
            os._exit(0)
        time.sleep(600)
    """,
    "children that never stop forking": """
        import os, signal, time
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        def run():
            data = bytearray(os.urandom(1 << 20) * 40)
            while True:
                time.sleep(0.001)
                if os.fork(): os._exit(0)
        for _ in range(8):
            if os.fork() == 0: run()
        time.sleep(600)
    """,
    "page tables": """
        import ctypes, mmap, time
        memory = mmap.mmap(-1, 160 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, mmap.PROT_READ)
        memory.madvise(15)  # MADV_NOHUGEPAGE
        for place in range(0, 160 << 30, 2 << 20): memory[place]
        time.sleep(600)
    """,
    "buffers of sockets": """
        import socket, time
        kept = [socket.socketpair() for _ in range(350)]
        time.sleep(600)
    """,
}


@pytest.mark.parametrize("hog", HOGS)
def test_processes_that_together_hold_too_much_are_ended(boxed: Boxed, hog: str) -> None:
    with pytest.raises(KernelDied) as caught:
        boxed(open_files=1024).execute(textwrap.dedent(HOGS[hog]))
    assert (caught.value.why, caught.value.status) == ("memory", -9)


def test_children_that_share_the_warm_pages_do_not_pay_for_them(boxed: Boxed, tell: Tell) -> None:
    session = boxed(memory_mib=96)  # eight copies of the warm kernel, counted in full, would be far above
    code = "import os, time\npids = []\nfor _ in range(8):\n    pid = os.fork()\n    if pid == 0:\n        time.sleep(600)\n"
    session.execute(f"{code}    pids.append(pid)\nimport time\ntime.sleep(0.3)")
    assert tell(session, "import signal\nfor pid in pids: os.kill(pid, 9); os.waitpid(pid, 0)\nsay(1)") == 1


@pytest.mark.parametrize("call", ["mlock(data, 1 << 20)", "mlockall(3)"])
def test_no_memory_can_be_locked(kernel: KernelSession, tell: Tell, call: str) -> None:
    code = f"import ctypes\ndata = ctypes.create_string_buffer(1 << 20)\nsay(ctypes.CDLL(None).{call})"
    assert tell(kernel, code) == -1


def test_limits_cannot_be_raised(kernel: KernelSession, tell: Tell) -> None:
    code = """
        import resource
        raised = []
        for name in dir(resource):
            if name.startswith("RLIMIT_"):
                kind = getattr(resource, name)
                soft, hard = resource.getrlimit(kind)
                if hard != resource.RLIM_INFINITY:
                    try:
                        resource.setrlimit(kind, (soft, hard + 1))
                        raised.append(name)
                    except (ValueError, PermissionError): pass
        say(raised)
    """
    assert tell(kernel, code) == []


@pytest.mark.parametrize("limit", ["RLIMIT_CORE", "RLIMIT_CPU"])
def test_a_limit_that_would_dump_memory_or_look_like_the_hosts_doing_cannot_be_changed_at_all(
    kernel: KernelSession, error_of: Any, limit: str
) -> None:
    code = f"import resource\nresource.setrlimit(resource.{limit}, (1, 1))"
    assert error_of(kernel, code) in ("PermissionError", "ValueError")


# -- processes and files -------------------------------------------------------------------------------


def test_a_fork_bomb_stays_in_its_box(boxed: Boxed, tell: Tell) -> None:
    session, other = boxed(), boxed()
    other.wait_ready()
    code = """
        import os, time
        count = 0
        try:
            while True:
                if os.fork() == 0: time.sleep(600)
                count += 1
        except BlockingIOError: say(count)
    """
    assert 5 < tell(session, code) < 40
    assert session.handle.ended is None
    assert tell(other, "import subprocess\nsay(subprocess.run(['true']).returncode)") == 0
    assert subprocess.run(["true"]).returncode == 0


def test_a_thread_bomb_stays_in_its_box(boxed: Boxed, tell: Tell) -> None:
    session, other = boxed(memory_mib=1024), boxed()
    other.wait_ready()
    code = """
        import threading
        release, count = threading.Event(), 0
        try:
            while True:
                threading.Thread(target=release.wait).start()
                count += 1
        except RuntimeError: release.set()
        say(count)
    """
    assert 5 < tell(session, code) < 40
    assert tell(session, "say(1)") == 1
    assert tell(other, "import subprocess\nsay(subprocess.run(['true']).returncode)") == 0


@pytest.mark.usefixtures("short_grace")
def test_a_bomb_that_forks_in_every_process_ends_with_its_kernel(boxed: Boxed, host: Any) -> None:
    session, mark = boxed(cell_seconds=1, wall_factor=2), host.mark()
    code = f"""
import os, subprocess
subprocess.Popen(["sleep", "{mark}"])
while True:
    try: os.fork()
    except OSError: pass
"""
    with pytest.raises((LimitReached, KernelDied)):
        session.execute(code)
    sleepers = host.find(mark)
    session.close()
    assert all(sleeper.ends() for sleeper in sleepers)


@pytest.mark.parametrize(("folder", "most"), [("/submission", 17), ("/tmp", 8), ("/dev/shm", 8)])
def test_a_folder_that_is_filled_is_full_and_no_more(boxed: Boxed, tell: Tell, folder: str, most: int) -> None:
    session = boxed()
    code = f"""
        size = 0
        try:
            for number in range(100):
                with open(f"{folder}/{{number}}", "wb", 0) as file:
                    for _ in range(4): size += file.write(bytes(1 << 20))
        except OSError as error: say([error.errno, size])
    """
    number, size = tell(session, code)
    assert number == 28 and most - 1 << 20 < size <= most << 20  # ENOSPC
    assert tell(session, "say(1)") == 1


@pytest.mark.parametrize(("folder", "most"), [("/submission", 3072), ("/tmp", 1024), ("/dev/shm", 1024)])
def test_the_number_of_files_is_limited(kernel: KernelSession, tell: Tell, folder: str, most: int) -> None:
    code = f"""
        import os
        made = []
        try:
            for number in range(100_000):
                os.mkdir(f"{folder}/d{{number}}")
                made.append(f"{folder}/d{{number}}")
        except OSError as error: number = error.errno
        for path in made: os.rmdir(path)
        say([number, len(made)])
    """
    number, count = tell(kernel, code)
    assert number == 28 and most - 64 < count <= most


def test_nothing_else_can_be_written(kernel: KernelSession, tell: Tell) -> None:
    code = """
        import os, sys
        found = []
        for folder in ("/", "/usr", "/usr/lib", "/etc", "/dev", "/run", "/run/examiner", "/proc", "/proc/sys",
                       sys.prefix, sys.prefix + "/lib", os.path.dirname(os.__file__)):
            try:
                open(folder + "/new", "w")
                found.append(folder)
            except OSError: pass
        say(found)
    """
    assert tell(kernel, code) == []


def test_open_files_are_limited(kernel: KernelSession, tell: Tell) -> None:
    code = """
        kept = []
        try:
            while True: kept.append(open("/dev/null"))
        except OSError as error: number = error.errno
        count = len(kept)
        kept.clear()
        say([number, count])
    """
    number, count = tell(kernel, code)
    assert number == 24 and 20 < count < 128  # EMFILE


def test_pending_signals_and_timers_are_limited(kernel: KernelSession, tell: Tell) -> None:
    code = """
        import ctypes
        libc, made = ctypes.CDLL(None, use_errno=True), 0
        timer = ctypes.c_void_p()
        while made < 3000 and libc.timer_create(0, None, ctypes.byref(timer)) == 0: made += 1
        say(made)
    """
    assert tell(kernel, code) <= 1024


def test_one_students_load_is_not_counted_as_anothers_cpu_time(boxed: Boxed) -> None:
    busy, quiet = boxed(), boxed()
    quiet.wait_ready()
    busy.execute("import os\nfor _ in range(8):\n    if os.fork() == 0:\n        while True: pass")
    before = quiet.cpu_seconds()
    quiet.execute("import time\nfor _ in range(20): time.sleep(0.02)")
    assert quiet.cpu_seconds() - before < 0.3
