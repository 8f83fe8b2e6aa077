"""The filter of system calls: read as a program, applied alone, and met by raw calls inside the box."""

from __future__ import annotations

import errno
import platform
import resource
import socket
import struct
from collections.abc import Callable
from typing import Any

import pyseccomp
import pytest

from examiner.kernels.inside import syscalls
from examiner.kernels.session import KernelSession

Child = Callable[[str], Any]
Tell = Callable[[KernelSession, str], Any]

ALLOW, EPERM, ENOSYS, KILL = "allow", "EPERM", "ENOSYS", "kill"
GARBAGE = 0xDEADBEEF << 32  # in the upper half of a register, which the operating system ignores for an int
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ARCHITECTURE = ARCHITECTURES.get(platform.machine(), 0)
I386, X32_BIT = 0x40000003, 0x40000000

only_known = pytest.mark.skipif(not ARCHITECTURE, reason="numbers of this architecture are not in the test")
only_x86 = pytest.mark.skipif(platform.machine() != "x86_64", reason="about x86-64")


def verdict(number: int, arguments: tuple[int, ...] = (), architecture: int | None = None) -> str:
    """Run the filter over one call, as the operating system would."""
    data = struct.pack("iIQ6Q", number, architecture or ARCHITECTURE, 0, *(arguments + (0,) * 6)[:6])
    program = list(struct.iter_unpack("HBBI", syscalls.compiled()))
    accumulator, place = 0, 0
    while True:
        code, yes, no, value = program[place]
        place += 1
        if code == 0x20:  # load a word
            (accumulator,) = struct.unpack_from("I", data, value)
        elif code == 0x54:  # and
            accumulator &= value
        elif code == 0x05:  # jump
            place += value
        elif code in (0x15, 0x25, 0x35, 0x45):  # jump if equal, greater, at least, any bit set
            met = {
                0x15: accumulator == value,
                0x25: accumulator > value,
                0x35: accumulator >= value,
                0x45: bool(accumulator & value),
            }[code]
            place += yes if met else no
        else:
            assert code == 0x06, hex(code)
            action, number = value & 0xFFFF0000, value & 0xFFFF
            if action == 0x00050000:
                return errno.errorcode[number]
            return {0x7FFF0000: ALLOW, 0: KILL, 0x80000000: KILL}[action]


def call(name: str, *arguments: int) -> str:
    """The filter's verdict on a call by name."""
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    assert number >= 0, name
    return verdict(number, arguments)


# -- the program ---------------------------------------------------------------------------------------


def here(names: tuple[str, ...]) -> list[str]:
    """Those that this architecture has."""
    return [name for name in names if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) >= 0]


@only_known
def test_calls_that_could_change_the_box_are_refused() -> None:
    assert {name: call(name) for name in here(syscalls.FORBIDDEN)} == dict.fromkeys(here(syscalls.FORBIDDEN), EPERM)


@only_known
def test_calls_with_another_way_to_fall_back_to_are_unknown() -> None:
    assert {name: call(name) for name in here(syscalls.UNKNOWN)} == dict.fromkeys(here(syscalls.UNKNOWN), ENOSYS)


@only_known
def test_what_notebooks_need_is_allowed() -> None:
    needed = (
        "read",
        "write",
        "openat",
        "close",
        "mprotect",
        "munmap",
        "brk",
        "futex",
        "execve",
        "wait4",
        "kill",
        "tgkill",
    )
    needed += (
        "pipe2",
        "dup3",
        "epoll_pwait",
        "eventfd2",
        "sendmsg",
        "recvmsg",
        "connect",
        "bind",
        "getrandom",
        "statx",
    )
    needed += (
        "sched_setaffinity",
        "madvise",
        "mremap",
        "ftruncate",
        "clock_nanosleep",
        "rseq",
        "prctl",
        "pidfd_open",
        "fsync",
    )
    assert {name: call(name) for name in needed} == dict.fromkeys(needed, ALLOW)


@only_known
@pytest.mark.parametrize("bit", [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000, 0x80])
def test_clone_makes_processes_and_threads_but_no_namespaces(bit: int) -> None:
    thread = 0x3D0F00  # what a C library asks for
    assert (call("clone", 17), call("clone", thread), call("clone", 0x4111)) == (ALLOW, ALLOW, ALLOW)
    assert (call("clone", bit | 17), call("clone", bit | thread), call("clone", bit | GARBAGE)) == (EPERM,) * 3


@only_known
def test_sockets_are_unix_and_plain_internet_ones_only() -> None:
    allowed = [
        (family, kind | flags, protocol)
        for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)
        for kind, protocol in ((1, 0), (2, 0), (1, 6), (2, 17))
        for flags in (0, socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK)
    ]
    assert {arguments: call("socket", *arguments) for arguments in allowed} == dict.fromkeys(allowed, ALLOW)
    assert call("socket", socket.AF_UNIX, socket.SOCK_SEQPACKET, 0) == ALLOW
    for family in set(range(syscalls.MOST_FAMILY)) - {1, 2, 10}:
        assert call("socket", family, 2, 0) == call("socket", family | GARBAGE, 2 | GARBAGE, 0) == EPERM


