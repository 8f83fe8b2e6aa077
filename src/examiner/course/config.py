"""``nbgrader_config.py``: executed once, and then handed on."""

from __future__ import annotations

import copy
import traceback
from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from examiner.course.errors import CourseError
from examiner.model import digest

CONFIG_NAME = "nbgrader_config.py"


def find_root(start: Path | None = None) -> Path:
    """Return the folder of the course that ``start`` (default: the working directory) lies in, and execute nothing.

    Raises
    ------
    CourseError
        If no folder upwards holds ``nbgrader_config.py``.
    """
    first = (start or Path.cwd()).absolute()
    for folder in (first, *first.parents):
        if (folder / CONFIG_NAME).is_file():
            return folder
    raise CourseError(
        f"{first} lies in no course: neither it nor a folder above holds {CONFIG_NAME}. "
        "Change to the course's folder, or make one with `examiner init`."
    )


class ConfigFile:
    """What a course's ``nbgrader_config.py`` sets, for nbgrader's own classes too.

    The file is executed when this is made. It may set values of any kind, which no other process could be sent: a copy
    that was sent to one executes the file again if it is asked, and refuses a file that has changed meanwhile.

    Parameters
    ----------
    root : Path
        The course's folder.

    Raises
    ------
    CourseError
        If the file is missing or fails; the text names the line.
    """

    def __init__(self, root: Path) -> None:
        self.path = root / CONFIG_NAME
        self.digest = _digest(self.path)
        self._values: Config | None = _execute(self.path)

    def values(self) -> Config:
        """Return all that the file sets: a copy, which may be changed.

        Raises
        ------
        CourseError
            If the file has to be executed again in this process, and is not what it was.
        """
        if self._values is None:
            if not self.is_current():
                raise CourseError(f"{self.path} has changed while it was in use. Start again.")
            self._values = _execute(self.path)
        return copy.deepcopy(self._values)

    def is_current(self) -> bool:
        """Whether the file still holds what was executed. Files that it loads in turn are not looked at."""
        try:
            return _digest(self.path) == self.digest
        except CourseError:
            return False

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_values": None}


def _digest(path: Path) -> str:
    try:
        return digest.of_file(path)
    except FileNotFoundError:
        raise CourseError(f"{path} is missing: a course's folder holds that file") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None


def _execute(path: Path) -> Config:
    try:
        return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    except ConfigFileNotFound:
        raise CourseError(f"{path} is missing: a course's folder holds that file") from None
    except Exception as error:  # the file is Python: it may raise anything
        lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
        line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
        at = f", line {line}" if line else ""
        raise CourseError(f"{path}{at}: {type(error).__name__}: {error}. Correct the file.") from error
