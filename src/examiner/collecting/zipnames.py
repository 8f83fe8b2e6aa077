"""Names in zip files: those that say how they are encoded, and those that do not.

A name without the flag for UTF-8 is in whatever its writer's machine used: Windows takes its own code page (CP950 in
Taiwan), macOS writes UTF-8 and does not say so. Names are decoded before anybody looks for ``/`` in them: the second
byte of a character in CP950 may be a backslash.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from zipfile import ZipInfo

ENCODINGS = ("utf-8", "cp950", "big5hkscs")  # tried in this order; all names of one archive must fit
_PLAIN = "cp437"  # what the format says, and what fits whatever there is
_IS_UTF8 = 0x800
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field: version, CRC-32 of the plain name, the name in UTF-8


def names_in(infos: Sequence[ZipInfo], encoding: str = "") -> list[str]:
    """Return the names of an archive's members, in their order.

    Parameters
    ----------
    infos : sequence of ZipInfo
        As :class:`zipfile.ZipFile` read them, without ``metadata_encoding``.
    encoding : str
        How names without the flag are encoded; empty: the first of :data:`ENCODINGS` that fits all of them.

    Raises
    ------
    LookupError
        If there is no such encoding.
    UnicodeDecodeError
        If a name cannot be read in the given one.
    """
    plain = {number: info.orig_filename.encode(_PLAIN) for number, info in enumerate(infos) if not _says_utf8(info)}
    known = {number: name for number, raw in plain.items() if (name := _unicode_path(infos[number].extra, raw))}
    unsure = [raw for number, raw in plain.items() if number not in known]
    used = encoding or next((name for name in ENCODINGS if _fits(name, unsure)), _PLAIN)
    return [
        known.get(number) or (plain[number].decode(used) if number in plain else info.orig_filename)
        for number, info in enumerate(infos)
    ]


def _says_utf8(info: ZipInfo) -> bool:
    return bool(info.flag_bits & _IS_UTF8)


def _fits(encoding: str, names: Sequence[bytes]) -> bool:
    try:
        for name in names:
            name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """Return the name in Info-ZIP's extra field, empty if there is none that belongs to the plain name."""
    for body in extra_fields(extra, _UNICODE_PATH):
        if len(body) > 5 and struct.unpack_from("<I", body, 1)[0] == zlib.crc32(raw):
            return body[5:].decode("utf-8", "replace")
    return ""


def extra_fields(extra: bytes, wanted: int) -> Iterator[bytes]:
    """Yield what a member's extra fields of one kind hold: each is its kind, its size and so many bytes."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == wanted:
            yield extra[4 : 4 + size]
        extra = extra[4 + size :]
