"""What the jail around the fork server binds, and what it leaves out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from examiner.kernels import jail
from examiner.kernels.budget import Budget
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.session import KernelSession
from examiner.kernels.users import Namespace
from examiner.model import Limits


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course that is itself a Python environment, as ``python -m venv .`` makes it."""
    course = tmp_path / "course"
    for name in ("bin", "lib/python3.11/site-packages", "graders", "submitted"):
        (course / name).mkdir(parents=True)
    (course / "lib64").symlink_to("lib")
    (course / "pyvenv.cfg").write_text("home = /usr/bin\n")
    (course / "gradebook.db").write_text("x")
    (course / "bin/python").symlink_to(os.path.realpath(sys.executable))
    monkeypatch.setattr(sys, "prefix", str(course))
    monkeypatch.setattr(sys, "executable", str(course / "bin/python"))
    return course


def test_of_a_course_that_is_its_own_environment_only_python_is_bound(environment: Path) -> None:
    places, links = jail.python_places()
    ours = sorted(os.path.relpath(place, environment) for place in places if place.startswith(str(environment)))
    assert ours == ["bin", "lib", "pyvenv.cfg"]
    assert links[str(environment / "lib64")] == "lib"


def test_an_environment_is_bound_by_each_name_under_which_it_is_known(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = environment.parent / "link"
    link.symlink_to(environment)
    monkeypatch.setattr(sys, "prefix", str(link))
    monkeypatch.setattr(sys, "executable", str(link / "bin/python"))
    places, _ = jail.python_places()
    assert {str(environment / "lib"), str(link / "lib")} <= set(places)


def test_nothing_is_bound_twice_or_from_the_system() -> None:
    places, _ = jail.python_places()
    assert not [p for p in places if Path(p).is_relative_to("/usr")]
    assert not [(a, b) for a in places for b in places if a != b and Path(a).is_relative_to(b)]


@pytest.mark.parametrize("own", [Namespace(), Namespace(7, [70000, 10], "")])
def test_the_arguments_name_nothing_of_the_host_but_python_and_the_system(own: Namespace) -> None:
    spec = jail.specification(5, ["numpy"], None)
    line = jail.bubblewrap_arguments(spec, jail.bindings(spec), own)
    sources = [line[n + 1] for n, word in enumerate(line) if word == "--ro-bind"]
    known = (*jail.SYSTEM_FOLDERS, *jail.SYSTEM_FILES, *jail.python_places()[0], spec["inside"], spec["codec"])
    assert set(sources) <= set(known)
    assert "--bind" not in line and "--dev-bind" not in line
    assert {"--die-with-parent", "--new-session", "--clearenv"} <= set(line)


def test_no_namespace_of_the_host_is_left_whoever_makes_that_of_the_users() -> None:
    assert "--unshare-all" in Namespace().arguments() and "--userns" not in Namespace().arguments()
    given = Namespace(7, [70000, 10], "").arguments()
    assert given[:2] == ["--userns", "7"]  # which is a new one, too
    assert {f"--unshare-{kind}" for kind in ("ipc", "pid", "net", "uts", "cgroup")} <= set(given)
    assert [given[n + 1] for n, word in enumerate(given) if word == "--cap-add"] == ["CAP_SETUID", "CAP_SETGID"]


def test_the_environment_hides_the_graphics_card_and_the_number_of_cores() -> None:
    assert jail.ENVIRONMENT["CUDA_VISIBLE_DEVICES"] == "-1"
    assert {jail.ENVIRONMENT[f"{name}_NUM_THREADS"] for name in ("OMP", "OPENBLAS", "MKL")} == {"1"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")
def test_root_becomes_the_user_that_was_asked_for(tell: object) -> None:
    with ForkServer(user=54321).start() as server:
        assert server.process is not None
        status = Path(f"/proc/{server.process.pid}/status").read_text()
        assert "Uid:\t54321\t54321\t54321\t54321" in status and "Groups:\t \n" in status
        session = KernelSession(server.fork(Budget(Limits(memory_mib=128)).figures()), Budget(Limits(memory_mib=128)))
        assert session.execute("1").error == ""
        session.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts on the host")
def test_no_mount_of_roots_is_left_on_the_host(server: ForkServer) -> None:
    assert "examiner" not in Path("/proc/mounts").read_text()


def test_a_missing_bubblewrap_is_named_by_the_jail_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "examiner.kernels.jail",
            json.dumps({"places": [], "inside": "/", "codec": "/", "listener": 0}),
        ],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "apt-get install bubblewrap" in done.stderr
