"""A command that is told to end, by whatever signal, leaves nothing behind and says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import MiniCourse
from tests.fixtures.commands import BIN

WAIT_SECONDS = 60  # for a command that starts: long, because the machine may be busy
WAITING = """
import signal, sys, time
from examiner.cli.stopping import end_as_with_ctrl_c
if "nohup" in sys.argv: signal.signal(signal.SIGHUP, signal.SIG_IGN)
end_as_with_ctrl_c()
try:
    print("waits", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    signal.raise_signal(signal.SIGTERM)
    signal.raise_signal(signal.SIGHUP)
    print("cleaned up")
"""


def waiting(*arguments: str) -> subprocess.Popen[str]:
    """A process that waits to be ended."""
    process = subprocess.Popen([sys.executable, "-c", WAITING, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "waits\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_ends_a_command_lets_it_clean_up_without_haste(number: int) -> None:
    with waiting() as process:
        process.send_signal(number)
        assert process.communicate(timeout=WAIT_SECONDS)[0] == "cleaned up\n"


def test_a_signal_that_nohup_has_taken_away_stays_without_effect() -> None:
    with waiting("nohup") as process:
        process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.terminate()
        assert process.communicate(timeout=WAIT_SECONDS)[0] == "cleaned up\n"


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder for temporary ones, with a short path."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        yield Path(name)


def test_grading_that_is_told_to_end_ends_its_kernels_and_removes_its_folder(mini: MiniCourse, temporary: Path) -> None:
    mini.submit("Ada", double="import time\ntime.sleep(600)\ndef double(x): return 2 * x")
    mini.configure('c.Examiner.limits = {"cell_seconds": 600, "notebook_seconds": 600}')
    command = [str(BIN / "examiner"), "grade", "mini", "--json"]
    environment = {**os.environ, "TMPDIR": str(temporary), "PATH": f"{BIN}:{os.environ['PATH']}"}
    with subprocess.Popen(command, cwd=mini.root, env=environment, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + WAIT_SECONDS
        while not list(temporary.glob("examiner-*/k-*")) and time.monotonic() < until:
            time.sleep(0.1)
        assert list(temporary.glob("examiner-*/k-*"))  # there are kernels
        process.terminate()
        _, said = process.communicate(timeout=WAIT_SECONDS)
    assert process.returncode == 130 and "0 of 1 done, which is kept" in said
    assert not list(temporary.glob("examiner-*"))
