"""Starting the fork server, asking it for kernels, and what it says when it cannot."""

from __future__ import annotations

import os
import re
import resource
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from examiner.kernels import forkserver
from examiner.kernels.budget import Budget
from examiner.kernels.errors import ForkServerError, NoIsolation
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.session import KernelSession
from examiner.model import Limits

LIMITS = Limits(memory_mib=128)


def test_a_server_outlives_the_thread_that_started_it(tell: Any) -> None:
    server = ForkServer()
    thread = threading.Thread(target=server.start)
    thread.start()
    thread.join()
    try:
        session = KernelSession(server.fork(Budget(LIMITS).figures()), Budget(LIMITS))
        assert tell(session, "say(1)") == 1
        session.close()
    finally:
        server.stop()


def test_another_process_can_attach_to_a_server_by_its_folder(server: ForkServer, tell: Any) -> None:
    assert server.folder is not None
    session = KernelSession(ForkServer.attach(server.folder).fork(Budget(LIMITS).figures()), Budget(LIMITS))
    assert tell(session, "say(1)") == 1
    session.close()


def test_the_run_folder_is_open_to_its_owner_only(server: ForkServer) -> None:
    assert server.folder is not None
    assert server.folder.stat().st_mode & 0o777 == 0o700


def test_modules_that_cannot_be_imported_are_named_and_missed_by_nobody_else() -> None:
    with ForkServer(["no_such_module", "json"]).start() as server:
        assert [name.partition(":")[0] for name in server.missing] == ["no_such_module"]
        server.fork(Budget(LIMITS).figures()).close()


def test_a_host_without_bubblewrap_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoIsolation, match="apt-get install bubblewrap"):
        ForkServer().start()


def test_a_box_that_cannot_be_built_is_no_isolation(monkeypatch: pytest.MonkeyPatch, open_folder: Path) -> None:
    fake = open_folder / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{open_folder}:{os.environ['PATH']}")
    server = ForkServer()
    with pytest.raises(NoIsolation, match=r"No permissions.*examiner doctor"):
        server.start()
    assert server.folder is None and not server.alive()


def test_a_server_that_ends_early_is_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ForkServer, "_command", lambda self, listener: ["sh", "-c", "echo why >&2; exit 3"])
    with pytest.raises(ForkServerError, match="why"):
        ForkServer().start()


def test_a_program_that_cannot_be_started_is_heard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ForkServer, "_command", lambda self, listener: ["/no/such/program"])
    with pytest.raises(FileNotFoundError):
        ForkServer().start()


def test_a_server_that_was_never_started_or_is_gone_forks_nothing(tmp_path: Path) -> None:
    with pytest.raises(ForkServerError, match="not running"):
        ForkServer().fork(Budget(LIMITS).figures())
    with pytest.raises(ForkServerError, match="no fork server runs there"):
        ForkServer.attach(tmp_path / "none")
    told = tmp_path / "one" / "serves.json"
    told.parent.mkdir()
    told.write_text('{"preload": [], "boxed": true, "missing": []}')
    attached = ForkServer.attach(told.parent)
    with pytest.raises(ForkServerError, match="does not answer"):
        attached.fork(Budget(LIMITS).figures())
    assert list(told.parent.iterdir()) == [told]
    told.unlink()
    told.parent.rmdir()
    with pytest.raises(ForkServerError, match="gone"):
        attached.fork(Budget(LIMITS).figures())


def test_a_box_that_cannot_be_shut_means_no_kernel(server: ForkServer) -> None:
    assert server.folder is not None
    before = set(server.folder.iterdir())
    with pytest.raises(ForkServerError, match=r"could not be shut: .*tmpfs on /submission"):
        server.fork(Budget(Limits(disk_mib=-500)).figures())
    assert set(server.folder.iterdir()) == before


@pytest.mark.parametrize("words", [b"", b"no json\n", b"{}\n", b'{"boxed": true}\n', b"[" * 100_000 + b"\n"])
def test_a_request_that_makes_no_sense_harms_nobody(server: ForkServer, words: bytes, tell: Any) -> None:
    assert server.folder is not None
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(server.folder / "fork"))
        line.settimeout(20)
        line.sendall(words)
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(1 << 16)
    assert b"failed" in answer
    session = KernelSession(server.fork(Budget(LIMITS).figures()), Budget(LIMITS))
    assert tell(session, "say(1)") == 1
    session.close()


def test_a_long_name_of_the_temporary_folder_is_no_obstacle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(forkserver.tempfile, "tempdir", str(long))
    with ForkServer().start() as server:
        server.fork(Budget(LIMITS).figures()).close()


def test_more_files_than_select_can_take_may_be_open(server: ForkServer) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 3000:
        pytest.skip("this host allows fewer open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    kept = [os.open("/dev/null", os.O_RDONLY) for _ in range(1100)]
    try:
        session = KernelSession(server.fork(Budget(LIMITS).figures()), Budget(LIMITS))
        assert session.execute("1").error == ""
        session.close()
    finally:
        for descriptor in kept:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_keeper_says_how_much_is_used(server: ForkServer) -> None:
    session = KernelSession(server.fork(Budget(LIMITS).figures()), Budget(LIMITS))
    session.execute("import time\nwhile time.process_time() < 0.5: pass\ndata = bytearray(80 << 20)")
    usage = session.handle.usage()
    assert usage is not None and usage["cpu"] >= 0.4 and 70 < usage["memory_mib"] < 200
    session.close()


def test_each_of_many_kernels_is_watched(server: ForkServer) -> None:
    sessions = [KernelSession(server.fork(Budget(LIMITS).figures()), Budget(LIMITS)) for _ in range(3)]
    for session in sessions:
        session.execute("import time\nstop = time.process_time() + 0.3\nwhile time.process_time() < stop: pass")
        assert session.cpu_seconds() > 0.25
    for session in sessions:
        session.close()


def test_without_a_box_kernels_work_too_and_nothing_of_them_is_left(tell: Any, host: Any) -> None:
    with ForkServer(boxed=False).start() as server:
        session = KernelSession(server.fork(Budget(LIMITS).figures()), Budget(LIMITS))
        mark = host.mark()
        session.put_files({"a.txt": b"x"})
        session.execute(f"import subprocess\nsubprocess.Popen(['sleep', '{mark}'])")
        assert tell(session, "import os\nsay([open('a.txt').read(), os.getpid() == 1])") == ["x", False]
        code = "import resource\nsay(resource.getrlimit(resource.RLIMIT_NPROC)[0])"
        assert tell(session, code) == resource.getrlimit(resource.RLIMIT_NPROC)[1]  # other processes of the user count
        assert session.cpu_seconds() > 0
        (sleeper,) = host.find(mark)
        session.close()
        assert sleeper.ends()


@pytest.mark.parametrize(
    ("preload", "boxed", "told"),
    [
        (["numpy", "pandas"], True, "has imported numpy; the course's c.Examiner.preload asks for numpy, pandas"),
        ([], True, "has imported numpy; the course's c.Examiner.preload asks for nothing"),
        (["numpy"], False, "has a box, the course's settings ask for no box"),
    ],
)
def test_a_server_that_was_started_for_other_settings_is_refused(
    server: ForkServer, preload: list[str], boxed: bool, told: str
) -> None:
    assert server.folder is not None
    attached = ForkServer.attach(server.folder)
    attached.require(["numpy"], boxed=True)
    with pytest.raises(ForkServerError, match=re.escape(told)):
        attached.require(preload, boxed=boxed)
