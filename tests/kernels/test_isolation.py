"""What kernels can see and reach of each other and of this host: nothing."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from examiner.kernels.errors import KernelDied
from examiner.kernels.session import KernelSession

Boxed = Callable[..., KernelSession]
Tell = Callable[[KernelSession, str], Any]


def test_two_kernels_see_none_of_each_others_files(boxed: Boxed, tell: Tell) -> None:
    first, second = boxed(), boxed()
    for folder in ("/submission", "/tmp", "/dev/shm"):
        first.execute(f"open('{folder}/secret', 'w').write('answer')")
        assert tell(second, f"import os\nsay(os.path.exists('{folder}/secret'))") is False


def test_two_kernels_see_none_of_each_others_processes(boxed: Boxed, tell: Tell, host: Any) -> None:
    first, second, mark = boxed(), boxed(), host.mark()
    first.execute(f"import subprocess\nsubprocess.Popen(['sleep', '{mark}'])")
    assert host.find(mark)
    assert tell(second, "import os\nsay([name for name in os.listdir('/proc') if name.isdigit()])") == ["1"]
    assert tell(first, "import os\nsay(sorted(name for name in os.listdir('/proc') if name.isdigit())[0])") == "1"


def test_two_kernels_cannot_meet_on_any_socket(boxed: Boxed, error_of: Any) -> None:
    first, second = boxed(), boxed()
    first.execute(
        "import socket\na = socket.socket(socket.AF_UNIX)\na.bind('\\0meet')\na.listen()\n"
        "b = socket.socket()\nb.bind(('127.0.0.1', 9999))\nb.listen()"
    )
    assert (
        error_of(second, "import socket\nsocket.socket(socket.AF_UNIX).connect('\\0meet')") == "ConnectionRefusedError"
    )
    assert error_of(second, "import socket\nsocket.create_connection(('127.0.0.1', 9999), 1)") == "OSError"


def test_two_kernels_see_none_of_each_others_terminals(boxed: Boxed, tell: Tell) -> None:
    first, second = boxed(), boxed()
    assert tell(first, "import os, pty\nleader, follower = pty.openpty()\nsay(os.listdir('/dev/pts'))") == ["0", "ptmx"]
    assert tell(second, "import os\nsay(os.listdir('/dev/pts'))") == ["ptmx"]


def test_two_kernels_have_keys_of_their_own(boxed: Boxed, tell: Tell) -> None:
    code = "say(get_ipython().kernel.session.key.decode())"
    assert tell(boxed(), code) != tell(boxed(), code)


@pytest.fixture
def listening() -> Iterator[tuple[int, str]]:
    """A port and an abstract Unix socket on this host that answer whoever connects."""
    with socket.socket() as port, socket.socket(socket.AF_UNIX) as name:
        port.bind(("127.0.0.1", 0))
        port.listen()
        name.bind(f"\0examiner-test-{os.getpid()}")
        name.listen()
        yield port.getsockname()[1], f"examiner-test-{os.getpid()}"


def test_no_service_of_the_host_can_be_reached(
    kernel: KernelSession, error_of: Any, listening: tuple[int, str]
) -> None:
    port, name = listening
    socket.create_connection(("127.0.0.1", port), 1).close()  # it is there, outside
    assert error_of(kernel, f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 1)") == "OSError"
    code = f"import socket\nsocket.socket(socket.AF_UNIX).connect('\\0{name}')"
    assert error_of(kernel, code) == "ConnectionRefusedError"


@pytest.mark.parametrize(
    "code",
    [
        "socket.create_connection(('1.1.1.1', 53), 1)",
        "socket.create_connection(('::1', 53), 1)",
        "socket.getaddrinfo('example.org', 80)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('8.8.8.8', 53))",
        "urllib.request.urlopen('http://example.org', timeout=1)",
    ],
)
def test_there_is_no_network(kernel: KernelSession, error_of: Any, code: str) -> None:
    error = error_of(kernel, f"import socket, urllib.request\n{code}")
    assert error in ("OSError", "gaierror", "URLError")


def test_no_descriptor_of_the_fork_server_or_the_keeper_is_inherited(kernel: KernelSession, tell: Tell) -> None:
    code = """
        import os, socket
        found = {}
        for name in os.listdir("/proc/self/fd"):
            try: target = os.readlink(f"/proc/self/fd/{name}")
            except OSError: continue
            if target.startswith("socket:"):
                one = socket.socket(fileno=os.dup(int(name)))
                listens = one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                target = f"{one.family.name} {one.getsockname()!r} {one.getpeername()!r}" if not listens else f"listens {one.getsockname()}"
                one.close()
            found[name] = target
        say(found)
    """.replace("{one.getpeername()!r}", "x")
    found = tell(kernel, code)
    listening = sorted(target.rpartition("/")[2] for target in found.values() if target.startswith("listens"))
    assert listening == ["s-1", "s-2", "s-3", "s-4", "s-5"]
    rest = [t for t in found.values() if not t.startswith("listens")]
    assert not [t for t in rest if t.endswith(("/log", "/fork")) or "/fork'" in t], rest
    assert not [t for t in rest if t.startswith("/") and not t.startswith(("/dev/", "/submission", "/tmp"))], rest


def test_nothing_can_be_said_on_the_line_to_the_keeper(boxed: Boxed, tell: Tell) -> None:
    session = boxed()
    code = """
        import os
        for name in os.listdir("/proc/self/fd"):
            fd = int(name)
            if fd > 2:
                try: os.write(fd, b'{"event": "ended", "status": 0, "why": "", "cpu": 0}\\n')
                except OSError: pass
        say(1)
    """
    with contextlib.suppress(KernelDied):  # what was written may have broken the kernel's own sockets
        tell(session, code)
    assert session.handle.ended is None or session.handle.ended["status"] != 0


def test_no_secret_of_the_host_is_in_the_kernels_memory(
    boxed: Boxed, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = """
        import re
        found = []
        needle = b"EXAMINER" + b"_TEST_SECRET"
        with open("/proc/self/mem", "rb", 0) as memory:
            for line in open("/proc/self/maps"):
                start, end = (int(n, 16) for n in line.split()[0].split("-"))
                if "r" in line.split()[1] and "[v" not in line and end - start < 1 << 27:
                    try:
                        memory.seek(start)
                        if needle in memory.read(end - start): found.append(line)
                    except (OSError, ValueError, OverflowError): pass
        del needle
        say(len(found))
    """
    os.environ.setdefault("EXAMINER_TEST_SECRET", "1")  # read by the server's starter, were it to start now
    assert tell(boxed(memory_mib=512), code) <= 1  # the cell itself


def test_a_symbolic_link_leads_nowhere(kernel: KernelSession, tell: Tell, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    code = f"""
        import os
        os.symlink("{tmp_path}/secret", "link")
        say([os.path.exists("link"), os.path.exists("/proc/1/root{tmp_path}"), os.path.exists("/submission/../..{tmp_path}")])
    """
    assert tell(kernel, code) == [False, False, False]


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "/etc/shadow", "/etc/hostname", "/etc/hosts", "/root/.ssh", "/sys", "/var", "/boot", "/mnt"]
)
def test_files_of_the_host_are_not_there(kernel: KernelSession, tell: Tell, path: str) -> None:
    assert tell(kernel, f"import os\nsay(os.path.exists('{path}'))") is False


def test_of_this_repository_only_the_python_environment_can_be_seen(kernel: KernelSession, tell: Tell) -> None:
    here = Path(__file__).parents[2]
    code = f"import os\nsay(os.listdir('{here}') if os.path.isdir('{here}') else [])"
    assert set(tell(kernel, code)) <= {".venv", "venv"}


def test_the_default_nbgrader_exchange_is_hidden(kernel: KernelSession, tell: Tell) -> None:
    code = (
        "import os\nfolder = '/usr/local/share/nbgrader'\nsay(os.listdir(folder) if os.access(folder, os.R_OK) else [])"
    )
    assert tell(kernel, code) == []


@pytest.mark.parametrize(
    "folder", ["/usr/local/etc", "/usr/etc", "/usr/src", "/usr/local/src", f"{sys.prefix}/etc/jupyter"]
)
def test_settings_of_the_hosts_programs_are_hidden(kernel: KernelSession, tell: Tell, folder: str) -> None:
    code = f"""
        import os
        seen = []
        try: seen += os.listdir("{folder}")
        except OSError: pass
        say([seen, os.access("{folder}", os.R_OK), os.access("{folder}/npmrc", os.F_OK)])
    """
    assert tell(kernel, code) == [[], False, False]


def test_the_hostname_is_hidden(kernel: KernelSession, tell: Tell) -> None:
    assert tell(kernel, "import socket\nsay(socket.gethostname())") == "box"


def test_processes_outside_cannot_be_signalled_or_opened(kernel: KernelSession, tell: Tell) -> None:
    code = f"""
        import os
        refused = []
        outside = [pid for pid in ({os.getpid()}, {os.getppid()}, 4194000) if str(pid) not in os.listdir("/proc/self/task")]
        for pid in outside:
            for attempt in (lambda: os.kill(pid, 0), lambda: os.pidfd_open(pid), lambda: os.stat(f"/proc/{{pid}}/root")):
                try: attempt()
                except (ProcessLookupError, FileNotFoundError, OSError): refused.append(1)
        say(len(refused) - 3 * len(outside))
    """
    assert tell(kernel, code) == 0


def test_programs_with_the_setuid_bit_give_nothing(kernel: KernelSession, tell: Tell) -> None:
    code = """
        import os, subprocess
        found = [f"/usr/bin/{n}" for n in os.listdir("/usr/bin") if os.stat(f"/usr/bin/{n}", follow_symlinks=False).st_mode & 0o4000]
        flags = {line.split()[4]: line.split()[5] for line in open("/proc/self/mountinfo")}
        status = open("/proc/self/status").read()
        results = [subprocess.run([path], stdin=subprocess.DEVNULL, capture_output=True, timeout=9).returncode for path in found if path.endswith(("/su", "/mount"))]
        say([[target for target, f in flags.items() if "nosuid" not in f], "NoNewPrivs:\\t1" in status, os.geteuid(), 0 in results and "su" in str(found)])
    """
    without_nosuid, no_new_privs, user, _ = tell(kernel, code)
    assert (without_nosuid, no_new_privs, user) == ([], True, 1000)


def test_settings_of_the_machine_cannot_be_written(kernel: KernelSession, tell: Tell) -> None:
    code = """
        import os
        found = []
        for folder, folders, files in os.walk("/proc"):
            if folder == "/proc":
                folders[:] = [n for n in folders if not n.isdigit() and n not in ("self", "thread-self")]
            found += [f"{folder}/{n}" for n in files if os.access(f"{folder}/{n}", os.W_OK)]
        opened = []
        for path in found:
            try: os.close(os.open(path, os.O_WRONLY))
            except OSError: continue
            if os.stat(path).st_rdev != os.stat("/dev/null").st_rdev: opened.append(path)  # the others are covered
        say(opened)
    """
    assert tell(kernel, code) == []


def test_the_clock_cannot_be_set_and_files_are_made_for_the_owner_to_write(kernel: KernelSession, tell: Tell) -> None:
    code = """
        import os, time
        try:
            time.clock_settime(time.CLOCK_REALTIME, 0)
            refused = False
        except PermissionError: refused = True
        old = os.umask(0o022)
        say([refused, old])
    """
    assert tell(kernel, code) == [True, 0o022]


def test_the_environment_of_the_host_is_not_inherited(kernel: KernelSession, tell: Tell) -> None:
    code = "import os\nsay([sorted(os.environ), open('/proc/1/environ').read()])"
    names, at_start = tell(kernel, textwrap.dedent(code))
    assert not set(names) & {"SSH_AUTH_SOCK", "PYTEST_CURRENT_TEST", "LOGNAME", "MAIL", "PWD_SECRET", "VIRTUAL_ENV"}
    assert "PYTEST" not in at_start and "SSH" not in at_start
