"""The files of the project, as the house rules look at them."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
CHANGELOG = ROOT / "changelog.d"


@functools.cache
def tracked() -> list[Path]:
    """Return the files that git has or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def modules() -> list[Path]:
    """Return the modules of the program; what it makes courses of is no part of it."""
    return sorted(path for path in SRC.rglob("*.py") if "templates" not in path.parts)
