"""The last layer of the box: which system calls a kernel may make.

A list of what is refused, not of what is allowed: libraries call what they like, and what is left after the other
layers (no privilege, no network, own everything) is refused only where it would

- change the box, look into other processes, or reach hardware or the machine's clock;
- hold memory that neither RLIMIT_DATA nor the keeper sees;
- use up what all of the host shares;
- enter a part of the operating system with a long record of holes.

Calls that are newer than this file are refused too.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import resource
import socket
import struct
import tempfile
from collections.abc import Iterator
from typing import Any

from . import box

# Refused with EPERM.
FORBIDDEN = (
    # the box itself
    *("unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree"),
    *("fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "name_to_handle_at", "open_by_handle_at"),
    *("mknod", "mknodat", "sethostname", "setdomainname", "landlock_create_ruleset", "landlock_add_rule"),
    *("landlock_restrict_self", "personality"),
    # other processes
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd"),
    # the machine
    *("init_module", "finit_module", "delete_module", "create_module", "kexec_load", "kexec_file_load"),
    *("reboot", "swapon", "swapoff", "syslog", "acct", "quotactl", "quotactl_fd", "nfsservctl", "uselib", "_sysctl"),
    *("settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "stime", "iopl", "ioperm", "vhangup"),
    *("mbind", "set_mempolicy", "set_mempolicy_home_node", "migrate_pages", "move_pages", "sync", "syncfs"),
    # a long record of holes
    *("keyctl", "add_key", "request_key", "bpf", "perf_event_open", "userfaultfd", "lookup_dcookie"),
    *("fanotify_init", "modify_ldt", "vm86", "vm86old", "remap_file_pages"),
    # memory that nobody counts
    *("memfd_secret", "vmsplice"),
)
# Refused as if the host did not know them, so that callers fall back to a way that is filtered or counted.
UNKNOWN = (
    *("clone3", "io_uring_setup", "io_uring_enter", "io_uring_register", "memfd_create"),
    *("shmget", "shmat", "shmctl", "shmdt", "semget", "semop", "semtimedop", "semctl"),
    *("msgget", "msgsnd", "msgrcv", "msgctl", "mq_open", "inotify_init", "inotify_init1"),
    *("io_setup", "io_destroy", "io_submit", "io_cancel", "io_getevents", "io_pgetevents"),
)
NEWEST_CALL = 466  # removexattrat, Linux 6.13; numbers from 424 on are the same on all architectures
SOCKET_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)
MOST_FAMILY = 64
PROTOCOLS = {0, socket.IPPROTO_TCP, socket.IPPROTO_UDP}
RAW_KINDS = (socket.SOCK_RAW, 10)  # SOCK_PACKET
OTHER_KINDS = (4, 5, 6)  # SOCK_RDM, SOCK_SEQPACKET, SOCK_DCCP
FILE_EVENTS = (1024, 1026)  # F_SETLEASE, F_NOTIFY: Python's own files are the host's too
TERMINAL_TRICKS = (0x5412, 0x541C, 0x5423)  # TIOCSTI, TIOCLINUX, and TIOCSETD, which loads drivers
MAP_SHARED, MAP_ANONYMOUS, MAP_GROWSDOWN = 0x01, 0x20, 0x100
CLONE_NEWTIME = 0x00000080
NAMESPACES = box.NAMESPACES | box.CLONE_NEWNS | CLONE_NEWTIME
SET_MODE_FILTER, NEW_LISTENER, USER_NOTIFICATION = 1, 8, 0x7FC00000
ENOSYS_ABOVE = (
    (0x20, 0, 0, 0),  # load the call's number
    (0x35, 0, 1, NEWEST_CALL + 1),  # below: skip the next
    (0x06, 0, 0, 0x00050000 | errno.ENOSYS),
)


def filter_syscalls() -> int | None:
    """Install the filter on this thread and all that it starts.

    Returns
    -------
    int or None
        A descriptor where the operating system asks about ``flock`` (see ``locks``); None where it cannot be asked to.

    Raises
    ------
    OSError
        If the operating system refuses the filter.
    """
    box.check(box.prctl(box.PR_SET_NO_NEW_PRIVS, 1), "prctl(PR_SET_NO_NEW_PRIVS)")
    number, program = asking()
    with _as_argument(program) as address:
        listener = int(
            box.libc.syscall(number, SET_MODE_FILTER, ctypes.c_ulong(NEW_LISTENER), ctypes.c_void_p(address))
        )
    if listener >= 0:
        return listener
    with _as_argument(compiled()) as address:
        box.check(box.prctl(box.PR_SET_SECCOMP, box.SECCOMP_MODE_FILTER, address), "prctl(PR_SET_SECCOMP)")
    return None


@contextlib.contextmanager
def _as_argument(program: bytes) -> Iterator[int]:
    """Lay a BPF program out as the operating system takes it; it stays at the address until the block ends."""
    code = ctypes.create_string_buffer(program, len(program))
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code)))
    yield ctypes.addressof(head)


@functools.cache
def asking() -> tuple[int, bytes]:
    """Return the number of the system call that installs a filter, and one that asks about ``flock``."""
    import pyseccomp as seccomp

    number, flock = (seccomp.resolve_syscall(seccomp.Arch.NATIVE, name) for name in ("seccomp", "flock"))
    above = ((0x20, 0, 0, 0), (0x15, 0, 1, flock), (0x06, 0, 0, USER_NOTIFICATION))
    return number, b"".join(struct.pack("HBBI", *step) for step in above) + compiled()


@functools.cache
def compiled() -> bytes:
    """Return the filter as a BPF program; made once, in the fork server."""
    import pyseccomp as seccomp

    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    refuse, unknown = seccomp.ERRNO(errno.EPERM), seccomp.ERRNO(errno.ENOSYS)
    for names, action in ((FORBIDDEN, refuse), (UNKNOWN, unknown)):
        for name in names:
            _refuse(rules, action, name)
    _refuse_by_argument(rules, refuse)
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return b"".join(struct.pack("HBBI", *step) for step in ENOSYS_ABOVE) + file.read()


def _refuse_by_argument(rules: Any, refuse: int) -> None:
    import pyseccomp as seccomp

    def equal(argument: int, value: int, mask: int = box.BITS32) -> Any:
        return seccomp.Arg(argument, seccomp.MASKED_EQ, mask, value)

    for bit in (1 << n for n in range(32) if NAMESPACES >> n & 1):
        _refuse(rules, refuse, "clone", equal(0, bit, bit))
    for family in range(MOST_FAMILY):
        if family not in SOCKET_FAMILIES:
            _refuse(rules, refuse, "socket", equal(0, family))
        if family != socket.AF_UNIX:
            _refuse(rules, refuse, "socketpair", equal(0, family))
    for kind in RAW_KINDS:
        _refuse(rules, refuse, "socket", equal(1, kind, 0xF))
    for family in (socket.AF_INET, socket.AF_INET6):  # no SCTP, DCCP, MPTCP, ping ...
        for kind in OTHER_KINDS:
            _refuse(rules, refuse, "socket", equal(0, family), equal(1, kind, 0xF))
        for protocol in set(range(socket.IPPROTO_UDP)) - PROTOCOLS:
            _refuse(rules, refuse, "socket", equal(0, family), equal(2, protocol))
        _refuse(rules, refuse, "socket", equal(0, family), seccomp.Arg(2, seccomp.GT, socket.IPPROTO_UDP))
    for request in TERMINAL_TRICKS:
        _refuse(rules, refuse, "ioctl", equal(1, request))
    for command in FILE_EVENTS:
        _refuse(rules, refuse, "fcntl", equal(1, command))
    for flags in (MAP_SHARED | MAP_ANONYMOUS, MAP_GROWSDOWN):  # shared memory has no owner, a stack is no data
        _refuse(rules, refuse, "mmap", equal(3, flags, flags))
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_CPU):  # who reaches a CPU limit is killed as the host kills
        _refuse(rules, refuse, "setrlimit", equal(0, limit))
        _refuse(rules, refuse, "prlimit64", equal(1, limit), seccomp.Arg(2, seccomp.NE, 0))


def _refuse(rules: Any, action: int, name: str, *conditions: Any) -> None:
    import pyseccomp as seccomp

    number = seccomp.resolve_syscall(seccomp.Arch.NATIVE, name)
    if number >= 0:  # below zero: a call this architecture does not have
        rules.add_rule(action, number, *conditions)
