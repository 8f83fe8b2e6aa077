"""``nbgrader_config.py``, the course's and those that nbgrader reads besides: executed once, and then handed on."""

from __future__ import annotations

import copy
import traceback
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_path
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from examiner.course.errors import CourseError
from examiner.course.importing import importing
from examiner.model import digest

CONFIG_NAME = "nbgrader_config.py"


def find_root(start: Path | None = None) -> Path:
    """Return the folder of the course that ``start`` (default: the working directory) lies in.

    Where no folder upwards holds a settings file, it is the one that ``c.CourseDirectory.root`` names in a file outside
    of courses, as on JupyterHub; only then is a file executed. Without either it is the nearest folder with masters,
    as nbgrader needs no settings file.

    Raises
    ------
    CourseError
        If there is none.
    """
    first = (start or Path.cwd()).absolute()
    for folder in (first, *first.parents):
        if (folder / CONFIG_NAME).is_file():
            return folder
    for path in reversed(outer_files()):
        root = _execute(path, first).get("CourseDirectory", {}).get("root")
        if isinstance(root, str) and root:
            return Path(root).absolute()
    for folder in (first, *first.parents):
        if _holds_masters(folder):
            return folder
    raise CourseError(
        f"{first} lies in no course: neither it nor a folder above holds {CONFIG_NAME} or source/ with notebooks. "
        "Change to the course's folder, name it with --course, or make a course with `examiner init NAME`."
    )


def _holds_masters(folder: Path) -> bool:
    return any(folder.glob("source/*/*.ipynb"))


def outer_files() -> list[Path]:
    """Return the settings files of this user and this machine, which nbgrader reads before the course's own."""
    places = (Path(folder) / CONFIG_NAME for folder in reversed(jupyter_config_path()))
    return [path for path in places if path.is_file()]


class ConfigFile:
    """What a course's ``nbgrader_config.py`` sets, over what :func:`outer_files` set; for nbgrader's own classes too.

    The files are executed when this is made. They may set values of any kind, which no other process could be sent: a
    copy that was sent to one executes them again if it is asked, and refuses files that have changed meanwhile.

    Parameters
    ----------
    root : Path
        The course's folder.

    Raises
    ------
    CourseError
        If there is no file and no master either, or one fails; the text names the line.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files = _files_of(root)
        self.path = self._files[-1] if self._files else root / CONFIG_NAME
        self.digest = _digest(self._files)
        self._values: Config | None = _execute_all(self._files, self._root)

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
            self._values = _execute_all(self._files, self._root)
        return copy.deepcopy(self._values)

    def is_current(self) -> bool:
        """Whether the files still hold what was executed. Files that they load in turn are not looked at."""
        try:
            return _files_of(self._root) == self._files and _digest(self._files) == self.digest
        except CourseError:
            return False

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_values": None}


def _files_of(root: Path) -> list[Path]:
    """Return the files that set something; one that is needed and missing is among them, and is refused when read."""
    inner = root / CONFIG_NAME
    outer = [path for path in outer_files() if path.absolute() != inner.absolute()]
    return [*outer, inner] if inner.is_file() or not (outer or _holds_masters(root)) else outer


def _digest(paths: list[Path]) -> str:
    return digest.of_data([_digest_of_one(path) for path in paths])


def _digest_of_one(path: Path) -> str:
    try:
        return digest.of_file(path)
    except FileNotFoundError:
        raise CourseError(f"{path} is missing: a course's folder holds that file") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None


def _execute_all(paths: list[Path], root: Path) -> Config:
    """Return what the files set; where they differ, a later one holds."""
    config = Config()
    for path in paths:
        config.merge(_execute(path, root))
    return config


def _execute(path: Path, root: Path) -> Config:
    try:
        with importing(root):
            return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    except ConfigFileNotFound:
        raise CourseError(f"{path} is missing: a course's folder holds that file") from None
    except Exception as error:  # the file is Python: it may raise anything
        lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
        line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
        at = f", line {line}" if line else ""
        raise CourseError(f"{path}{at}: {type(error).__name__}: {error}. Correct the file.") from error
