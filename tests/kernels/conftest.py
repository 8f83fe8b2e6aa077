"""What the tests of kernels share: boxed kernels with small limits, and ways to look into them and beside them."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import secrets
import select
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from examiner.kernels import inside
from examiner.kernels.budget import Budget
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.kernels.session import KernelSession
from examiner.model import Limits

SMALL = Limits(
    cell_seconds=20,
    call_seconds=20,
    notebook_seconds=300,
    memory_mib=128,
    processes=40,
    open_files=128,
    disk_mib=8,
    files_mib=1,
    output_kib=512,
    reply_mib=4,
)
WAIT_SECONDS = 30  # for an event that must come: long, because the machine may be busy

Boxed = Callable[..., KernelSession]


def small(**changes: Any) -> Limits:
    """Small limits, some of them replaced."""
    return dataclasses.replace(SMALL, **changes)


@pytest.fixture(scope="session")
def spares(server: ForkServer) -> Iterator[KernelPool]:
    """Kernels that get ready while other tests run."""
    with KernelPool(server, spare=2) as found:
        yield found


@pytest.fixture
def boxed(server: ForkServer, spares: KernelPool) -> Iterator[Boxed]:
    """Makes boxed kernels with small limits, some of them replaced; ends them with the test."""
    opened: list[KernelSession] = []

    def make(**changes: Any) -> KernelSession:
        budget = Budget(small(**changes))
        opened.append(KernelSession(server.fork(budget.figures()), budget) if changes else spares.session(budget))
        return opened[-1]

    yield make
    for session in opened:
        session.close()


@pytest.fixture(scope="module")
def kernel(server: ForkServer) -> Iterator[KernelSession]:
    """One boxed kernel for all tests of a module that do it no harm."""
    session = KernelSession(server.fork(Budget(SMALL).figures()), Budget(SMALL))
    yield session
    session.close()


def tell(session: KernelSession, code: str) -> Any:
    """Run code that hands one value to ``say`` and return the value; the code must not fail."""
    prelude = "import json as _json\ndef say(value): print('SAID', _json.dumps(value))\n"
    result = session.execute(prelude + textwrap.dedent(code))
    assert not result.error, result.error
    text = "".join(output.text for output in result.outputs if output.output_type == "stream")
    return json.loads(text.partition("SAID ")[2].splitlines()[0])


def error_of(session: KernelSession, code: str) -> str:
    """Run code that must raise and return the exception's type."""
    return session.execute(textwrap.dedent(code)).error_type


@pytest.fixture(name="tell")
def _tell() -> Callable[[KernelSession, str], Any]:
    return tell


@pytest.fixture(name="error_of")
def _error_of() -> Callable[[KernelSession, str], str]:
    return error_of


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter, and not in /tmp, which root covers while it builds the jail."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        os.chmod(name, 0o755)
        yield Path(name)


# -- beside the kernels --------------------------------------------------------------------------------


@dataclass
class Watched:
    """A process of this host that a test waits for, by a descriptor that no other process can take over."""

    pid: int
    descriptor: int = field(init=False)

    def __post_init__(self) -> None:
        self.descriptor = os.pidfd_open(self.pid)

    def ends(self) -> bool:
        """Wait for its end."""
        poller = select.poll()
        poller.register(self.descriptor, select.POLLIN)
        return bool(poller.poll(WAIT_SECONDS * 1000))


class Host:
    """This host's processes."""

    def __init__(self) -> None:
        self.watched: list[Watched] = []

    def mark(self) -> str:
        """Return a number of seconds to sleep that no other process has in its command line."""
        return f"9{secrets.randbelow(10**8):08d}"

    def find(self, mark: str) -> list[Watched]:
        """Return the processes that have ``mark`` as an argument."""
        found = [pid for pid, line in self.command_lines() if mark in line.split("\0")]
        return [self.watch(pid) for pid in found]

    def command_lines(self) -> Iterator[tuple[int, str]]:
        """Yield each process' id and command line."""
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError):
                    yield int(folder.name), (folder / "cmdline").read_text(errors="replace")

    def descendants(self, root: int) -> list[Watched]:
        """Return all processes that descend from ``root``."""
        parents = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError):
                    parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        found, todo = [], [root]
        while todo:
            children = [pid for pid, parent in parents.items() if parent == todo[-1]]
            todo.pop()
            found += children
            todo += children
        return [self.watch(pid) for pid in found]

    def watch(self, pid: int) -> Watched:
        """Take hold of a process."""
        self.watched.append(Watched(pid))
        return self.watched[-1]


@pytest.fixture
def host() -> Iterator[Host]:
    """The host's processes; closes what was opened to watch them."""
    found = Host()
    yield found
    for watched in found.watched:
        os.close(watched.descriptor)


@dataclass
class Peak:
    """The most memory this process held during a ``with`` block, beyond what it held before."""

    grown_mib: float = 0.0


@pytest.fixture
def peak() -> Callable[[], contextlib.AbstractContextManager[Peak]]:
    """Measures how much this process grows."""

    @contextlib.contextmanager
    def measure() -> Iterator[Peak]:
        Path("/proc/self/clear_refs").write_text("5")  # sets the high-water mark back
        before, found = _status_kib("VmRSS"), Peak()
        yield found
        found.grown_mib = (_status_kib("VmHWM") - before) / 1024

    return measure


def _status_kib(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))


# -- one layer of the box ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def child() -> Callable[[str], Any]:
    """Runs code that may use ``box`` and ``syscalls`` in a process of its own; returns what it hands to ``say``.

    In a mount namespace of its own, so that nothing it mounts reaches the host.
    """

    def run(code: str) -> Any:
        prelude = "import ctypes, errno, json, os, resource, socket, sys\nfrom inside import box, syscalls\n"
        prelude += "def say(value): print(json.dumps(value), flush=True)\n"
        done = subprocess.run(
            [sys.executable, "-P", "-c", prelude + textwrap.dedent(code)],
            env={"PYTHONPATH": str(Path(inside.__path__[0]).parent), "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run
