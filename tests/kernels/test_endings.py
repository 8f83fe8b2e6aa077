"""However a kernel ends, it is known how, and nothing of it outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from examiner.kernels.budget import Budget
from examiner.kernels.errors import ForkServerError, KernelDied
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.session import KernelSession
from examiner.model import Limits

Boxed = Callable[..., KernelSession]
Tell = Callable[[KernelSession, str], Any]

DAEMON = """
import os, subprocess
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setsid()
        subprocess.Popen(["setsid", "sleep", "{mark}"])
    os._exit(0)
while not any("{mark}" in open(f"/proc/{{p}}/cmdline").read() for p in os.listdir("/proc") if p.isdigit()): pass
"""


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("import os\nos._exit(0)", 0),
        ("import os\nos._exit(3)", 3),
        ("import ctypes\nctypes.string_at(0)", -signal.SIGSEGV),
        ("import os\nos.abort()", -signal.SIGSEGV),  # process 1 survives an abort's signal, not what follows
        ("import os\nos.execv('/bin/true', ['true'])", 0),
    ],
    ids=["quiet exit", "exit", "segmentation fault", "abort", "another program"],
)
def test_a_kernel_that_ends_itself_is_known_to_have_died(boxed: Boxed, code: str, status: int) -> None:
    session = boxed()
    with pytest.raises(KernelDied) as caught:
        session.execute(code)
    assert (caught.value.why, caught.value.status) == ("exit", status)
    with pytest.raises(KernelDied):
        session.execute("1")


def test_a_kernel_cannot_kill_itself_by_signal_because_it_is_process_1(boxed: Boxed, tell: Tell) -> None:
    session = boxed()
    tell(session, "import os, signal\nfor n in (9, 15, 1, 3): os.kill(os.getpid(), n)\nsay(1)")
    tell(session, "import subprocess\nsubprocess.run(['sh', '-c', 'kill -9 1; kill -9 -1'])\nsay(1)")
    assert tell(session, "say(os.getpid())") == 1


def test_a_kernel_that_closes_its_sockets_is_ended(boxed: Boxed) -> None:
    code = "import os\nfor fd in range(3, 200):\n    try: os.close(fd)\n    except OSError: pass\nwhile True: pass"
    with pytest.raises(KernelDied) as caught:
        boxed().execute(code)
    assert caught.value.why in ("protocol", "exit")


def test_a_daemon_dies_with_its_kernel(boxed: Boxed, host: Any) -> None:
    session, mark = boxed(), host.mark()
    session.execute(DAEMON.format(mark=mark))
    (daemon,) = host.find(mark)
    with pytest.raises(KernelDied):
        session.execute("import os\nos._exit(0)")
    assert daemon.ends()


def test_closing_the_handle_ends_the_kernel_and_its_daemons(boxed: Boxed, host: Any) -> None:
    session, mark = boxed(), host.mark()
    session.execute(DAEMON.format(mark=mark))
    (daemon,) = host.find(mark)
    session.close()
    assert daemon.ends()
    assert not session.handle.folder.exists()


def test_closing_the_handle_ends_the_kernel_also_if_a_forked_process_holds_the_line(boxed: Boxed, host: Any) -> None:
    session, mark = boxed(), host.mark()
    session.execute(DAEMON.format(mark=mark))
    (daemon,) = host.find(mark)
    held = os.dup(session.handle.connection.fileno())
    session.close()
    assert daemon.ends()
    os.close(held)


def test_a_kernel_that_is_frozen_is_ended_all_the_same(boxed: Boxed, host: Any) -> None:
    session, mark = boxed(cell_seconds=0.5, wall_factor=2), host.mark()
    session.execute(DAEMON.format(mark=mark), seconds=20)
    (daemon,) = host.find(mark)
    session.handle.send(signal=signal.SIGSTOP)
    session.close()
    assert daemon.ends()


TRUSTED = """
import sys, time
from examiner.kernels.budget import Budget
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.session import KernelSession
from examiner.model import Limits
limits = Limits(memory_mib=128)
server = ForkServer({arguments}).start()
session = KernelSession(server.fork(Budget(limits).figures()), Budget(limits))
session.execute(sys.argv[1])
print("ready", server.folder, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("arguments", ["[]", "[], boxed=False"], ids=["boxed", "without a box"])
def test_everything_dies_with_the_trusted_process(host: Any, arguments: str) -> None:
    mark = host.mark()
    program = TRUSTED.format(arguments=arguments)
    code = f"import subprocess\nsubprocess.Popen(['sleep', '{mark}'])"
    with subprocess.Popen(
        [sys.executable, "-c", program, code], stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": "/tmp"}
    ) as trusted:
        assert trusted.stdout is not None
        ready = trusted.stdout.readline().split()
        assert ready[0] == "ready"
        all_of_it = host.descendants(trusted.pid)
        assert len(all_of_it) >= 3 and host.find(mark)
        trusted.kill()
    if arguments == "[]":
        assert all(process.ends() for process in all_of_it)
    else:  # what a kernel without a box starts may outlive it; the servers and the kernel do not
        assert all(process.ends() for process in all_of_it if process.pid not in [p.pid for p in host.find(mark)])
        for process in host.find(mark):
            os.kill(process.pid, signal.SIGKILL)
    subprocess.run(["rm", "-r", ready[1]], check=True)


@pytest.fixture
def own_server() -> Any:
    """A fork server that a test may kill."""
    with ForkServer().start() as server:
        yield server


def test_a_fork_server_that_was_killed_takes_its_kernels_along_and_says_so(own_server: ForkServer, host: Any) -> None:
    limits, mark = Limits(memory_mib=128), host.mark()
    session = KernelSession(own_server.fork(Budget(limits).figures()), Budget(limits))
    session.execute(DAEMON.format(mark=mark))
    (daemon,) = host.find(mark)
    assert own_server.process is not None
    inner = [p.pid for p in host.descendants(own_server.process.pid)][1]  # bwrap, its process 1, then the server
    os.kill(inner, signal.SIGKILL)
    assert daemon.ends()
    with pytest.raises(KernelDied):
        session.execute("1")
    with pytest.raises(ForkServerError):
        own_server.fork(Budget(limits).figures())
    session.close()


def test_stopping_the_server_ends_its_kernels(own_server: ForkServer, host: Any) -> None:
    limits, mark = Limits(memory_mib=128), host.mark()
    session = KernelSession(own_server.fork(Budget(limits).figures()), Budget(limits))
    session.execute(DAEMON.format(mark=mark))
    (daemon,) = host.find(mark)
    folder = own_server.folder
    own_server.stop()
    assert daemon.ends()
    assert folder is not None and not folder.exists()
    with pytest.raises(ForkServerError, match="not running"):
        own_server.fork(Budget(limits).figures())
    session.close()


def test_a_keeper_that_was_killed_takes_its_kernel_along(own_server: ForkServer, host: Any) -> None:
    limits, mark = Limits(memory_mib=128), host.mark()
    session = KernelSession(own_server.fork(Budget(limits).figures()), Budget(limits))
    session.execute(DAEMON.format(mark=mark))
    (daemon,) = host.find(mark)
    assert own_server.process is not None
    keeper = host.descendants(own_server.process.pid)[2].pid
    os.kill(keeper, signal.SIGKILL)
    assert daemon.ends()
    with pytest.raises(KernelDied) as caught:
        session.execute("1")
    assert caught.value.why == "keeper gone"
    session.close()
