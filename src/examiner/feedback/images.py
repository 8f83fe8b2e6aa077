"""PNG and JPEG pictures from notebooks, let through only when they are nothing else; PNG rebuilt from what draws it."""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from examiner.model import pictures

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


def read_picture(data: Mapping[str, object]) -> Image | None:
    """Return the picture in an output's data by MIME type, None if there is none that may be shown."""
    png, jpeg = data.get("image/png"), data.get("image/jpeg")
    found = read_png(png) if isinstance(png, str) else None
    return found or read_jpeg(jpeg)


def read_jpeg(encoded: object) -> Image | None:
    """Return the JPEG in a base64 text, None if it is not one or too large."""
    content = pictures.decoded(encoded)
    if pictures.kind_of(content) != "image/jpeg" or len(content) > IMAGE_BYTES:
        return None
    width, height = _jpeg_size(content)
    if not (0 < width <= IMAGE_SIDE and 0 < height <= IMAGE_SIDE):
        return None
    return Image(f"data:image/jpeg;base64,{base64.b64encode(content).decode('ascii')}", width, height)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Return width and height as the frame's header has them; zeros if there is none."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker, (length,) = content[place + 1], struct.unpack_from(">H", content, place + 2)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, place + 5)
            return width, height
        place += 2 + length
    return 0, 0


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
