"""Takes the files of a data set out of a download or a folder, and checks that they are the right ones."""

from __future__ import annotations

import csv
import fnmatch
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from examiner.codec.numeric import INSTALLED, np
from examiner.datasets.catalogue import EXTRA, DataError, DataFile, Dataset
from examiner.model import digest

MOST_MEMBER = 64 << 20  # bytes of one file in an archive
BOX_COLUMNS = ("filename", "width", "height", "class", "xmin", "ymin", "xmax", "ymax")


def content_digest(kind: str, data: bytes) -> str:
    """Return the SHA-256 of a file's contents in the sense of its kind.

    Raises
    ------
    ValueError
        If it is no file of that kind.
    DataError
        If what reads that kind is not installed.
    """
    if kind != "arrays":
        return digest.of_bytes(data.replace(b"\r\n", b"\n"))
    if not INSTALLED:
        raise DataError(f"a set of arrays is read with NumPy. Run: {EXTRA}")
    try:
        return digest.of_parts(_arrays(data))
    except (OSError, EOFError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError(f"no npz of plain arrays: {error}") from error


def _arrays(data: bytes) -> Iterator[bytes]:
    """Yield what an npz file holds, whatever the order of its arrays and however they are packed."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        for name in sorted(arrays.files):
            array = np.ascontiguousarray(arrays[name])
            yield f"{name} {array.dtype.str} {array.shape}\n".encode()
            yield array.tobytes()


def read_folder(data: Dataset, folder: Path) -> dict[str, bytes]:
    """Return the checked files of a data set that lie in a local folder.

    They may lie there by themselves, in a folder of the data set's name, or in the publisher's archive.

    Raises
    ------
    DataError
        If one is missing or is not the right one.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder. Name the one that holds {data.name}, or {data.archive}")
    for place in (folder / data.name, folder):
        if all((place / file.name).is_file() for file in data.files):
            contents = {file.name: _read(place / file.name, file) for file in data.files}
            return _checked(data, contents, str(place))
        if (place / data.archive).is_file():
            return read_download(data, place / data.archive)
    wanted = ", ".join(file.name for file in data.files)
    raise DataError(f"{folder} holds neither {wanted} nor {data.archive}, and no folder {data.name} with them")


def read_download(data: Dataset, path: Path) -> dict[str, bytes]:
    """Return the checked files of a data set from what was at its URL.

    Raises
    ------
    DataError
        If the file is damaged, or its contents are not the right ones.
    """
    if [file.member for file in data.files] == [""]:
        file = data.files[0]
        return _checked(data, {file.name: _read(path, file)}, data.url)
    try:
        with zipfile.ZipFile(path) as archive:
            contents = {file.name: _extract(archive, file) for file in data.files}
    except (zipfile.BadZipFile, EOFError, ValueError, ElementTree.ParseError) as error:
        raise DataError(f"{path.name} of {data.name} cannot be read: {error}. {_advice(data)}") from error
    return _checked(data, contents, data.url)


def _read(path: Path, file: DataFile) -> bytes:
    if path.stat().st_size > file.size:
        raise DataError(f"{path} has {path.stat().st_size} bytes, more than {file.name} can have ({file.size})")
    return path.read_bytes()


def _extract(archive: zipfile.ZipFile, file: DataFile) -> bytes:
    members = [m for m in archive.infolist() if fnmatch.fnmatchcase(m.filename, file.member)]
    if not members:
        raise ValueError(f"it holds no {file.member}")
    if sum(member.file_size for member in members) > MOST_MEMBER:
        raise ValueError(f"{file.member} unpacks to more than {MOST_MEMBER >> 20} MiB")
    if file.kind == "boxes":
        return boxes([archive.read(member) for member in sorted(members, key=lambda m: m.filename)])
    return archive.read(members[0])


def boxes(annotations: list[bytes]) -> bytes:
    """Return VOC annotations as one CSV table, a row for each box."""
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(BOX_COLUMNS)
    for text in annotations:
        if b"<!" in text:  # a document type could hold entities that grow without end
            raise ValueError("an annotation with a document type")
        tree = ElementTree.fromstring(text)  # noqa: S314 - plain elements only, see above
        common = [Path(tree.findtext("filename", "")).stem + ".jpg"]
        common += [tree.findtext(f"size/{name}", "") for name in ("width", "height")]
        for item in tree.iter("object"):
            corners = [item.findtext(f"bndbox/{name}", "") for name in BOX_COLUMNS[4:]]
            rows.writerow([*common, item.findtext("name", ""), *corners])
    return table.getvalue().encode()


def _checked(data: Dataset, contents: dict[str, bytes], where: str) -> dict[str, bytes]:
    for file in data.files:
        try:
            found = content_digest(file.kind, contents[file.name])
        except ValueError as error:
            raise DataError(f"{file.name} from {where}: {error}. {_advice(data)}") from error
        if found != file.sha256:
            raise DataError(
                f"{file.name} from {where} is not the expected one: "
                f"SHA-256 of its contents {found}, expected {file.sha256}. {_advice(data)}"
            )
        if file.kind == "text":
            contents[file.name] = contents[file.name].replace(b"\r\n", b"\n")
    return contents


def _advice(data: Dataset) -> str:
    return data.note or "Try again, or take a good copy from a folder: --from DIR"
