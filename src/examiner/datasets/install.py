"""Puts a data set into a course's ``data/`` folder: all of it, checked, or nothing."""

from __future__ import annotations

from pathlib import Path

from examiner.datasets.catalogue import EXTRA, DataError, Dataset
from examiner.datasets.sources import content_digest, read_download, read_folder
from examiner.kernels import claims
from examiner.model import durable

FOLDER = "data"
TERMS = "LICENCE_AND_SOURCE.txt"
TIMEOUT = 30.0  # seconds without a byte


def place(root: Path, data: Dataset) -> Path:
    """Return where a data set lies in the course at ``root``, or would."""
    return root / FOLDER / data.name


def is_installed(root: Path, data: Dataset) -> bool:
    """Say whether a data set is there, whole and unchanged."""
    folder = place(root, data)
    try:
        return all(content_digest(file.kind, (folder / file.name).read_bytes()) == file.sha256 for file in data.files)
    except (OSError, ValueError, DataError):
        return False


def install(root: Path, data: Dataset, *, source: Path | None = None, progress: bool = False) -> Path:
    """Put a data set into the course at ``root`` and return its folder.

    Parameters
    ----------
    root : Path
        The course.
    data : Dataset
        What to install.
    source : Path, optional
        A local folder to take it from instead of its URL.
    progress : bool
        Show the download's progress on standard error.

    Raises
    ------
    DataError
        If it cannot be had or is not the right one. What was there before stays.
    """
    target = place(root, data)
    try:
        with durable.new_folder(target) as folder:
            for name, content in _contents(data, source, progress).items():
                (folder / name).write_bytes(content)
            (folder / TERMS).write_text(terms(data), encoding="utf-8")
    except OSError as error:
        raise DataError(f"{target} could not be written: {error}") from error
    return target


def _contents(data: Dataset, source: Path | None, progress: bool) -> dict[str, bytes]:
    """Return the checked files of a data set by name, fetched if there is no source."""
    if source is not None:
        return read_folder(data, source)
    with claims.temporary() as folder:
        return read_download(data, download(data, folder, progress=progress))


def terms(data: Dataset) -> str:
    """Return what is shown before a data set is used, and kept beside it."""
    return f"{data.title}\nSource: {data.url}\nLicence: {data.licence}\n{data.terms}\nPlease cite: {data.citation}\n"


def download(data: Dataset, folder: Path, *, progress: bool = False) -> Path:
    """Fetch what is at the data set's URL into ``folder``.

    Raises
    ------
    DataError
        If it cannot be fetched; nothing of a half download is left.
    """
    try:
        import pooch
    except ModuleNotFoundError:
        raise DataError(f"{data.name} is fetched with pooch. Run: {EXTRA}. Or name a folder: --from DIR") from None
    fetch = pooch.HTTPDownloader(progressbar=progress, timeout=TIMEOUT)
    path = folder / data.archive
    try:
        fetch(data.url, str(path), None)
    except Exception as error:  # requests, urllib3 and the file system each have their own
        path.unlink(missing_ok=True)
        raise DataError(
            f"{data.name} could not be fetched from {data.url}: {_in_short(error)}. "
            f"Without internet: get {data.archive} by other means and run: "
            f"examiner data install {data.name} --from DIR"
        ) from error
    return path


def _in_short(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:300]}"
