"""The jail around the fork server: bubblewrap, entered as an unprivileged user.

``python -m examiner.kernels.jail SPEC`` builds it and becomes the fork server; ``SPEC`` is JSON made by
:func:`specification`. Run as root, it first binds the Python environment to a place that everybody may
enter (a home directory is closed to the user we become), inside a mount namespace of its own, and then
drops to an unprivileged user: bubblewrap run by root masks parts of /proc, and the kernels' own /proc
could then not be mounted. Before that it makes the jail's user namespace, with users for the kernels in it
(see ``users``).
"""

# ruff: noqa: S108 - every /tmp here is the box's own

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

from examiner import codec
from examiner.kernels import users
from examiner.kernels.inside import box

SYSTEM_FOLDERS = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin")
SYSTEM_FILES = (
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d"),
    *("/etc/localtime", "/etc/alternatives", "/etc/fonts"),
)
HIDDEN = (
    "/usr/local/share/nbgrader",  # nbgrader's exchange by default: everybody's submissions
    *("/usr/local/etc", "/usr/etc", "/usr/local/var"),  # settings of this host's programs, which may hold passwords
    *("/usr/src", "/usr/local/src"),  # whatever its administrator has built
)
SETTINGS = "jupyter"  # below ``etc`` of a Python prefix: settings of a server, which may hold its password
# What Python needs of its prefix. No more, because somebody may keep a course inside it.
PYTHON_PIECES = ("bin", "lib", "lib64", "lib32", "libexec", "share", "etc", "ssl", "pyvenv.cfg")
BOX_UID = 64123  # outside the ranges that distributions hand out to people and services
PACKAGES = "/run/examiner"  # of ours the jail shows two folders, so laid out that relative imports work
TOP = "examiner_box"
INSIDE = f"{PACKAGES}/{TOP}/kernels/inside"
CODEC = f"{PACKAGES}/{TOP}/codec"
SERVER = f"{TOP}.kernels.inside"  # what Python runs as the fork server
COVERED = ("/tmp", "/submission", "/dev", "/proc")
MOVED = "/run/environment"  # where an environment lies that would be covered
STAGE = "/tmp"  # there on every host and open to all; covered in a mount namespace of our own only
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/tmp",  # the box's own
    "USER": "student",  # there is no /etc/passwd to look it up in
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
    "PYTHONUTF8": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "IPYTHONDIR": "/tmp/ipython",
    "XDG_CACHE_HOME": "/tmp/cache",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",  # oneDNN reorders sums by machine: off, so that scores repeat
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_DETERMINISTIC_OPS": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"),
}


def python_places() -> tuple[list[str], dict[str, str]]:
    """Return the files and folders that this Python and its packages need, and the symbolic links among them."""
    places: list[str] = []
    links: dict[str, str] = {}
    for prefix in sorted(_prefixes()):
        for path in (prefix / name for name in PYTHON_PIECES):
            if any(path.is_relative_to(folder) for folder in (*SYSTEM_FOLDERS, *places)):
                continue
            if path.is_symlink():
                links[str(path)] = os.readlink(path)
            elif path.exists():
                places.append(str(path))
    return places, links


def inner(path: str) -> str:
    """Return where a path of the environment lies in the jail: at its own place, unless the box covers that."""
    covered = any(Path(path).is_relative_to(folder) for folder in COVERED)
    return f"{MOVED}{path}" if covered else path


def _prefixes() -> set[Path]:
    """Return the prefixes of this Python, by each name under which a link or a setting may call them."""
    found = {Path(sys.prefix), Path(sys.base_prefix)}
    program = Path(sys.executable)
    for _ in range(40):  # links to links: more than the operating system follows
        found.add(program.parent.parent)
        if not program.is_symlink():
            break
        program = program.parent / os.readlink(program)
    return {Path(os.path.normpath(path)) for path in found} | {path.resolve() for path in found}


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
    places, links = python_places()
    return {
        "listener": listener,
        "preload": preload,
        "user": BOX_UID if user is None else user,
        "python": inner(sys.executable),
        "places": places,
        "links": links,
        "hidden": hidden(places),
        "inside": str(Path(box.__file__).parent),
        "codec": str(Path(codec.__file__).parent),
    }