@only_known
@pytest.mark.parametrize("garbage", [0, GARBAGE])
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
@pytest.mark.parametrize(
    ("kind", "protocol"),
    [
        (3, 0),
        (3, 1),
        (3, 255),
        (10, 0),
        (5, 132),
        (1, 132),
        (6, 33),
        (6, 0),
        (1, 262),
        (2, 1),
        (2, 136),
        (2, 58),
        (2, -1 % 2**32),
    ],
    ids=[
        "raw",
        "raw icmp",
        "raw any",
        "packet",
        "sctp",
        "sctp stream",
        "dccp",
        "dccp by kind",
        "mptcp",
        "ping",
        "udplite",
        "ping 6",
        "negative",
    ],
)
def test_rare_protocols_are_refused(kind: int, protocol: int, family: int, garbage: int) -> None:
    assert call("socket", family | garbage, kind | garbage, protocol | garbage) == EPERM


@only_known
def test_pairs_of_sockets_are_unix_ones() -> None:
    assert call("socketpair", socket.AF_UNIX, 1, 0) == ALLOW
    assert {call("socketpair", family | garbage, 1, 0) for family in (2, 10, 16, 30) for garbage in (0, GARBAGE)} == {
        EPERM
    }


@only_known
def test_memory_that_no_limit_counts_is_refused() -> None:
    private, shared, anonymous, validate = 2, 1, 0x20, 3
    assert call("mmap", 0, 4096, 3, private | anonymous) == call("mmap", 0, 4096, 3, shared, 5) == ALLOW
    assert call("mmap", 0, 4096, 3, private | 0x4000 | anonymous) == ALLOW
    for flags in (shared | anonymous, validate | anonymous, shared | anonymous | 0x40000, private | anonymous | 0x100):
        assert call("mmap", 0, 4096, 3, flags) == call("mmap", 0, 4096, 3, flags | GARBAGE) == EPERM


@only_known
@pytest.mark.parametrize("core", [resource.RLIMIT_CORE, resource.RLIMIT_CPU])
def test_the_limits_on_core_dumps_and_cpu_can_be_read_and_not_set(core: int) -> None:
    pointer = 0x7FFF12345678
    assert call("prlimit64", 0, core, 0, pointer) == ALLOW
    assert call("prlimit64", 0, resource.RLIMIT_NOFILE, pointer, 0) == ALLOW
    assert call("prlimit64", 0, core, pointer, 0) == call("prlimit64", 0, core | GARBAGE, pointer, 0) == EPERM
    assert call("setrlimit", core, pointer) == EPERM


@only_known
def test_files_that_are_shared_with_the_host_cannot_be_watched_or_leased() -> None:
    assert call("fcntl", 5, 6) == call("fcntl", 5, 1030) == ALLOW  # F_SETLK, F_DUPFD_CLOEXEC
    assert {call("fcntl", 5, command | garbage) for command in (1024, 1026) for garbage in (0, GARBAGE)} == {EPERM}
    assert call("inotify_init1", 0) == ENOSYS


@only_known
def test_nothing_can_be_typed_into_a_terminal() -> None:
    assert call("ioctl", 0, 0x5413) == ALLOW  # TIOCGWINSZ
    assert {
        call("ioctl", 0, request | garbage) for request in (0x5412, 0x541C, 0x5423) for garbage in (0, GARBAGE)
    } == {EPERM}


@only_known
def test_calls_newer_than_this_program_are_unknown() -> None:
    assert {verdict(number) for number in range(syscalls.NEWEST_CALL + 1, 1024)} == {ENOSYS}
    assert verdict(-1) != ALLOW


@only_x86
def test_the_other_ways_into_the_operating_system_are_shut() -> None:
    assert {verdict(number | X32_BIT) for number in (*range(500), 512, 520, 547)} == {ENOSYS}
    assert {verdict(number, architecture=I386) for number in range(syscalls.NEWEST_CALL)} == {KILL}


# -- the layer alone -----------------------------------------------------------------------------------


def test_the_filter_alone_stops_root_and_reaches_threads_and_children(child: Child) -> None:
    code = """
        import subprocess, threading
        syscalls.filter_syscalls()
        found = []
        def attempt():
            found.append([box.libc.unshare(flags) == -1 and ctypes.get_errno() for flags in (box.CLONE_NEWUSER, box.CLONE_NEWNS)])
        attempt()
        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
        status = open("/proc/self/status").read()
        inner = subprocess.run(["unshare", "-U", "true"], capture_output=True).returncode
        say([found, "Seccomp:\\t2" in status, "NoNewPrivs:\\t1" in status, inner != 0])
    """
    assert child(code) == [[[1, 1], [1, 1]], True, True, True]


def test_the_filter_cannot_be_taken_off(child: Child) -> None:
    code = """
        syscalls.filter_syscalls()
        say([box.prctl(box.PR_SET_SECCOMP, 0), box.prctl(box.PR_SET_NO_NEW_PRIVS, 0), box.libc.unshare(box.CLONE_NEWUSER)])
    """
    assert child(code) == [-1, -1, -1]


