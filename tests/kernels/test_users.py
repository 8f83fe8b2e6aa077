"""Each kernel is a user of its own where root started the fork server; elsewhere all is as it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from examiner.kernels import doctor, jail, users
from examiner.kernels.budget import Budget
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.session import KernelSession
from examiner.model import Limits

Boxed = Callable[..., KernelSession]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives kernels users of their own")


def facts(pid: int) -> dict[str, list[str]]:
    """What the host knows of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: rest.split() for name, _, rest in (line.partition(":") for line in lines)}


def processes(session: KernelSession) -> tuple[int, int, int]:
    """The fork server, the keeper and the kernel, as the host numbers them."""
    keeper = session.handle.keeper
    (kernel,) = Path(f"/proc/{keeper}/task/{keeper}/children").read_text().split()
    return int(facts(keeper)["PPid"][0]), keeper, int(kernel)


@as_root
def test_each_kernel_is_another_user_than_all_else_of_the_host(boxed: Boxed) -> None:
    found = []
    for session in (boxed(), boxed()):
        server, keeper, kernel = processes(session)
        assert facts(server)["Uid"] == [str(jail.BOX_UID)] * 4
        assert facts(keeper)["Uid"] == facts(keeper)["Gid"] == facts(kernel)["Uid"] == facts(kernel)["Gid"]
        found += [*set(facts(kernel)["Uid"])]
    assert len(set(found)) == 2
    assert all(users.FIRST_USER <= int(number) <= users.LAST_USER for number in found)


@as_root
def test_the_right_to_become_another_user_ends_with_the_server(boxed: Boxed) -> None:
    session = boxed()
    server, keeper, kernel = processes(session)
    assert int(facts(server)["CapEff"][0], 16) == int(facts(server)["CapPrm"][0], 16) == 1 << 6 | 1 << 7
    assert facts(kernel)["CapPrm"] == facts(kernel)["CapBnd"] == facts(kernel)["CapAmb"] == ["0" * 16]
    # The keeper has every right in the namespace that it made for its kernel, which has the one user.
    assert Path(f"/proc/{keeper}/uid_map").read_text().split()[1:] == [*set(facts(keeper)["Uid"]), "1"]
    first = facts(keeper)["Uid"][0]
    code = f"import os\nos.setresuid({first}, {first}, {first})"
    assert session.execute(code).error_type == "OSError"  # no such user in there
    assert session.execute("os.setresuid(0, 0, 0)").error_type == "OSError"


TAKER = """
import os
children = []
for _ in range(20):
    if (pid := os.fork()) == 0:
        try:
            while True: os.pipe()
        except OSError: pass
        os.write(1, b""); import time; time.sleep(60); os._exit(0)
    children.append(pid)
import time; time.sleep(1)
import fcntl
print(fcntl.fcntl(os.pipe()[0], fcntl.F_GETPIPE_SZ))
"""


@as_root
def test_pipes_of_one_kernel_leave_those_of_its_neighbour_their_size(boxed: Boxed) -> None:
    taker, neighbour = boxed(open_files=256, processes=64), boxed(open_files=256, processes=64)
    assert int(taker.execute(TAKER).outputs[0].text) < 65536  # he has taken all that one user may have
    printed = neighbour.execute("import fcntl, os\nprint(fcntl.fcntl(os.pipe()[0], fcntl.F_GETPIPE_SZ))").outputs[0]
    assert int(printed.text) == 65536


# -- where it cannot be ----------------------------------------------------------------------------------


def serves_one_user(server: ForkServer) -> str:
    """Run a kernel of a server, check that nothing else has changed, and return what the doctor says."""
    session = KernelSession(server.fork(Budget(Limits(memory_mib=128)).figures()), Budget(Limits(memory_mib=128)))
    try:
        found, keeper, kernel = processes(session)
        assert facts(found)["Uid"] == facts(keeper)["Uid"] == facts(kernel)["Uid"]
        assert int(facts(found)["CapPrm"][0], 16) == int(facts(kernel)["CapPrm"][0], 16) == 0
        session.execute(f"HIDDEN = {doctor._hidden()!r}")
        assert [what for what, code in doctor.PROBES.items() if session.execute(f"{code}\nassert ok").error] == []
    finally:
        session.close()
    return doctor._users(server.why_one_user, 1).detail


def program(folder: Path, code: str) -> None:
    """Write a shell script in place of bubblewrap."""
    (folder / "bwrap").write_text(f'#!/bin/sh\n{code}\nexec {shutil.which("bwrap")} "$@"\n')
    (folder / "bwrap").chmod(0o755)


@as_root
def test_a_bubblewrap_that_enters_no_namespace_makes_its_own(
    monkeypatch: pytest.MonkeyPatch, open_folder: Path
) -> None:
    program(open_folder, 'case "$*" in *--userns*) echo "what is --userns?" >&2; exit 1;; esac')
    monkeypatch.setenv("PATH", str(open_folder), prepend=os.pathsep)
    with ForkServer().start() as server:
        assert "(what is --userns?)" in serves_one_user(server)


@as_root
def test_an_environment_that_is_closed_to_others_stays_open_to_the_server(
    monkeypatch: pytest.MonkeyPatch, open_folder: Path
) -> None:
    program(open_folder, 'for word; do shift; [ "$word" = 0755 ] && word=0700; set -- "$@" "$word"; done')
    monkeypatch.setenv("PATH", str(open_folder), prepend=os.pathsep)
    with ForkServer().start() as server:
        assert "PermissionError" in serves_one_user(server)


@as_root
def test_root_of_a_host_without_such_users_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "FIRST_USER", jail.BOX_UID)  # no one may be mapped twice
    monkeypatch.setattr(users, "LAST_USER", jail.BOX_UID + users.COUNT)
    made: Any = users.made_by_root(jail.BOX_UID)
    assert made.users is None and made.why and made.arguments()[0] == "--unshare-all"
    assert made.tried(["no such command"]) is made
