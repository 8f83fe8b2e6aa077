"""Each layer of the box with all the others off, in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from examiner.kernels.budget import KERNEL_MIB, Budget
from examiner.model import Limits

MOUNTS = Budget(Limits(disk_mib=3, files_mib=2)).figures()
Child = Callable[[str], Any]

# The code runs as the process that called it would become the box: root or an ordinary user, with no other layer.
IN_NAMESPACES = """
box.enter_namespaces()
ready, tell = os.pipe()
pid = os.fork()
if pid:
    os.close(tell)
    print(open(ready).read())
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 1)
def say(value):
    os.write(tell, json.dumps(value).encode())
    os._exit(0)
"""


# -- namespaces ----------------------------------------------------------------------------------------


def test_every_namespace_but_the_mounts_is_a_new_one(child: Child) -> None:
    code = """
        names = ("user", "net", "ipc", "uts", "cgroup", "mnt", "time")
        before = {name: os.readlink(f"/proc/self/ns/{name}") for name in names}
        box.enter_namespaces()
        say([name for name in names if os.readlink(f"/proc/self/ns/{name}") == before[name]])
    """
    assert child(code) == ["mnt", "time"]


def test_the_next_child_is_process_1(child: Child) -> None:
    assert child(IN_NAMESPACES + "say([os.getpid(), os.getuid(), os.getgid()])") == [1, 1000, 1000]


def test_the_network_has_not_even_a_loopback(child: Child) -> None:
    code = """
        box.enter_namespaces()
        lines = open("/proc/self/net/dev").read().splitlines()[2:]
        try:
            socket.create_connection(("127.0.0.1", 9), 1)
            number = 0
        except OSError as error: number = error.errno
        say([[line.split(":")[0].strip() for line in lines], number == errno.ENETUNREACH])
    """
    assert child(code) == [["lo"], True]


def test_one_user_is_mapped_and_no_group_can_be_taken(child: Child) -> None:
    code = """
        mine = os.getuid()
        box.enter_namespaces()
        maps = [open(f"/proc/self/{name}").read().split() for name in ("uid_map", "gid_map")]
        try: os.setgroups([0]); refused = False
        except OSError: refused = True
        say([maps[0] == ["1000", str(mine), "1"], len(maps[1]), open("/proc/self/setgroups").read(), refused])
    """
    assert child(code) == [True, 3, "deny\n", True]


def test_the_hostname_and_the_message_queues_are_own_ones(child: Child) -> None:
    assert child("box.enter_namespaces()\nsay(socket.gethostname())") == "box"


def test_no_privilege_reaches_outside_the_namespace(child: Child) -> None:
    code = """
        box.enter_namespaces()
        try: os.kill(os.getppid(), 9) if os.getuid() not in (0, 1000) else os.setuid(4242)
        except OSError as error: say(error.errno)
    """
    assert child(code) in (1, 22)


# -- mounts --------------------------------------------------------------------------------------------

# The folders that the jail would have; in a mount namespace of the test's own.
JAIL = """
libc = box.libc
uid, gid = os.getuid(), os.getgid()
if uid == 0:
    box.check(libc.unshare(box.CLONE_NEWNS), "unshare")
else:
    box.check(libc.unshare(box.CLONE_NEWNS | box.CLONE_NEWUSER), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
        open(f"/proc/self/{name}", "w").write(text)
box.mount("none", "/", None, box.MS_REC | box.MS_PRIVATE)
box.mount("tmpfs", "/mnt", "tmpfs", 0)
os.mkdir("/mnt/submission")
for name in ("proc", "dev", "tmp", "usr", "lib", "lib64", "bin", "etc", "root", "work", "home", "opt", "srv", "var"):
    if os.path.isdir(f"/{name}"):
        os.mkdir(f"/mnt/{name}")
        box.mount(f"/{name}", f"/mnt/{name}", None, box.MS_BIND | box.MS_REC)
import pyseccomp
os.chdir("/mnt")  # not chroot: whoever is in one gets no user namespace
box.check(libc.syscall(pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, "pivot_root"), b".", b"."), "pivot_root")
box.check(libc.umount2(b".", 2), "umount")
os.chdir("/")
"""


def test_private_mounts_are_small_and_cannot_hold_programs_with_privileges(child: Child) -> None:
    code = f"""{JAIL}{IN_NAMESPACES}
