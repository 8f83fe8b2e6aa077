"""The jail around the fork server: bubblewrap, entered as an unprivileged user.

``python -m examiner.kernels.jail SPEC`` builds it and becomes the fork server; ``SPEC`` is JSON made by
:func:`specification`. Run as root, it first binds the Python environment to a place that everybody may
enter (a home directory is closed to the user we become), inside a mount namespace of its own, and then
drops to an unprivileged user: bubblewrap run by root masks parts of /proc, and the kernels' own /proc
could then not be mounted.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from examiner.kernels.inside import box

SYSTEM_FOLDERS = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/alternatives", "/etc/fonts")
BOX_UID = 64123  # outside the ranges that distributions hand out to people and services
INSIDE = "/run/examiner/inside"
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/tmp",  # noqa: S108 - the box's own /tmp
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
    "PYTHONUTF8": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": "/tmp/matplotlib",  # noqa: S108
    "IPYTHONDIR": "/tmp/ipython",  # noqa: S108
    "XDG_CACHE_HOME": "/tmp/cache",  # noqa: S108
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",  # oneDNN reorders sums by machine: off, so that scores repeat
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_DETERMINISTIC_OPS": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
    **dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
    ),
}


def python_folders() -> list[str]:
    """Return the folders that hold this Python and its packages, none inside another."""
    found: list[Path] = []
    for folder in sorted({Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve()}):
        if not any(folder.is_relative_to(other) for other in (*found, Path("/usr"))):
            found.append(folder)
    return [str(folder) for folder in found]


def specification(listener: int, preload: list[str], user: int | None) -> dict[str, Any]:
    """Return what :func:`main` needs to know, as JSON data.

    Parameters
    ----------
    listener : int
        Descriptor of the listening socket that the fork server serves.
    preload : list of str
        Modules to import before the first fork.
    user : int or None
        Unprivileged user id to become when run as root.
    """
    return {
        "listener": listener,
        "preload": preload,
        "user": BOX_UID if user is None else user,
        "python": sys.executable,
        "folders": python_folders(),
        "inside": str(Path(box.__file__).parent),
    }


def bubblewrap_arguments(spec: dict[str, Any], where: dict[str, str]) -> list[str]:
    """Return bubblewrap's command line; ``where`` says from which place each folder is bound."""
    line = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    line += ["--uid", str(box.INSIDE_UID), "--gid", str(box.INSIDE_UID), "--hostname", "box"]
    for name, value in {**ENVIRONMENT, "PYTHONPATH": os.path.dirname(INSIDE)}.items():
        line += ["--setenv", name, value]
    for folder in SYSTEM_FOLDERS:
        if os.path.islink(folder):
            line += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            line += ["--ro-bind", folder, folder]
    for name in SYSTEM_FILES:
        if os.path.exists(name):
            line += ["--ro-bind", name, name]
    for target, source in where.items():
        line += ["--ro-bind", source, target]
    line += ["--proc", "/proc", "--dev", "/dev", "--dir", "/submission", "--perms", "0700", "--tmpfs", "/tmp"]  # noqa: S108
    line += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]
    settings = json.dumps({key: spec[key] for key in ("listener", "preload")})
    return [*line, "--", spec["python"], "-P", "-s", "-m", "inside", settings]


def bindings(spec: dict[str, Any]) -> dict[str, str]:
    """Return the place in the jail of each folder it needs, with the place it comes from."""
    return {**{folder: folder for folder in spec["folders"]}, INSIDE: spec["inside"]}


def stage_as_root(wanted: dict[str, str], user: int, stage: str) -> dict[str, str]:
    """Bind folders where an unprivileged user may enter them, then become that user.

    The bindings are made in a mount namespace of this process: nothing of them shows on the host, and
    they are gone with it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(box.CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWNS) was refused")
    box._mount("none", "/", None, box.MS_REC | box.MS_PRIVATE)
    box._mount("tmpfs", stage, "tmpfs", box.MS_NOSUID | box.MS_NODEV, "size=1m,mode=0755")
    staged = {}
    for number, (target, source) in enumerate(wanted.items()):
        place = f"{stage}/{number}"
        os.mkdir(place, 0o755)
        box._mount(source, place, None, 0x1000)  # MS_BIND
        staged[target] = place
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    return staged


def main() -> None:
    """Build the jail and become the fork server in it."""
    spec = json.loads(sys.argv[1])
    where = bindings(spec)
    if shutil.which("bwrap") is None:
        sys.exit("bubblewrap is not installed: apt-get install bubblewrap")
    if os.geteuid() == 0:
        where = stage_as_root(where, spec["user"], spec["stage"])
    os.set_inheritable(spec["listener"], True)
    arguments = bubblewrap_arguments(spec, where)
    os.execvpe("bwrap", arguments, {"PATH": os.environ.get("PATH", "/usr/bin:/bin")})  # noqa: S606


if __name__ == "__main__":
    main()
