"""Everything that can be seen from inside the box, compared with what is known and meant to be seen.

The view is made independent of the machine (see :func:`normalised`) and held in ``../view_from_inside.json``. Where a
change is meant, look at the difference and write the file anew: ``EXAMINER_WRITE_VIEW=1 pytest tests/kernels/inside/test_view.py``.
"""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from examiner.kernels import jail
from examiner.kernels.session import KernelSession

EXPECTED = Path(__file__).parents[1] / "view_from_inside.json"

LOOK = r"""
import os, resource, socket, stat, sys

def kind(path):
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode): return "-> " + os.readlink(path)
    return {stat.S_IFDIR: "folder", stat.S_IFREG: "file", stat.S_IFCHR: "device", stat.S_IFSOCK: "socket"}.get(stat.S_IFMT(mode), "other")

def tree(top, depth):
    found = {top: kind(top)}
    if depth and stat.S_ISDIR(os.lstat(top).st_mode):
        try: names = sorted(os.listdir(top))
        except OSError as error: names, found[top] = [], "closed"
        for name in names: found.update(tree(os.path.join(top, name), depth - 1))
    return found

def lines(path): return open(path).read().splitlines()

mounts = []
for line in lines("/proc/self/mountinfo"):
    words = line.split()
    mounts.append([words[4], words[words.index("-") + 1], words[5]])
status = dict(line.split(":\t", 1) for line in lines("/proc/self/status") if ":\t" in line)
descriptors = {}
for name in os.listdir("/proc/self/fd"):
    try: descriptors[name] = os.readlink("/proc/self/fd/" + name)
    except OSError: pass
proc = {}
for name in os.listdir("/proc"):
    if not name.isdigit():
        try: proc[name] = "listed" if os.path.isdir("/proc/" + name) and os.listdir("/proc/" + name) else "empty" if os.path.isdir("/proc/" + name) or not open("/proc/" + name, "rb").read(1) else "read"
        except OSError as error: proc[name] = "closed"
say({
    "tree": {**tree("/", 1), **tree("/dev", 1), **tree("/run", 5), **tree("/submission", 3), **tree("/tmp", 1), **tree("/etc", 1), **tree("/dev/shm", 2)},
    "python": [os.path.join(p, n) for p in {sys.prefix, sys.base_prefix} if os.path.isdir(p) for n in os.listdir(p)],
    "proc": proc,
    "processes": {name: open(f"/proc/{name}/cmdline").read().split("\0") for name in os.listdir("/proc") if name.isdigit()},
    "sockets": {name: len(lines("/proc/net/" + name)) - 1 for name in ("tcp", "tcp6", "udp", "udp6", "raw", "packet") if os.path.exists("/proc/net/" + name)},
    "unix sockets with a name": [line.split()[7] for line in lines("/proc/net/unix")[1:] if len(line.split()) > 7],
    "interfaces": [line.split(":")[0].strip() for line in lines("/proc/net/dev")[2:]],
    "environment": dict(os.environ),
    "mounts": mounts,
    "status": {name: status.get(name, "") for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp", "Uid", "Gid", "Groups", "NSpid")},
    "descriptors": descriptors,
    "limits": {name: resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith("RLIMIT_")},
    "names": [socket.gethostname(), os.uname().nodename, os.getcwd(), sys.executable, sys.path, sys.argv],
    "mask": os.umask(0o022),
    "parent": os.getppid(),
    "session": [os.getsid(0), os.getpgid(0)],
    "writable": [path for path in ("/", "/dev", "/etc", "/run", "/usr", "/usr/bin", "/usr/local", "/submission", "/tmp", "/dev/shm", "/proc", "/proc/sys", sys.prefix, sys.base_prefix) if os.access(path, os.W_OK)],
})
"""


@pytest.fixture(scope="module")
def view(kernel: KernelSession, tell: Any) -> dict[str, Any]:
    """What a kernel sees."""
    return tell(kernel, LOOK)


@pytest.fixture(scope="module", name="tell")
def _tell_module(request: pytest.FixtureRequest) -> Callable[[KernelSession, str], Any]:
    def tell(session: KernelSession, code: str) -> Any:
        result = session.execute(f"import json\ndef say(value): print('SAID', json.dumps(value))\n{code}")
        assert not result.error, result.error
        return json.loads("".join(o.text for o in result.outputs).partition("SAID ")[2])

    return tell


# -- making it independent of the machine --------------------------------------------------------------


