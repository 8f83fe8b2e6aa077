"""Folders of runs under the temporary folder, each claimed by a lock of the process that made it.

Linux takes a lock back when its process ends, however that was: so a folder whose claim can be taken is a killed run's,
whatever process has its number now. The next run removes it, with the control groups that carry its name.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from examiner.kernels import cgroups

CLAIM = "claim"
BEGINNING_SECONDS = 60.0  # in which a run that has just made its folder claims it


@dataclass(frozen=True)
class Claim:
    """A folder of this process' own.

    Parameters
    ----------
    folder : Path
        Open to its owner only.
    lock : int
        Descriptor of the file in it that is locked.
    """

    folder: Path
    lock: int

    def release(self) -> None:
        """Remove the folder and the control groups that carry its name."""
        _remove(self.folder)
        os.close(self.lock)


def claim(parent: str) -> Claim:
    """Make a folder and claim it; remove those of killed runs of this user's.

    Parameters
    ----------
    parent : str
        Folder to make it in.
    """
    sweep(Path(parent))
    folder = Path(tempfile.mkdtemp(prefix=cgroups.PREFIX, dir=parent))
    begun = folder / f"{CLAIM}.new"  # under the other name it is locked from the beginning
    lock = os.open(begun, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    begun.rename(folder / CLAIM)
    return Claim(folder, lock)


@contextlib.contextmanager
def temporary() -> Iterator[Path]:
    """Give an empty folder that lasts as long as the context; the next run removes that of a killed one."""
    made = claim(tempfile.gettempdir())
    try:
        folder = made.folder / "files"
        folder.mkdir()
        yield folder
    finally:
        made.release()


def sweep(parent: Path) -> None:
    """Remove what killed runs of this user's have left in a folder."""
    for folder in parent.glob(f"{cgroups.PREFIX}*"):
        with contextlib.suppress(OSError):  # gone meanwhile, still claimed, or none of ours
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
                continue
            try:
                lock = os.open(folder / CLAIM, os.O_RDWR | os.O_NOFOLLOW)
            except FileNotFoundError:
                if time.time() - found.st_mtime > BEGINNING_SECONDS:
                    (folder / f"{CLAIM}.new").unlink(missing_ok=True)
                    folder.rmdir()  # only if it is empty: else it is no run's
                continue
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(folder)
            finally:
                os.close(lock)


def _remove(folder: Path) -> None:
    cgroups.remove_of(folder.name)
    shutil.rmtree(folder, ignore_errors=True)
