"""Locks on files hold inside a box and reach into no other."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pytest
from tests.kernels.inside.test_syscalls import call, only_known

from examiner.kernels.inside import syscalls
from examiner.kernels.session import KernelSession

Boxed = Callable[..., KernelSession]
Tell = Callable[[KernelSession, str], Any]

LOCKS = """
import fcntl, json, os, sys, time
def locked(path, how=fcntl.LOCK_EX, mode="r"):
    file = open(path, mode)
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except OSError as error:
        return type(error).__name__
    kept.append(file)
    return ""
kept = []
"""
SHARED = ["json.__file__", "sys.executable", "'/etc/ld.so.cache'", "'/dev/null'", "'/dev/urandom'", "'/usr'"]


@pytest.fixture
def taker(boxed: Boxed, tell: Tell) -> KernelSession:
    """A kernel that locks all it can."""
    session = boxed()
    paths = ", ".join(path for path in SHARED if path != "'/usr'")
    code = f"paths = [{paths}]\nkept += [os.open('/usr', os.O_RDONLY), os.eventfd(0)]\n"
    code += "for descriptor in kept: fcntl.flock(descriptor, fcntl.LOCK_EX)\nsay([locked(path) for path in paths])"
    assert tell(session, LOCKS + code) == [""] * 5  # whoever locks a file hears nothing else
    return session


def test_a_file_that_boxes_share_is_locked_by_nobody(taker: KernelSession, boxed: Boxed, tell: Tell) -> None:
    code = "directory = os.open('/usr', os.O_RDONLY)\nfcntl.flock(directory, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
    code += "fcntl.flock(os.eventfd(0), fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
    code += f"say([locked(path) for path in [{', '.join(SHARED[:-1])}]])"
    assert tell(boxed(), LOCKS + code) == [""] * 5


def test_a_data_file_of_a_library_can_be_read_while_a_neighbour_locks_it(boxed: Boxed, tell: Tell) -> None:
    pytest.importorskip("h5py")
    code = """
        import h5py
        path = os.path.join(os.path.dirname(h5py.__file__), "tests/data_files/vlen_string_dset.h5")
    """
    tell(boxed(), LOCKS + textwrap.dedent(code) + "say(locked(path))")
    assert tell(boxed(), LOCKS + textwrap.dedent(code) + "say(list(h5py.File(path)))")


@pytest.mark.parametrize("folder", ["/submission", "/tmp", "/dev/shm"])
def test_a_file_of_the_boxes_own_is_locked(kernel: KernelSession, tell: Tell, folder: str) -> None:
    code = f"""
        path = "{folder}/own"
        found = [locked(path, mode="w"), locked(path), locked(path, fcntl.LOCK_SH)]
        fcntl.flock(kept[0], fcntl.LOCK_UN)
        say([*found, locked(path, fcntl.LOCK_SH), locked(path, fcntl.LOCK_SH), locked(path)])
    """
    held = "BlockingIOError"
    assert tell(kernel, LOCKS + textwrap.dedent(code)) == ["", held, held, "", "", held]


def test_who_waits_for_a_lock_gets_it(kernel: KernelSession, tell: Tell) -> None:
    code = """
        file = open("/tmp/waited", "w")
        fcntl.flock(file, fcntl.LOCK_EX)
        read, write = os.pipe()
        if os.fork() == 0:
            file.close()
            own = open("/tmp/waited")
            os.write(write, b"a")
            fcntl.flock(own, fcntl.LOCK_EX)
            os.write(write, b"b")
            os._exit(0)
        first = os.read(read, 1)
        time.sleep(0.2)
        os.set_blocking(read, False)
        try: early = os.read(read, 1).decode()
        except BlockingIOError: early = ""
        os.set_blocking(read, True)
        file.close()
        say([early, os.read(read, 1).decode()])
    """
    assert tell(kernel, LOCKS + textwrap.dedent(code)) == ["", "b"]


def test_who_waits_for_ever_can_be_interrupted_and_leaves_no_lock(boxed: Boxed, tell: Tell) -> None:
    session = boxed()
    code = """
        import signal
        first = open("/tmp/held", "w")
        fcntl.flock(first, fcntl.LOCK_EX)
        second = open("/tmp/held", "w")
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        signal.signal(signal.SIGALRM, lambda *_: 1 / 0)
        try: fcntl.flock(second, fcntl.LOCK_EX)
        except ZeroDivisionError: ended = True
        second.close(); first.close()
        say([ended, locked("/tmp/held")])
    """
    assert tell(session, LOCKS + textwrap.dedent(code)) == [True, ""]


def test_a_call_that_makes_no_sense_is_refused_as_anywhere(kernel: KernelSession, tell: Tell) -> None:
    code = """
        def number(descriptor, operation):
            try: fcntl.flock(descriptor, operation)
            except OSError as error: return error.errno
        say([number(999, fcntl.LOCK_EX), number(0, 77), number(2**31 - 1, fcntl.LOCK_UN)])
    """
    assert tell(kernel, LOCKS + textwrap.dedent(code)) == [9, 22, 9]


def test_what_is_written_under_a_lock_is_whole(kernel: KernelSession, tell: Tell) -> None:
    code = """
        open("/tmp/count", "w").write("0")
        children = []
        for _ in range(4):
            children.append(os.fork())
            if children[-1] == 0:
                for _ in range(50):
                    with open("/tmp/count", "r+") as file:
                        fcntl.flock(file, fcntl.LOCK_EX)
                        count = int(file.read())
                        file.seek(0)
                        file.write(str(count + 1))
                os._exit(0)
        for child in children: os.waitpid(child, 0)
        say(int(open("/tmp/count").read()))
    """
    assert tell(kernel, LOCKS + textwrap.dedent(code)) == 200


def test_databases_work(kernel: KernelSession, tell: Tell) -> None:
    code = """
        import sqlite3
        rows = sqlite3.connect("/tmp/rows.db")
        rows.execute("CREATE TABLE t (x)")
        rows.execute("INSERT INTO t VALUES (5)")
        rows.commit()
        say(sqlite3.connect("/tmp/rows.db").execute("SELECT x FROM t").fetchall())
    """
    assert tell(kernel, LOCKS + textwrap.dedent(code)) == [[5]]


@only_known
def test_only_locks_are_asked_about() -> None:
    number, program = syscalls.asking()
    assert program.endswith(syscalls.compiled()) and number > 0
    assert call("flock") == "allow"  # where nobody can be asked, all is as without


def test_a_host_that_asks_nobody_has_the_filter_all_the_same(child: Callable[[str], Any]) -> None:
    code = """
        given = syscalls.filter_syscalls()
        again = os.fork()  # who has a listener gets no second one
        if again == 0:
            second = syscalls.filter_syscalls()
            try: os.chroot("/"); refused = False
            except PermissionError: refused = True
            print(json.dumps([given is not None, second, refused]), flush=True)
            os._exit(0)
        os.waitpid(again, 0)
    """
    assert child(code) == [True, None, True]


def test_what_answering_for_locks_takes_is_charged_to_who_asks(boxed: Boxed, tell: Tell) -> None:
    session = boxed()
    tell(session, "say(0)")
    before = session.cpu_seconds()
    code = """
        file = open("/submission/own", "w")
        began = time.process_time()
        for _ in range(3000):
            fcntl.flock(file, fcntl.LOCK_EX)
        say(time.process_time() - began)
    """
    own = tell(session, LOCKS + textwrap.dedent(code))
    assert session.cpu_seconds() - before > 2 * own  # the keeper does more for a lock than the one who asks
