"""The table of real data sets: where they come from, what they may be used for, and how they are known to be right."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from examiner.course.errors import nearest

TABLE = Path(__file__).with_name("catalogue.toml")
EXTRA = "pip install 'examiner[course]'"  # brings what fetches and reads the sets


class DataError(Exception):
    """A data set cannot be had, or is not what it should be; the message says what to do."""


@dataclass(frozen=True)
class DataFile:
    """One file that a data set yields.

    Parameters
    ----------
    name : str
        Its name in the installed folder.
    member : str
        Its path in the publisher's archive; ``*`` stands for any folder. Empty: the download is the file itself.
    kind : str
        How it is checked: ``text`` (line ends do not matter), ``arrays`` (an npz by its contents), or ``boxes``
        (a table made from the archive's VOC files).
    sha256 : str
        Of the contents in that sense.
    size : int
        Bytes at most.
    """

    name: str
    member: str
    kind: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Dataset:
    """One data set."""

    name: str
    title: str
    used_by: tuple[str, ...]
    url: str
    licence: str
    terms: str
    citation: str
    files: tuple[DataFile, ...]
    note: str = ""

    @property
    def archive(self) -> str:
        """The name of the file at the URL."""
        return self.url.rstrip("/").rpartition("/")[2]


@cache
def catalogue(path: Path = TABLE) -> dict[str, Dataset]:
    """Return all data sets by name."""
    rows: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    found = {}
    for name, row in rows.items():
        files = tuple(DataFile(**file) for file in row.pop("files"))
        found[name] = Dataset(name=name, files=files, **{**row, "used_by": tuple(row["used_by"])})
    return found


def dataset(name: str) -> Dataset:
    """Return one data set.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    known = catalogue()
    if name not in known:
        raise DataError(f"no data set is called {name!r}: {nearest(name, known)}")
    return known[name]
