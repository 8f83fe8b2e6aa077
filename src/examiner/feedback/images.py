"""PNG images from notebooks, let through only when they are nothing else."""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

IMAGE_BYTES = 2_000_000  # a larger image is not shown
IMAGE_SIDE = 4096  # pixels; decoding more would slow the reader's browser down
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# What draws the picture. Texts, times, profiles and animation frames are left out.
_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"IDAT", b"IEND")


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as a ``data:`` address, with its size in pixels."""

    uri: str
    width: int
    height: int


def read_png(encoded: str) -> Image | None:
    """Return the PNG in base64 text ``encoded``, rebuilt from its drawing chunks, or None if it is not one.

    Parameters
    ----------
    encoded : str
        As Jupyter's ``image/png``: base64 with or without line breaks.
    """
    if len(encoded) > IMAGE_BYTES * 3 // 2:
        return None
    try:
        data = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(data) > IMAGE_BYTES or not data.startswith(_SIGNATURE):
        return None
    chunks = list(_chunks(data))
    names = [name for name, _ in chunks]
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or b"IDAT" not in names or len(chunks[0][1]) != 13:
        return None
    width, height = struct.unpack(">II", chunks[0][1][:8])
    if not (0 < width <= IMAGE_SIDE and 0 < height <= IMAGE_SIDE):
        return None
    drawn = _SIGNATURE + b"".join(_packed(name, body) for name, body in chunks if name in _KEPT)
    return Image(f"data:image/png;base64,{base64.b64encode(drawn).decode('ascii')}", width, height)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks up to IEND; stop early at one that is broken."""
    place = len(_SIGNATURE)
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        name, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        end = place + 8 + length
        if data[end : end + 4] != struct.pack(">I", zlib.crc32(name + body)):
            return
        yield name, body
        if name == b"IEND":
            return
        place = end + 4


def _packed(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