box.private_mounts({MOUNTS})
found = {{}}
for line in open("/proc/self/mountinfo"):
    words = line.split()
    found[words[4]] = [words[words.index("-") + 1], sorted(set(words[5].split(",")) & {{"ro", "rw", "nosuid", "nodev", "noexec"}})]
sizes = {{path: [os.statvfs(path).f_blocks * os.statvfs(path).f_frsize, os.statvfs(path).f_files] for path in ("/tmp", "/submission", "/dev/shm")}}
say([[found[path] for path in ("/proc", "/proc/sys", "/tmp", "/submission", "/dev/shm")], sizes, os.listdir("/tmp")])
"""
    mounts, sizes, listing = child(code)
    assert mounts == [
        ["proc", ["nodev", "noexec", "nosuid", "rw"]],
        ["proc", ["nodev", "noexec", "nosuid", "ro"]],
        ["tmpfs", ["nodev", "nosuid", "rw"]],
        ["tmpfs", ["nodev", "nosuid", "rw"]],
        ["tmpfs", ["nodev", "noexec", "nosuid", "rw"]],
    ]
    assert sizes == {"/tmp": [3 << 20, 1024], "/submission": [13 << 20, 3072], "/dev/shm": [3 << 20, 1024]}
    assert listing == []


def test_private_mounts_show_own_processes_and_hide_the_machine(child: Child) -> None:
    code = f"""{JAIL}{IN_NAMESPACES}
box.private_mounts({MOUNTS})
machine = [e.name for e in os.scandir("/proc") if not e.name.isdigit() and not e.is_symlink() and e.name not in box.KEPT_IN_PROC]
say([[name for name in os.listdir("/proc") if name.isdigit()], [name for name in machine if (os.listdir if os.path.isdir(f"/proc/{{name}}") else lambda path: open(path, "rb").read(1))(f"/proc/{{name}}")], open("/dev/zero", "rb").read(2).hex()])
"""
    processes, told, zeros = child(code)
    assert (processes, told, zeros) == (["1"], [], "0000")


def test_a_box_has_its_own_few_terminals(child: Child) -> None:
    code = f"""{JAIL}{IN_NAMESPACES}
box.private_mounts({MOUNTS})
opened = []
try:
    while len(opened) < 500: opened.append(os.open("/dev/pts/ptmx", os.O_RDWR | os.O_NOCTTY))
except OSError as error: number = error.errno
say([len(opened) == box.TERMINALS, number == errno.ENOSPC, sorted(os.listdir("/dev/pts"))[-1]])
"""
    assert child(code) == [True, True, "ptmx"]


def test_private_mounts_do_not_show_outside(child: Child) -> None:
    code = f"""{JAIL}{IN_NAMESPACES.replace("print(open(ready).read())", "open(ready).read(); print(open('/proc/self/mountinfo').read().count('nr_inodes=1024'))")}
box.private_mounts({MOUNTS})
say(1)
"""
    assert child(code) == 0


# -- limits --------------------------------------------------------------------------------------------

FIGURES = Budget(
    Limits(memory_mib=50, notebook_seconds=100, processes=20, open_files=30, disk_mib=2, files_mib=1)
).figures()
SET = f"box.set_limits({FIGURES!r})\n"


def test_every_limit_is_set_so_that_it_cannot_be_raised(child: Child) -> None:
    names = ("NPROC", "NOFILE", "FSIZE", "CPU", "MEMLOCK", "MSGQUEUE", "NICE", "RTPRIO", "STACK")
    code = f"{SET}say([resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) for name in {names}])"
    file, stack = 2 << 20, 8 << 20
    expected = [[20, 20], [30, 30], [file, file], [130, 130], [0, 0], [0, 0], [0, 0], [0, 0], [stack, 8 * stack]]
    assert child(code) == expected


def test_memory_is_limited_above_what_the_process_has(child: Child) -> None:
    code = f"""
