"""Folders of this host taken out of what students read: where Python and its libraries lie is nobody's concern."""

from __future__ import annotations

import os
import sys
import sysconfig


def _python_folders() -> tuple[str, ...]:
    """Return where libraries lie and, of an environment of its own, all of it; the inner ones first."""
    found = {sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib", "platstdlib")}
    if sys.prefix != sys.base_prefix:  # else it may be /usr, which a text may mean
        found.add(sys.prefix)
    found |= {os.path.realpath(folder) for folder in found}
    return tuple(sorted((os.path.join(folder, "") for folder in found if folder), key=len, reverse=True))


FOLDERS = _python_folders()


def without_places(text: str) -> str:
    """Return a text in which files of Python and its libraries are named from there: ``numpy/linalg.py``."""
    for folder in FOLDERS:
        text = text.replace(folder, "")
    return text