def test_without_the_filter_the_same_calls_do_something(child: Child) -> None:
    code = """
        import mmap
        mmap.mmap(-1, 4096).close()
        os.close(os.memfd_create("x"))
        say(box.libc.shmget(0, 4096, 0o1600) >= 0)
    """
    assert child(code) is True


# -- inside the box ------------------------------------------------------------------------------------

RAW = """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
def raw(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(*[ctypes.c_ulong(a & 0xFFFFFFFFFFFFFFFF) for a in (number, *arguments)])
    return "ok" if result >= 0 else errno.errorcode[ctypes.get_errno()]
"""
# Arguments with which each would do something if it were let through.
CALLS: dict[str, tuple[int, ...]] = {
    "unshare": (0x10000000,),
    "clone": (0x10000000 | 17, 0, 0, 0, 0),
    "clone3": (0, 88),
    "setns": (0, 0),
    "ptrace": (0, 0, 0, 0),
    "mount": (0, 0, 0, 0, 0),
    "umount2": (0, 0),
    "pivot_root": (0, 0),
    "chroot": (0,),
    "keyctl": (0, -3, 1),
    "add_key": (0, 0, 0, 0, -3),
    "request_key": (0, 0, 0, 0),
    "bpf": (0, 0, 0),
    "perf_event_open": (0, 0, -1, -1, 0),
    "userfaultfd": (1,),
    "io_uring_setup": (8, 0),
    "process_vm_readv": (1, 0, 0, 0, 0, 0),
    "process_vm_writev": (1, 0, 0, 0, 0, 0),
    "name_to_handle_at": (-100, 0, 0, 0, 0),
    "open_by_handle_at": (0, 0, 0),
    "personality": (0xFFFFFFFF,),
    "fsopen": (0, 0),
    "open_tree": (-100, 0, 0),
    "move_mount": (0, 0, 0, 0, 0),
    "mount_setattr": (0, 0, 0, 0, 0),
    "pidfd_getfd": (0, 0, 0),
    "kcmp": (1, 1, 0, 0, 0),
    "init_module": (0, 0, 0),
    "kexec_load": (0, 0, 0, 0),
    "reboot": (0, 0, 0, 0),
    "syslog": (10, 0, 0),
    "settimeofday": (0, 0),
    "clock_settime": (0, 0),
    "sethostname": (0, 0),
    "memfd_create": (0, 0),
    "shmget": (0, 4096, 0o1600),
    "semget": (0, 1, 0o1600),
    "msgget": (0, 0o1600),
    "io_setup": (1, 0),
    "vmsplice": (0, 0, 0, 0),
    "sync": (),
    "fanotify_init": (0, 0),
    "mq_open": (0, 0o100, 0o600, 0),
}


def test_raw_calls_inside_the_box_are_refused(kernel: KernelSession, tell: Tell) -> None:
    numbers = {
        name: (number, *arguments)
        for name, arguments in CALLS.items()
        if (number := pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)) >= 0
    }
    found = tell(kernel, f"{RAW}\nsay({{name: raw(*call) for name, call in {numbers!r}.items()}})")
    expected = {name: ENOSYS if name in syscalls.UNKNOWN else EPERM for name in numbers}
    assert found == expected


def test_sockets_of_other_families_are_refused_inside_the_box(kernel: KernelSession, tell: Tell) -> None:
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, "socket")
    families = {
        "netlink": 16,
        "packet": 17,
        "vsock": 40,
        "alg": 38,
        "bluetooth": 31,
        "can": 29,
        "xdp": 44,
        "key": 15,
        "tipc": 30,
    }
    code = f"""{RAW}
garbage = {GARBAGE}
say({{name: [raw({number}, family, 3, 0), raw({number}, family | garbage, 2 | garbage, 0)] for name, family in {families!r}.items()}})
"""
    assert tell(kernel, code) == {name: [EPERM, EPERM] for name in families}


def test_a_new_namespace_cannot_be_had_with_garbage_in_the_register(kernel: KernelSession, tell: Tell) -> None:
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, "clone")
    code = f"{RAW}\nsay([raw({number}, {GARBAGE} | 0x10000000 | 17, 0, 0, 0, 0), raw({number}, {GARBAGE} | 0x20000 | 17, 0, 0, 0, 0)])"
    assert tell(kernel, code) == [EPERM, EPERM]


@only_x86
def test_x32_calls_are_unknown_inside_the_box(kernel: KernelSession, tell: Tell) -> None:
    assert tell(kernel, f"{RAW}\nsay([raw({X32_BIT} | n) for n in (39, 101, 165, 272)])") == [ENOSYS] * 4


@only_x86
def test_i386_calls_end_the_process_that_makes_them(kernel: KernelSession, tell: Tell) -> None:
    code = """
        import ctypes, mmap, os
        pid = os.fork()
        if pid == 0:
            page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
            page.write(b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3")  # mov eax, 20 (getpid); int 0x80; ret
            ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
            os._exit(0)
        say(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    """
    assert tell(kernel, code) in (-31, -11)  # SIGSYS; SIGSEGV where the host does not know these calls at all
