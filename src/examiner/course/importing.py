"""Modules of the course's own, which lie in its folder."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def importing(root: Path) -> Iterator[None]:
    """Let settings, preprocessors and plugins import what lies in the course's folder, as nbgrader's commands do.

    What they print goes to stderr: stdout is the command's own, where a program may be reading JSON.

    Parameters
    ----------
    root : Path
        The course's folder.
    """
    sys.path.insert(0, str(root))
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        with contextlib.suppress(ValueError):
            sys.path.remove(str(root))
