"""The box: what a forked kernel does to itself before it runs a student's first line.

The fork server already lives in a jail made by bubblewrap: an unprivileged user, a read-only system, no
network. Each kernel then leaves even that behind, in this order, because each step needs what the next
one takes away:

1. ``enter_namespaces``   own user, pid, mount, network, ipc, uts and cgroup namespaces
2. ``private_mounts``     own /proc, and size-limited /tmp, /submission and /dev/shm
3. ``set_limits``         rlimits on memory, processes, files, output and CPU
4. ``drop_privileges``    every capability, the bounding set, and the way back (no_new_privs)
5. ``filter_syscalls``    no new namespaces, mounts, tracing, keys, BPF, raw sockets ...

Each function does one layer and can be tested with the others off. Linux and the C library only.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import socket
from typing import Any

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS = 0x00020000, 0x02000000, 0x04000000
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x08000000, 0x10000000, 0x20000000, 0x40000000
NAMESPACES = (
    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP
)
CLONE_NEWTIME = 0x00000080
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, PR_SET_SECUREBITS = 47, 4, 28
SECURE_LOCKED = 0xEF  # noroot, no_setuid_fixup, no_cap_ambient_raise, and no keep_caps: all locked
LAST_CAP = 63
INSIDE_UID = 1000
MIB = 1 << 20

libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


def prctl(option: int, *args: int) -> int:
    """Call prctl(2) and return its result."""
    padded = [ctypes.c_ulong(a) for a in (*args, 0, 0, 0, 0)[:4]]
    return int(libc.prctl(option, *padded))


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    import signal

    _check(prctl(PR_SET_PDEATHSIG, signal.SIGKILL), "prctl(PR_SET_PDEATHSIG)")


def enter_namespaces() -> None:
    """Leave for new namespaces; the next child is process 1 of its own.

    Raises
    ------
    OSError
        If the host refuses; the text names the call.
    """
    uid, gid = os.geteuid(), os.getegid()
    _check(libc.unshare(NAMESPACES), "unshare")
    # Written by ourselves: a single-line map of our own user needs no privilege outside.
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{INSIDE_UID} {uid} 1"),
        ("gid_map", f"{INSIDE_UID} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    name = b"box"
    _check(libc.sethostname(name, len(name)), "sethostname")


def _mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    result = libc.mount(
        source.encode(), target.encode(), kind.encode() if kind else None, ctypes.c_ulong(flags), data.encode()
    )
    _check(result, f"mount {kind or source} on {target}")


def private_mounts(disk_mib: int) -> None:
    """Mount an own /proc and fresh, size-limited /submission, /tmp and /dev/shm.

    Parameters
    ----------
    disk_mib : int
        Size of /submission and of /tmp, each, in MiB. The number of files is limited with it.
    """
    _mount("none", "/", None, MS_REC | MS_PRIVATE)
    _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    owner = f"uid={INSIDE_UID},gid={INSIDE_UID},mode=0700"
    inodes = max(1024, disk_mib * 32)
    for target in ("/submission", "/tmp"):  # noqa: S108 - the box's own /tmp
        _mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, f"size={disk_mib}m,nr_inodes={inodes},{owner}")
    shm = f"size={min(disk_mib, 64)}m,nr_inodes=1024,{owner}"
    _mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, shm)  # noqa: S108


def set_limits(limits: dict[str, Any]) -> None:
    """Set the rlimits of this process and of all it starts.

    Memory is limited as private writable memory (RLIMIT_DATA) above what the warm process already
    maps, so that the size of the preloaded libraries is nobody's fault.
    """
    data = _status_kib("VmData") * 1024 + limits["memory_mib"] * MIB
    cpu = int(limits["notebook_seconds"]) + 30
    table = {
        resource.RLIMIT_DATA: (data, data),
        resource.RLIMIT_NPROC: (limits["processes"], limits["processes"]),
        resource.RLIMIT_NOFILE: (limits["open_files"], limits["open_files"]),
        resource.RLIMIT_FSIZE: (limits["disk_mib"] * MIB, limits["disk_mib"] * MIB),
        resource.RLIMIT_CPU: (cpu, cpu),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_MEMLOCK: (0, 0),
        resource.RLIMIT_MSGQUEUE: (0, 0),
        resource.RLIMIT_NICE: (0, 0),
        resource.RLIMIT_RTPRIO: (0, 0),
        resource.RLIMIT_SIGPENDING: (1024, 1024),
    }
    for kind, (soft, hard) in table.items():
        most = resource.getrlimit(kind)[1]
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        resource.setrlimit(kind, (soft, hard))


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
    _check(prctl(PR_SET_SECUREBITS, SECURE_LOCKED), "prctl(PR_SET_SECUREBITS)")
    for capability in range(LAST_CAP + 1):
        if prctl(PR_CAPBSET_DROP, capability) != 0 and ctypes.get_errno() == errno.EINVAL:
            break  # past the last one this host knows
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = _CapHeader(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3
    empty = (ctypes.c_uint32 * 6)()
    _check(libc.capset(ctypes.byref(header), ctypes.byref(empty)), "capset")
    _check(prctl(PR_SET_NO_NEW_PRIVS, 1), "prctl(PR_SET_NO_NEW_PRIVS)")


# Refused with EPERM: what would change the box, look into or act on other processes, reach hardware or
# the machine's clock, or open a part of the operating system with a long record of holes.
FORBIDDEN_CALLS = (
    *("unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree"),
    *("fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "name_to_handle_at", "open_by_handle_at"),
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd"),
    *("keyctl", "add_key", "request_key", "bpf", "perf_event_open", "userfaultfd", "personality"),
    *("init_module", "finit_module", "delete_module", "create_module", "kexec_load", "kexec_file_load"),
    *("reboot", "swapon", "swapoff", "syslog", "acct", "quotactl", "quotactl_fd", "nfsservctl", "uselib"),
    *("settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "stime", "iopl", "ioperm", "vhangup"),
    *("mbind", "set_mempolicy", "migrate_pages", "move_pages", "lookup_dcookie", "fanotify_init"),
    *("modify_ldt", "vm86", "vm86old", "mknod", "mknodat", "sethostname", "setdomainname", "_sysctl"),
    *("memfd_secret", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"),
)
# Refused as if the host did not know them, so that callers fall back to a way that is filtered.
UNKNOWN_CALLS = ("clone3", "io_uring_setup", "io_uring_enter", "io_uring_register")
SOCKET_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)
TIOCSTI, TIOCLINUX = 0x5412, 0x541C


def filter_syscalls() -> None:
    """Install the seccomp filter on this thread and all that it starts.

    Raises
    ------
    OSError
        If the filter cannot be loaded.
    """
    import pyseccomp as seccomp  # type: ignore[import-untyped,import-not-found,unused-ignore]

    refuse, unknown = seccomp.ERRNO(errno.EPERM), seccomp.ERRNO(errno.ENOSYS)
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in FORBIDDEN_CALLS:
        _add(rules, refuse, name)
    for name in UNKNOWN_CALLS:
        _add(rules, unknown, name)
    new_namespace = NAMESPACES | CLONE_NEWTIME
    for bit in (1 << n for n in range(32) if new_namespace >> n & 1):
        _add(rules, refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, bit, bit))
    # The address family is compared as 32 bits: the kernel ignores the upper half of the register.
    for family in range(64):
        if family not in SOCKET_FAMILIES:
            _add(rules, refuse, "socket", seccomp.Arg(0, seccomp.MASKED_EQ, 0xFFFFFFFF, family))
    _add(rules, refuse, "socket", seccomp.Arg(1, seccomp.MASKED_EQ, 0xF, int(socket.SOCK_RAW)))
    _add(rules, refuse, "socket", seccomp.Arg(1, seccomp.MASKED_EQ, 0xF, 10))  # SOCK_PACKET
    for request in (TIOCSTI, TIOCLINUX):
        _add(rules, refuse, "ioctl", seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, request))
    rules.load()


def _add(rules: Any, action: int, name: str, *conditions: Any) -> None:
    import pyseccomp as seccomp

    try:
        number = seccomp.resolve_syscall(seccomp.Arch.NATIVE, name)
    except (RuntimeError, ValueError, OSError):
        return  # a name this version of the library does not know
    if number >= 0:  # below zero: a call this architecture does not have
        rules.add_rule(action, number, *conditions)


def close_descriptors(keep: set[int]) -> None:
    """Close every descriptor but 0-2 and ``keep``, so that nothing of the fork server is inherited."""
    for name in os.listdir("/proc/self/fd"):
        fd = int(name)
        if fd > 2 and fd not in keep:
            with contextlib.suppress(OSError):
                os.close(fd)
