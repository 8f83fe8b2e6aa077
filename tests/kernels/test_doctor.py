"""The doctor tries the box for real and says what to do where it does not hold."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from examiner.kernels import doctor, jail
from examiner.kernels.forkserver import ForkServer


def test_on_a_host_that_can_isolate_every_line_about_the_box_is_good() -> None:
    found = {finding.what: finding for finding in doctor.examine()}
    assert {f"box: {probe}" for probe in doctor.PROBES} <= set(found)
    assert [finding for what, finding in found.items() if what.startswith("box") and not finding.good] == []
    assert found["bubblewrap"].good and found["user namespaces"].good


def test_without_bubblewrap_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = {finding.what: finding for finding in doctor.examine()}
    assert (found["bubblewrap"].good, found["bubblewrap"].remedy) == (False, "apt-get install bubblewrap")
    assert not found["a kernel in the box"].good and "bubblewrap" in found["a kernel in the box"].detail


@pytest.mark.parametrize(
    ("release", "good"), [("5.13.0-1", False), ("4.18.0-553.el8", False), ("5.14.0", True), ("6.8.0-45-generic", True)]
)
def test_a_linux_that_counts_processes_by_user_is_too_old(
    monkeypatch: pytest.MonkeyPatch, release: str, good: bool
) -> None:
    monkeypatch.setattr(doctor.platform, "release", lambda: release)
    assert doctor._namespaces().good is good


@pytest.mark.parametrize(
    ("file", "value", "good"), [("USERNS", "0", False), ("USERNS", "15000", True), ("APPARMOR", "1", True)]
)
def test_settings_of_the_host_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str, value: str, good: bool
) -> None:
    (tmp_path / "setting").write_text(f"{value}\n")
    monkeypatch.setattr(doctor, file, str(tmp_path / "setting"))
    assert doctor._namespaces().good is good


def test_homes_that_must_be_hidden_are_all_but_the_way_to_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in (".ssh", "course/.venv/lib", "notes"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setattr(doctor.Path, "home", lambda: tmp_path)
    monkeypatch.setattr(jail, "python_places", lambda: ([str(tmp_path / "course/.venv/lib")], {}))
    hidden = [Path(path) for path in doctor._hidden()]
    assert {tmp_path / ".ssh", tmp_path / "notes"} <= set(hidden)
    assert tmp_path / "course" not in hidden


def test_a_probe_that_fails_is_named_with_its_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PROBES", {"the moon": "ok = False"})
    finding, *_ = doctor._box()
    assert (finding.what, finding.good, finding.detail) == ("box: the moon", False, "AssertionError:")


def test_the_kernel_specification_is_one_that_jupyter_reads(tmp_path: Path) -> None:
    path = doctor.write_kernelspec(tmp_path / "kernels" / "boxed")
    spec = json.loads(path.read_text(encoding="utf-8"))
    assert path.name == "kernel.json" and spec["language"] == "python" and os.path.isfile(path)
    assert spec["metadata"]["kernel_provisioner"]["provisioner_name"] == "examiner-provisioner"


def test_the_libraries_of_a_course_are_tried_too() -> None:
    found = doctor._box(["json", "no_such_module"], None)[-1]
    assert (found.what, found.good) == ("libraries that the course preloads", False)
    assert "no_such_module: ModuleNotFoundError" in found.detail and "json" not in found.detail
    assert doctor._libraries(["json"], []) == [doctor.Finding("libraries that the course preloads", True, "json")]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives kernels users of their own")
def test_for_root_each_kernel_is_another_user(server: ForkServer) -> None:
    finding = doctor._users(server.why_one_user, jail.BOX_UID)
    assert finding.detail == "each kernel is a user of this host that no other process is" and not finding.remedy


def test_what_kernels_share_as_one_user_of_the_host_is_said() -> None:
    finding = doctor._users("only root can", 1007)
    assert "all kernels are user 1007 of this host" in finding.detail and "pipes" in finding.detail
    assert finding.detail.endswith("(only root can)") and "--jobs 1" in finding.remedy