def bubblewrap_arguments(spec: dict[str, Any], where: dict[str, str], own: users.Namespace) -> list[str]:
    """Return bubblewrap's command line up to the program that it is to run.

    Parameters
    ----------
    spec : dict
        As :func:`specification` made it.
    where : dict of str to str
        From which place each folder is bound.
    own : Namespace
        The jail's user namespace.
    """
    line = ["bwrap", *own.arguments(), "--die-with-parent", "--new-session", "--clearenv", "--hostname", "box"]
    path = f"{os.path.dirname(spec['python'])}:{ENVIRONMENT['PATH']}"  # for those who call python in a shell
    for name, value in {**ENVIRONMENT, "PATH": path, "PYTHONPATH": PACKAGES}.items():
        line += ["--setenv", name, value]
    for folder in SYSTEM_FOLDERS:
        if os.path.islink(folder):
            line += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            line += ["--ro-bind", folder, folder]
    ways = _ways_to([*SYSTEM_FILES, *where, *map(inner, spec["links"])])
    line += [word for way in ways for word in ("--perms", "0755", "--dir", way)]  # else the server's alone to enter
    for name in SYSTEM_FILES:
        if os.path.exists(name):
            line += ["--ro-bind", name, name]
    for target, source in where.items():
        line += ["--ro-bind", source, target]
    for place, target in spec["links"].items():
        line += ["--symlink", inner(target), inner(place)]
    for folder in spec["hidden"]:
        line += ["--perms", "0000", "--tmpfs", folder, "--remount-ro", folder]
    line += ["--proc", "/proc", "--dev", "/dev", "--dir", "/submission", "--perms", "0700", "--tmpfs", "/tmp"]
    return [*line, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--"]


def _ways_to(paths: list[str]) -> list[str]:
    """Return the folders on the way to these paths, the outer ones first."""
    return sorted({str(folder) for path in paths for folder in Path(path).parents} - {"/"})


def server_arguments(spec: dict[str, Any], own: users.Namespace) -> list[str]:
    """Return the command line of the fork server inside the jail."""
    told = {"boxed": True, **{key: spec[key] for key in ("listener", "preload")}, "users": own.users}
    return [spec["python"], "-P", "-s", "-m", SERVER, json.dumps(told)]


def hidden(places: list[str]) -> list[str]:
    """Return the folders among those that the jail shows which are of no use to a kernel and may tell of this host.

    Parameters
    ----------
    places : list of str
        What :func:`python_places` gave.
    """
    here = [folder for folder in HIDDEN if os.path.isdir(folder) and not os.path.islink(folder)]
    unused = [folder for folder in here if not any(prefix.is_relative_to(folder) for prefix in _prefixes())]
    settings = [f"{place}/{SETTINGS}" for place in places if os.path.basename(place) == "etc"]
    return [*unused, *(inner(path) for path in settings if os.path.isdir(path) and not os.path.islink(path))]


def bindings(spec: dict[str, Any]) -> dict[str, str]:
    """Return the place in the jail of each file and folder it needs, with the place it comes from."""
    return {**{inner(place): place for place in spec["places"]}, INSIDE: spec["inside"], CODEC: spec["codec"]}


def lay_out(folder: Path) -> None:
    """Lay out in a folder what :data:`PACKAGES` is in the jail, by links: for a fork server without a box."""
    (folder / TOP / "kernels").mkdir(parents=True)
    (folder / TOP / "kernels/inside").symlink_to(Path(box.__file__).parent)
    (folder / TOP / "codec").symlink_to(Path(codec.__file__).parent)


def stage(wanted: dict[str, str]) -> dict[str, str]:
    """Bind files and folders where an unprivileged user may enter them; only root can.

    The bindings are made in a mount namespace of this process: nothing of them shows on the host, and
    they are gone with it.
    """
    box.check(box.libc.unshare(box.CLONE_NEWNS), "unshare(CLONE_NEWNS)")
    box.mount("none", "/", None, box.MS_REC | box.MS_PRIVATE)
    sources = {target: os.open(source, os.O_PATH) for target, source in wanted.items()}  # some may be in STAGE
    box.mount("tmpfs", STAGE, "tmpfs", box.MS_NOSUID | box.MS_NODEV, "size=1m,mode=0755")
    staged = {}
    for number, (target, source) in enumerate(sources.items()):
        place = f"{STAGE}/{number}"
        if stat.S_ISDIR(os.fstat(source).st_mode):
            os.mkdir(place, 0o755)
        else:
            os.close(os.open(place, os.O_CREAT, 0o644))
        box.mount(f"/proc/self/fd/{source}", place, None, box.MS_BIND)
        staged[target] = place
    return staged


def main() -> None:
    """Build the jail and become the fork server in it; a host that refuses is told in one sentence."""
    spec = json.loads(sys.argv[1])
    try:
        _become_server(spec, bindings(spec))
    except OSError as error:
        sys.exit(f"the box cannot be built here: {error.strerror or error}")


def _become_server(spec: dict[str, Any], where: dict[str, str]) -> None:
    if shutil.which("bwrap") is None:
        sys.exit("bubblewrap is not installed: apt-get install bubblewrap")
    own = users.Namespace()
    if os.geteuid() == 0:
        where = stage(where)
        own = users.made_by_root(spec["user"])
        users.become(spec["user"])
        own = own.tried([*bubblewrap_arguments(spec, where, own), spec["python"], "-I", "-S", "-c", ""])
    print(json.dumps({"why_one_user": own.why}), flush=True)  # not through the jail, whose kernels could read it
    os.set_inheritable(spec["listener"], True)
    arguments = [*bubblewrap_arguments(spec, where, own), *server_arguments(spec, own)]
    os.execvpe("bwrap", arguments, {"PATH": os.environ.get("PATH", "/usr/bin:/bin")})  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