had = bytearray(200 << 20)
{SET}more = bytearray((50 + {KERNEL_MIB} - 10) << 20)
try: bytearray(20 << 20); say("got it")
except MemoryError: say("refused")
"""
    assert child(code) == "refused"


def test_open_files_and_file_sizes_are_limited(child: Child) -> None:
    code = f"""
import signal, tempfile
file = tempfile.TemporaryFile()
{SET}signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try: written = sum(os.write(file.fileno(), bytes(1 << 19)) for _ in range(9))
except OSError as error: written = error.errno
try: kept = [os.dup(1) for _ in range(100)]
except OSError as error: opened = error.errno
say([written == errno.EFBIG, opened == errno.EMFILE])
"""
    assert child(code) == [True, True]


def test_core_dumps_are_refused_in_the_one_way_that_helps_against_pipes_too(child: Child) -> None:
    soft, hard = child(f"{SET}say(resource.getrlimit(resource.RLIMIT_CORE))")
    assert soft == hard and soft in (0, 1)


def test_the_host_takes_this_process_first_when_it_runs_out_of_memory(child: Child) -> None:
    assert child(f"{SET}say(int(open('/proc/self/oom_score_adj').read()))") == 500


def test_limits_that_are_lower_already_stay(child: Child) -> None:
    code = f"resource.setrlimit(resource.RLIMIT_NOFILE, (25, 25))\n{SET}say(resource.getrlimit(resource.RLIMIT_NOFILE))"
    assert child(code) == [25, 25]


# -- privileges ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["", IN_NAMESPACES], ids=["on the host", "in a namespace"])
def test_no_capability_is_left_and_none_can_come_back(child: Child, before: str) -> None:
    code = f"""{before}
if not box.prctl(39) and os.getuid() != 0 and {not before}:  # an ordinary user outside may not lock what he has not
    say(["0000000000000000"] * 5 + ["1", 0xEF])
box.drop_privileges()
status = dict(line.split(":\\t") for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
say([status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")] + [status["NoNewPrivs"], box.prctl(27)])
"""
    assert child(code) == ["0000000000000000"] * 5 + ["1", 0xEF]


def test_after_it_root_can_do_nothing_special(child: Child) -> None:
    code = """
        if os.getuid() != 0: say([True] * 4)
        else:
            box.drop_privileges()
            refused = []
            for attempt in (
                lambda: os.chroot("/"), lambda: os.setuid(5), lambda: box.mount("none", "/mnt", "tmpfs", 0),
                lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1),
            ):
                try: attempt(); refused.append(False)
                except PermissionError: refused.append(True)
            say(refused)
    """
    assert child(code) == [True] * 4


def test_a_program_with_the_setuid_bit_gives_nothing(child: Child) -> None:
    code = """
        import subprocess
        if os.getuid() == 0: os.setresuid(12345, 12345, 12345)
        box.check(box.prctl(box.PR_SET_NO_NEW_PRIVS, 1), "prctl")
        su = next((path for path in ("/usr/bin/su", "/bin/su") if os.path.exists(path)), "/bin/false")
        say(subprocess.run([su, "-c", "id -u"], stdin=subprocess.DEVNULL, capture_output=True).stdout.decode())
    """
    assert child(code) == ""


# -- descriptors ---------------------------------------------------------------------------------------


def test_only_the_descriptors_that_were_named_stay_open(child: Child) -> None:
    code = """
        kept, closed = os.dup(1), os.dup(1)
        box.close_descriptors({kept})
        say([os.path.exists(f"/proc/self/fd/{fd}") for fd in (0, 1, 2, kept, closed)])
    """
    assert child(code) == [True, True, True, True, False]


def test_a_child_dies_with_its_parent(child: Child) -> None:
    code = """
        import select
        ready, tell = os.pipe()
        middle = os.fork()
        if middle == 0:
            if os.fork() == 0:
                box.die_with_parent()
                os.write(tell, str(os.getpid()).encode())
                while True: select.select([], [], [])
            while True: select.select([], [], [])
        watched = os.pidfd_open(int(os.read(ready, 20)))
        os.kill(middle, 9)
        poller = select.poll()
        poller.register(watched, select.POLLIN)
        say(len(poller.poll(20_000)))
    """
    assert child(code) == 1
