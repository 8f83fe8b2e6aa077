"""What isolation this host offers: tried for real, with the command that mends what is missing."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from examiner.kernels import cgroups, jail, tried
from examiner.kernels.budget import Budget
from examiner.kernels.errors import ASK_DOCTOR, KernelError
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.model import Limits, durable

USERNS = "/proc/sys/user/max_user_namespaces"
APPARMOR = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns"
PLATFORMS = "see docs/platforms.md"

COUNTED_BY_NAMESPACE = (5, 14)  # since when RLIMIT_NPROC is counted per user namespace
# Run inside the box; each line must hold there.
PROBES = {
    "no network": "import socket\ntry:\n    socket.create_connection(('127.0.0.1', 9), 1)\n    ok = False\n"
    "except OSError as e:\n    ok = e.errno == 101",
    "no capabilities": "ok = 'CapEff:\\t0000000000000000' in open('/proc/self/status').read()",
    "system calls filtered": "ok = 'Seccomp:\\t2' in open('/proc/self/status').read()",
    "nothing to gain (no_new_privs)": "ok = 'NoNewPrivs:\\t1' in open('/proc/self/status').read()",
    "system read-only": "import os\ntry:\n    open('/usr/x', 'w')\n    ok = False\nexcept OSError:\n    ok = True",
    "own processes only": "import os\nok = sum(n.isdigit() for n in os.listdir('/proc')) == 1",
    "home folder hidden": "import os\nok = not any(map(os.path.exists, HIDDEN))",
    "memory limited": "try:\n    bytearray(1 << 40)\n    ok = False\nexcept MemoryError:\n    ok = True",
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    what: str
    good: bool
    detail: str = ""
    remedy: str = ""


def examine(preload: Sequence[str] = (), user: int | None = None) -> list[Finding]:
    """Return what was found, the box itself tried last.

    Parameters
    ----------
    preload : sequence of str
        Modules of a course, to be imported too.
    user : int, optional
        Whom the box becomes, as for :class:`ForkServer`.
    """
    found = [_system(), _bubblewrap(), _seccomp(), *_rights(), *_namespaces_tried(), _groups(), _nbgrader()]
    remedy = PLATFORMS if all(finding.good for finding in found) else "mend what is BAD above"
    return [*found, *_box(preload, user, remedy)]


def _system() -> Finding:
    good = sys.platform == "linux" and sys.version_info >= (3, 11)
    detail = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return Finding("Linux and Python 3.11", good, detail, "" if good else "grade on a Linux host, or use --no-box")


def _bubblewrap() -> Finding:
    path = shutil.which("bwrap")
    return Finding("bubblewrap", path is not None, path or "not found", "" if path else "apt-get install bubblewrap")


def _seccomp() -> Finding:
    try:
        ctypes.CDLL("libseccomp.so.2")
    except OSError as error:
        return Finding("libseccomp", False, str(error), "apt-get install libseccomp2")
    return Finding("libseccomp", True, "libseccomp.so.2")


def _namespaces() -> Finding:
    if _version() < COUNTED_BY_NAMESPACE:
        detail = (
            f"Linux {platform.release()} counts processes by user, not by namespace: kernels could not start threads"
        )
        return Finding("user namespaces", False, detail, "grade on a host with Linux 5.14 or newer")
    if _number(USERNS) == 0:
        return Finding("user namespaces", False, f"{USERNS} is 0", "sysctl -w user.max_user_namespaces=15000")
    if _number(APPARMOR) == 1 and os.geteuid() != 0:
        remedy = "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
        return Finding("user namespaces", True, "restricted by AppArmor; tried below", remedy)
    if refused := tried.refusal("--unshare-user"):
        return Finding("user namespaces", False, f"refused: {refused}", f"in a container: {PLATFORMS}")
    return Finding("user namespaces", True, "allowed")


def _namespaces_tried() -> list[Finding]:
    allowed = _namespaces()
    return [allowed, _own_proc()] if allowed.good else [allowed]


def _rights() -> list[Finding]:
    """Return what root lacks; nothing for an ordinary user."""
    if os.geteuid() != 0:
        return []
    missing = tried.missing_capabilities()
    remedy = f"start examiner as an ordinary user; {PLATFORMS}" if missing else ""
    return [Finding("rights of root", not missing, f"without {', '.join(missing)}" if missing else "", remedy)]


def _own_proc() -> Finding:
    """Return whether a /proc can be mounted; Linux refuses that where parts of the one in sight are covered."""
    refused = tried.refusal("--unshare-user", "--unshare-pid", "--proc", "/proc")
    remedy = f"in a container: let nothing of /proc be covered; {PLATFORMS}" if refused else ""
    return Finding("a /proc of its own", not refused, refused, remedy)


def _groups() -> Finding:
    places = ", ".join(str(place.folder) for place in cgroups.usable())
    remedy = "as a user: systemd-run --user --scope -p Delegate=yes examiner grade …"
    detail = places or "none can be made here; limits are watched from outside instead"
    return Finding("control groups", True, detail, "" if places else remedy)


def _users(why_one_user: str, uid: int) -> Finding:
    """Return whose the kernels are; what Linux counts by user no namespace and no rlimit of the box divides.

    Parameters
    ----------
    why_one_user : str
        As the fork server said it: empty if each kernel is another user.
    uid : int
        The fork server's user.
    """
    if not why_one_user:
        return Finding("users of kernels", True, "each kernel is a user of this host that no other process is")
    detail = (
        f"all kernels are user {uid} of this host, so those that run at once share what Linux counts by user: "
        f"memory of pipes, watches of epoll, descriptors on their way through sockets ({why_one_user})"
    )
    return Finding("users of kernels", True, detail, "for work that needs these: examiner grade --jobs 1")


def _version() -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", platform.release())[:2])


def _number(path: str) -> int | None:
    try:
        with open(path) as file:
            return int(file.read())
    except (OSError, ValueError):
        return None


def _nbgrader() -> Finding:
    path = shutil.which("alembic")
    remedy = "" if path else f"put {os.path.dirname(sys.executable)} on PATH: nbgrader calls alembic"
    return Finding("nbgrader's alembic on PATH", path is not None, path or "not found", remedy)


def _box(preload: Sequence[str] = (), user: int | None = None, remedy: str = "") -> list[Finding]:
    """Start a boxed kernel and ask it what it can see."""
    try:
        with ForkServer(preload, user=user).start() as server, KernelPool(server, spare=0) as pool:
            session = pool.session(Budget(Limits()))
            try:
                session.execute(f"HIDDEN = {_hidden()!r}")
                probed = [_probe(session.execute(f"{code}\nassert ok"), what) for what, code in PROBES.items()]
                whose = _users(server.why_one_user, os.geteuid() or (jail.BOX_UID if user is None else user))
                return [*probed, whose, *_libraries(preload, server.missing)]
            finally:
                session.close()
    except KernelError as error:
        return [Finding("a kernel in the box", False, str(error).removesuffix(f". {ASK_DOCTOR}"), remedy)]


def _libraries(preload: Sequence[str], missing: Sequence[str]) -> list[Finding]:
    """Return whether a course's libraries could all be imported; nothing if none were asked for."""
    if not preload:
        return []
    remedy = "install them in this environment, or take them out of c.Examiner.preload" if missing else ""
    detail = "; ".join(missing) or ", ".join(preload)
    return [Finding("libraries that the course preloads", not missing, detail, remedy)]


