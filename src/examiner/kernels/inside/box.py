"""The box: what a forked kernel does to itself before it runs a student's first line.

The fork server already lives in a jail made by bubblewrap: an unprivileged user, a read-only system, no
network. Each kernel then leaves even that behind, in this order, because each step needs what the next
one takes away:

1. ``enter_namespaces``   own user, pid, network, ipc, uts and cgroup namespaces
2. ``private_mounts``     own mount namespace, /proc, and size-limited /tmp, /submission and /dev/shm
3. ``set_limits``         rlimits on memory, processes, files, output and CPU
4. ``drop_privileges``    every capability, the bounding set, and the way back (no_new_privs)
5. ``filter_syscalls``    no new namespaces, mounts, tracing, keys, BPF, raw sockets ... (in ``syscalls``)

Each function does one layer and can be tested with the others off. Linux and the C library only.
"""

# ruff: noqa: S108 - every /tmp here is the box's own

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import signal

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS = 0x00020000, 0x02000000, 0x04000000
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x08000000, 0x10000000, 0x20000000, 0x40000000
NAMESPACES = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, PR_SET_SECUREBITS = 47, 4, 28
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
SECURE_LOCKED = 0xEF  # noroot, no_setuid_fixup, no_cap_ambient_raise, and no keep_caps: all locked
LAST_CAP = 63
BITS32 = 0xFFFFFFFF  # the operating system ignores the upper half of an int argument's register: so must we
INSIDE_UID = 1000
MIB = 1 << 20
STACK_MIB = 8
TERMINALS = 16  # each `!command` of IPython takes one while it runs; the host has some thousands for everybody
# What stays of /proc beside the processes and the links: libraries ask for the size of the machine.
KEPT_IN_PROC = {"cpuinfo", "filesystems", "loadavg", "meminfo", "stat", "sys", "uptime", "version", "vmstat"}
OOM_SCORE = 500  # a host that runs out of memory takes a student's kernel first

libc = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> None:
    """Raise the error that a call of the C library left behind, if it failed."""
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


def prctl(option: int, *args: int) -> int:
    """Call prctl(2) and return its result."""
    padded = [ctypes.c_ulong(a) for a in (*args, 0, 0, 0, 0)[:4]]
    return int(libc.prctl(option, *padded))


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    check(prctl(PR_SET_PDEATHSIG, signal.SIGKILL), "prctl(PR_SET_PDEATHSIG)")


def enter_namespaces() -> None:
    """Leave for new namespaces; the next child is process 1 of its own.

    All but the mount namespace, which the child leaves by itself in :func:`private_mounts`: its keeper goes on
    seeing the jail's /proc, where the child has a number.

    Raises
    ------
    OSError
        If the host refuses; the text names the call.
    """
    uid, gid = os.geteuid(), os.getegid()
    check(libc.unshare(NAMESPACES), "unshare")
    # Written by ourselves: a single-line map of our own user needs no privilege outside.
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{INSIDE_UID} {uid} 1"),
        ("gid_map", f"{INSIDE_UID} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    host = b"box"
    check(libc.sethostname(host, len(host)), "sethostname")


def mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """Call mount(2)."""
    result = libc.mount(
        source.encode(), target.encode(), kind.encode() if kind else None, ctypes.c_ulong(flags), data.encode()
    )
    check(result, f"mount {kind or source} on {target}")


def private_mounts(figures: dict[str, int]) -> None:
    """Mount own /proc and /dev/pts, and fresh, size-limited /submission, /tmp and /dev/shm.

    Parameters
    ----------
    figures : dict of str to int
        As the budget reckons them; the keys that begin with disk, submission and shared are used.
    """
    check(libc.unshare(CLONE_NEWNS), "unshare(CLONE_NEWNS)")
    mount("none", "/", None, MS_REC | MS_PRIVATE)
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    owner = f"uid={INSIDE_UID},gid={INSIDE_UID},mode=0700"
    for target, kind in (("/submission", "submission"), ("/tmp", "disk")):
        size = f"size={figures[f'{kind}_mib']}m,nr_inodes={figures[f'{kind}_inodes']},{owner}"
        mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, size)
    shm = f"size={figures['shared_mib']}m,nr_inodes={figures['shared_inodes']},{owner}"
    mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, shm)
    # All kernels would see the jail's terminals. The host counts those of all boxes together: each has its share.
    terminals = f"newinstance,ptmxmode=0666,mode=0620,max={TERMINALS}"
    mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, terminals)
    # A shared mapping of /dev/zero is memory that no limit counts. /dev/full reads as zeros and cannot be mapped.
    mount("/dev/full", "/dev/zero", None, MS_BIND)
    _hide_the_machine()


