"""The box works for an ordinary user as it does for root.

When the tests run as root, a child becomes an unprivileged user. That user could not enter the folder that Python
lies in if it is root's home, so the child first opens the way, in a mount namespace that nobody else sees.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import examiner
from examiner.kernels import jail

USER = 12345
BECOME = """
import json, os, sys
from pathlib import Path
from examiner.kernels.inside import box
user, places, program = int(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3]
box.check(box.libc.unshare(box.CLONE_NEWNS), "unshare")
box.mount("none", "/", None, box.MS_REC | box.MS_PRIVATE)
opened = {place: os.open(place, os.O_PATH) for place in places}
closed = {next((str(p) for p in reversed(Path(place).parents) if not p.stat().st_mode & 1), "") for place in places} - {""}
for folder in closed:
    box.mount("tmpfs", folder, "tmpfs", 0, "mode=0755")
for place, fd in opened.items():
    if any(Path(place).is_relative_to(folder) for folder in closed):
        if os.path.isdir(f"/proc/self/fd/{fd}"):
            os.makedirs(place)
        else:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            open(place, "w").close()
        box.mount(f"/proc/self/fd/{fd}", place, None, box.MS_BIND)
os.setgroups([])
os.setresgid(user, user, user)
os.setresuid(user, user, user)
os.chdir("/")
os.environ["HOME"] = "/tmp"
os.execv(sys.executable, [sys.executable, "-c", program])
"""
SMOKE = """
import json, os
from examiner.kernels import doctor
from examiner.kernels.errors import KernelDied, LimitReached
from examiner.kernels.budget import Budget
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.session import KernelSession
from examiner.model import Limits
found = {"user": os.getuid()}
limits = Limits(memory_mib=128, cell_seconds=1)
with ForkServer(["numpy"]).start() as server:
    session = KernelSession(server.fork(Budget(limits).figures()), Budget(limits))
    session.execute(f"HIDDEN = {doctor._hidden()!r}")
    found["bad"] = [what for what, code in doctor.PROBES.items() if session.execute(f"{code}\\nassert ok").error]
    try: session.execute("while True: pass")
    except LimitReached as error: found["time"] = [error.limit, error.died]
    hog = "import os, time\\nfor _ in range(6):\\n    if os.fork() == 0:\\n        data = bytearray(os.urandom(1 << 20) * 40)\\n        time.sleep(99)\\ntime.sleep(99)"
    try: session.execute(hog, seconds=30)
    except KernelDied as error: found["memory"] = error.why
    session.close()
    session = KernelSession(server.fork(Budget(limits).figures()), Budget(limits))
    code = "import os\\nprint(os.getuid(), open('/proc/self/uid_map').read().split()[0], open('/proc/self/status').read().count('CapEff:\\t0000000000000000'))"
    found["inside"] = session.execute(code).outputs[0].text.split()
    session.close()
print(json.dumps(found))
"""


def test_an_ordinary_user_gets_the_same_box() -> None:
    source = str(Path(examiner.__file__).parents[1])
    places = [*jail.python_places()[0], source]
    arguments = ["-c", BECOME, str(USER), json.dumps(places), SMOKE] if os.geteuid() == 0 else ["-c", SMOKE]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": source, "LANG": "C.UTF-8"}
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {
        "user": USER if os.geteuid() == 0 else os.getuid(),
        "bad": [],
        "time": ["cell_seconds", False],
        "memory": "memory",
        "inside": ["1000", "1000", "1"],
    }
