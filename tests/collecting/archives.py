"""Zip files as other programs write them."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

NOON = (2026, 3, 2, 12, 0, 0)
_UTF8 = 0x800


class Raw(zipfile.ZipInfo):
    """A member whose name is written as given bytes, without the flag that says UTF-8."""

    raw: bytes

    @classmethod
    def named(cls, raw: bytes) -> Raw:
        made = cls(raw.hex(), NOON)
        made.raw = raw
        return made

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.raw, self.flag_bits & ~_UTF8


def zipped(files: Mapping[str, bytes | str], times: Mapping[str, tuple[int, ...]] | None = None) -> bytes:
    """Return an archive of files by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (times or {}).get(name, NOON)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def zipped_raw(files: Mapping[bytes, bytes]) -> bytes:
    """Return an archive whose names are bytes of some encoding that it does not name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(Raw.named(name), data)
    return buffer.getvalue()


def hostile() -> bytes:
    """Return an archive that leads out of itself, links, names devices, is encrypted, and holds one honest file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (
            "../ada/up.ipynb",
            "/ada/root.ipynb",
            "C:/ada/drive.ipynb",
            "ada/NUL.ipynb",
            "ada/com1",
            "ada\\..\\..\\x",
        ):
            archive.writestr(name, "{}")
        link = zipfile.ZipInfo("ada/link.ipynb", NOON)
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("ada/mini.ipynb", "honest")
        archive.writestr("ada/large.csv", bytes(8 << 20))
        archive.writestr("ada/secret.csv", "0")
    data = bytearray(buffer.getvalue())
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(header, data.index(b"ada/secret.csv", 0 if offset == 6 else data.rindex(b"PK\x03\x04")) - 46)
        while b"ada/secret.csv" not in data[at : at + 64]:
            at = data.index(header, at + 1)
        data[at + offset] |= 1
    return bytes(data)


def laid(folder: Path, name: str, data: bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
