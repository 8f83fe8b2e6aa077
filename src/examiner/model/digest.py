"""SHA-256 of bytes, texts, files, folders and plain data, as 64 hexadecimal digits.

The one place that hashes, so that equal things have equal digests wherever they are met. What must not be guessed
(seeds, the secret's name) is keyed instead, see :mod:`examiner.course.secret`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePath
from typing import Any


def of_bytes(data: bytes) -> str:
    """Return the digest of ``data``."""
    return hashlib.sha256(data).hexdigest()


def of_parts(parts: Iterable[bytes]) -> str:
    """Return the digest of what the parts give when put together, without putting them together."""
    found = hashlib.sha256()
    for part in parts:
        found.update(part)
    return found.hexdigest()


def of_text(text: str) -> str:
    """Return the digest of a text in UTF-8; lone surrogates, which notebooks may hold, count too."""
    return of_bytes(text.encode("utf-8", "surrogatepass"))


def of_data(data: Any) -> str:
    """Return the digest of plain data: what JSON can hold. See :func:`canonical`."""
    return of_bytes(canonical(data))


def of_file(path: Path) -> str:
    """Return the digest of a file's content, read in pieces."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def of_files(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the digest of each file by its name."""
    return {name: of_bytes(data) for name, data in files.items()}


def of_folder(folder: Path, wanted: Callable[[PurePath], bool] = lambda name: True) -> dict[str, str]:
    """Return the digest of each file in a folder and the folders in it; none if there is no such folder.

    Parameters
    ----------
    folder : Path
        Where to look.
    wanted : callable
        Called with a file's name relative to ``folder``; says whether it counts.

    Returns
    -------
    dict of str to str
        By name relative to ``folder``, with ``/`` between folders, sorted.
    """
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {name.as_posix(): of_file(folder / name) for name in names if wanted(name)}


def canonical(data: Any) -> bytes:
    """Return plain data as the one JSON text that equal data has: keys sorted, ASCII, Python's own spaces.

    A tuple is the same as a list. The form must stay as it is: seeds of hidden inputs are derived from such digests.

    Raises
    ------
    TypeError
        If it holds what JSON cannot, or a key that is no text: ``{1: 0}`` would be taken for ``{"1": 0}``.
    """
    _check_keys(data)
    return json.dumps(data, sort_keys=True).encode("ascii")


def _check_keys(data: Any) -> None:
    if isinstance(data, Mapping):
        for key, value in data.items():
            if not isinstance(key, str):
                raise TypeError(f"the key {key!r} is no text")
            _check_keys(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            _check_keys(value)