def _hide_the_machine() -> None:
    """Cover what /proc tells of the host, and make its settings read-only."""
    mount("/proc/sys", "/proc/sys", None, MS_BIND)
    mount("none", "/proc/sys", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)
    for entry in list(os.scandir("/proc")):
        if entry.name.isdigit() or entry.name in KEPT_IN_PROC or entry.is_symlink():
            continue
        if entry.is_dir():
            mount("tmpfs", entry.path, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k,mode=0555")
        else:
            mount("/dev/null", entry.path, None, MS_BIND)


def set_limits(figures: dict[str, int]) -> None:
    """Set the rlimits of this process and of all it starts.

    Memory is limited as private writable memory (RLIMIT_DATA) above what the warm process already
    maps, so that the size of the preloaded libraries is nobody's fault.
    """
    data = _status_kib("VmData") * 1024 + figures["data_mib"] * MIB
    cpu = figures["cpu_seconds"]
    table = {
        resource.RLIMIT_DATA: (data, data),
        resource.RLIMIT_NPROC: (figures["processes"], figures["processes"]),
        resource.RLIMIT_NOFILE: (figures["open_files"], figures["open_files"]),
        resource.RLIMIT_FSIZE: (figures["file_mib"] * MIB, figures["file_mib"] * MIB),
        resource.RLIMIT_CPU: (cpu, cpu),
        resource.RLIMIT_STACK: (STACK_MIB * MIB, 8 * STACK_MIB * MIB),
        resource.RLIMIT_CORE: (1, 1),  # 1 means none, also where the host pipes core dumps to a program; 0 does not
        resource.RLIMIT_MEMLOCK: (0, 0),
        resource.RLIMIT_MSGQUEUE: (0, 0),
        resource.RLIMIT_NICE: (0, 0),
        resource.RLIMIT_RTPRIO: (0, 0),
        resource.RLIMIT_SIGPENDING: (1024, 1024),
    }
    for kind, (soft, hard) in table.items():
        most = resource.getrlimit(kind)[1]
        if most != resource.RLIM_INFINITY:
            soft, hard = (min(value, most) if value != resource.RLIM_INFINITY else most for value in (soft, hard))
        resource.setrlimit(kind, (soft, hard))
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write(str(OOM_SCORE))


def _status_kib(field: str, pid: str = "self") -> int:
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            if line.startswith(f"{field}:"):
                return int(line.split()[1])
    return 0


class _CapHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def drop_privileges() -> None:
    """Give up every capability, for good, and the way to regain any."""
    check(prctl(PR_SET_SECUREBITS, SECURE_LOCKED), "prctl(PR_SET_SECUREBITS)")
    for capability in range(LAST_CAP + 1):
        if prctl(PR_CAPBSET_DROP, capability) != 0 and ctypes.get_errno() == errno.EINVAL:
            break  # past the last one this host knows
    drop_capabilities()
    check(prctl(PR_SET_NO_NEW_PRIVS, 1), "prctl(PR_SET_NO_NEW_PRIVS)")


def drop_capabilities() -> None:
    """Give up every capability that this process holds."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = _CapHeader(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3
    empty = (ctypes.c_uint32 * 6)()
    check(libc.capset(ctypes.byref(header), ctypes.byref(empty)), "capset")


def close_descriptors(keep: set[int]) -> None:
    """Close every descriptor but 0-2 and ``keep``, so that nothing of the fork server is inherited."""
    for name in os.listdir("/proc/self/fd"):
        fd = int(name)
        if fd > 2 and fd not in keep:
            with contextlib.suppress(OSError):
                os.close(fd)
