"""Where a host or a container refuses what the box is made of, a sentence says so and what mends it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from examiner.kernels import doctor, tried

NO_RIGHTS = ("setpriv", "--inh-caps=-all", "--bounding-set=-all")
NO_NAMESPACES = ("unshare", "-Ur", "sh", "-c", 'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"', "--")
COVERED = ("unshare", "-m", "sh", "-c", 'mount --bind /proc/sys /proc/sys; exec "$@"', "--")
EXAMINE = "from examiner.kernels import doctor\nfor f in doctor.examine():\n    f.good or print(f.what, f.detail, f.remedy, sep=' | ')"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="takes rights away from root")


def found(before: Sequence[str]) -> dict[str, str]:
    """Return what the doctor finds bad in a place made by a command."""
    done = subprocess.run([*before, sys.executable, "-c", EXAMINE], capture_output=True, text=True, timeout=60)
    assert "Traceback" not in done.stdout + done.stderr
    return dict(line.split(" | ", 1) for line in done.stdout.splitlines())


@as_root
def test_root_of_a_container_without_capabilities_is_told_so() -> None:
    bad = found(NO_RIGHTS)
    assert bad["rights of root"].startswith(
        "without CAP_SETGID, CAP_SETUID, CAP_SYS_ADMIN | start examiner as an ordin"
    )
    assert bad["a kernel in the box"].endswith("Operation not permitted | mend what is BAD above")


@as_root
def test_without_user_namespaces_the_setting_is_named() -> None:
    bad = found((*NO_NAMESPACES, *NO_RIGHTS))
    assert "sysctl -w user.max_user_namespaces" in bad["user namespaces"]
    assert "a /proc of its own" not in bad  # cannot be tried, and is not to blame


@as_root
def test_a_covered_proc_is_told_as_what_it_is() -> None:
    bad = found(COVERED)
    assert set(bad) == {"a /proc of its own", "a kernel in the box"}
    assert "let nothing of /proc be covered" in bad["a /proc of its own"]


def test_namespaces_that_are_refused_though_settings_allow_them_are_no_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tried, "refusal", lambda *_: "bwrap: No permissions")
    (finding,) = doctor._namespaces_tried()
    assert (finding.good, finding.detail) == (False, "refused: bwrap: No permissions")


def test_nothing_is_tried_without_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert tried.refusal("--unshare-user") == ""