def _hidden() -> list[str]:
    """Return what is in the homes and beside the system files of this host, but for this Python."""
    needed = [Path(place) for place in jail.python_places()[0]]
    homes = [Path("/root"), Path.home(), *Path("/home").glob("*")]
    beside = [Path("/etc/shadow"), Path("/etc/hostname")]
    inside = [path for home in homes if os.access(home, os.R_OK | os.X_OK) for path in home.iterdir()]
    return [str(p) for p in {*inside, *beside} if not any(place.is_relative_to(p) for place in needed)]


def _probe(result: object, what: str) -> Finding:
    error = getattr(result, "error", "")
    last = error.strip().splitlines()[-1] if error else ""
    return Finding(f"box: {what}", not error, last, "please report this: the box does not hold" if error else "")


def write_kernelspec(folder: Path) -> Path:
    """Write a Jupyter kernel specification whose kernels run in the box; return its file."""
    provisioner = {"provisioner_name": "examiner-provisioner", "config": {"preload": ["numpy", "pandas"]}}
    spec = {
        "argv": [],
        "display_name": "Python 3 (boxed)",
        "language": "python",
        "metadata": {"kernel_provisioner": provisioner},
    }
    path = folder / "kernel.json"
    durable.write_text(path, json.dumps(spec, indent=1) + "\n")
    return path
