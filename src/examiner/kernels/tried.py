"""What the box is made of, tried piece by piece: what a host's settings allow, its container may still refuse."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from examiner.kernels import jail

TRY_SECONDS = 20.0
CAPABILITIES = {"CAP_SETGID": 6, "CAP_SETUID": 7, "CAP_SYS_ADMIN": 21}  # that root needs: linux/capability.h


def missing_capabilities() -> list[str]:
    """Return what root lacks to build the box; nothing for anybody else, who needs none."""
    if os.geteuid() != 0:
        return []
    found = re.search(r"^CapEff:\s*(\w+)$", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    held = int(found[1], 16) if found else 0
    return [name for name, bit in CAPABILITIES.items() if not held >> bit & 1]


def refusal(*arguments: str) -> str:
    """Return why bubblewrap cannot do something as an ordinary user; empty if it can, or is not there.

    Parameters
    ----------
    *arguments : str
        What it is to do, as on its command line.
    """
    ordinary: Mapping[str, Any] = {}
    if os.geteuid() == 0 and not missing_capabilities():
        ordinary = {"user": jail.BOX_UID, "group": jail.BOX_UID, "extra_groups": []}
    command = ["bwrap", *arguments, "--dev-bind", "/", "/", "true"]
    try:
        done = subprocess.run(command, cwd="/", capture_output=True, timeout=TRY_SECONDS, **ordinary)
    except FileNotFoundError:
        return ""
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return done.stderr.decode(errors="replace").strip()[-500:] if done.returncode else ""