def normalised(view: dict[str, Any]) -> dict[str, Any]:
    """The same view on any machine: what differs by distribution or place is named, and its size bounded elsewhere."""
    top = [path for path in jail.SYSTEM_FOLDERS if path != "/usr"]
    ours = {Path(place).parts[1] for place in jail.python_places()[0]}
    moved = Path(jail.MOVED)  # an environment that lies where the box mounts its own
    tree = {p: what for p, what in view["tree"].items() if p not in top and not Path(p).is_relative_to(moved)}
    tree = {p: what for p, what in tree.items() if "__pycache__" not in Path(p).parts}
    for name in ours - {"usr", "tmp", "dev", "etc", "run", "proc", "submission"}:
        assert tree.pop(f"/{name}") == "folder"
    for path in [path for path in tree if path in jail.SYSTEM_FILES]:
        del tree[path]
    limits = {name: values for name, values in view["limits"].items() if name not in UNSET}
    assert limits.pop("RLIMIT_DATA")[1] < 8 << 30
    core = limits.pop("RLIMIT_CORE")
    assert core in ([1, 1], [0, 0])
    return {
        "files": tree,
        "pieces of Python": sorted(
            {name for place, name in map(os.path.split, view["python"]) if place not in jail.SYSTEM_FOLDERS}
            - set(jail.PYTHON_PIECES)
        ),
        "proc": sorted(name for name, what in view["proc"].items() if what in ("listed", "read") and name != "vmstat"),
        "processes": {pid: _python(" ".join(line).strip()) for pid, line in view["processes"].items()},
        "sockets": {name: count for name, count in view["sockets"].items() if count},
        "unix sockets with a name": view["unix sockets with a name"],
        "interfaces": view["interfaces"],
        "environment": {name: _python(value) for name, value in view["environment"].items()},
        "mounts": _mounts(view["mounts"]),
        "status": {
            name: " ".join(words for words in value.split() if words != "65534")
            for name, value in view["status"].items()
        },
        "descriptors": _descriptors(view["descriptors"]),
        "limits": limits,
        "names": [
            _python(name) if isinstance(name, str) else sorted({_python(n) for n in name}) for name in view["names"]
        ],
        "mask": oct(view["mask"]),
        "parent": view["parent"],
        "session": view["session"],
        "writable": view["writable"],
    }


UNSET = ("RLIMIT_AS", "RLIMIT_RSS", "RLIMIT_OFILE")  # bounded by others, without effect, or another's name


def _python(text: str) -> str:
    """Replace the place of Python and its version."""
    import sys

    for prefix in sorted(
        {sys.prefix, sys.base_prefix, os.path.realpath(sys.prefix), os.path.realpath(sys.base_prefix)},
        key=len,
        reverse=True,
    ):
        if prefix == "/usr":  # the distribution's own Python: much else lies there
            text = re.sub(r"/usr(?=/(bin|lib)/python)", "PYTHON", text)
        else:
            text = text.replace(jail.inner(prefix), "PYTHON").replace(prefix, "PYTHON")
    text = re.sub(r'"listener": \d+', '"listener": N', text)
    text = re.sub(r'"users": (null|\[\d+, \d+\])', '"users": U', text)  # those that kernels of this server may be
    return re.sub(r"python3?(\.\d+)?\b|python3\d+", "python", text)


def _mounts(mounts: list[list[str]]) -> dict[str, str]:
    """The last mount on each place; binds of the host's files are collected."""
    found: dict[str, set[str]] = {}
    for target, kind, flags in mounts:
        place, what = target, kind
        if any(Path(target).is_relative_to(folder) for folder in jail.SYSTEM_FOLDERS):
            place, what = "the system", "bound"
        elif any(Path(target).is_relative_to(file) for file in jail.SYSTEM_FILES):
            place, what = "system files", "bound"
        elif target in jail.hidden(jail.python_places()[0]):
            continue  # a folder of this Python's that is closed, where there is one
        elif target in map(jail.inner, jail.python_places()[0]):
            place, what = "Python", "bound"
        elif target in (jail.INSIDE, jail.CODEC):
            what = "bound"
        elif target.startswith("/proc/") and target != "/proc/sys":
            place, what = "covered in /proc", "null" if kind == "devtmpfs" else kind
        elif target.startswith("/dev/") and kind not in ("tmpfs", "devpts"):
            place, what = "devices", "bound"
        kept = sorted(set(flags.split(",")) & {"ro", "rw", "nosuid", "nodev", "noexec"})
        found.setdefault(place, set()).add(f"{what} {' '.join(kept)}")
    return {place: " | ".join(sorted(lines)) for place, lines in sorted(found.items())}


def _descriptors(descriptors: dict[str, str]) -> dict[str, str]:
    """The standard ones by number, the kinds of all others."""
    kinds = {re.sub(r"\[\d+\]|:\d+", "", target) for number, target in descriptors.items() if int(number) > 2}
    standard = {number: re.sub(r"\[\d+\]|:\d+", "", descriptors[number]) for number in "012"}
    return {**standard, "others": " ".join(sorted(kinds))}


# -- the comparison ------------------------------------------------------------------------------------


def test_nothing_is_seen_that_was_not_seen_before(view: dict[str, Any]) -> None:
    found = json.dumps(normalised(view), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("EXAMINER_WRITE_VIEW"):
        EXPECTED.write_text(found, encoding="utf-8")
    expected = EXPECTED.read_text(encoding="utf-8")
    lines = difflib.unified_diff(
        expected.splitlines(), found.splitlines(), "meant to be seen", "seen", n=2, lineterm=""
    )
    assert found == expected, "\n".join(["the view from inside the box has changed:", *lines])


def test_no_path_of_the_host_is_named_but_that_of_python(view: dict[str, Any]) -> None:
    names = {Path.home().name, os.environ.get("USER", ""), os.environ.get("LOGNAME", "")} - {"", "root", "student"}
    text = _python(json.dumps([view["environment"], view["processes"], view["descriptors"], view["names"]]))
    assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)]
