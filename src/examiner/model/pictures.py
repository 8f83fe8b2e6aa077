"""PNG and JPEG pictures, known by their bytes: the only files of a student's that pages show."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

MOST_BYTES = 8 << 20  # of one picture, and of those attached to one cell together
MOST_ATTACHED = 100  # pictures of one cell
MOST_NAME = 255  # characters of a picture's name
_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}  # by how they begin


def kind_of(content: bytes) -> str:
    """Return the MIME type of a PNG or JPEG; "" for anything else, or for one that is too large."""
    if len(content) > MOST_BYTES:
        return ""
    return next((kind for start, kind in _KINDS.items() if content.startswith(start)), "")


def decoded(text: object) -> bytes:
    """Return the PNG or JPEG in a base64 text; nothing if it holds none."""
    if not isinstance(text, str) or len(text) > MOST_BYTES * 3 // 2:
        return b""
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return content if kind_of(content) else b""


def attached(attachments: object) -> dict[str, bytes]:
    """Return the pictures among a cell's attachments by name, believing nothing about their form.

    Parameters
    ----------
    attachments : object
        As nbformat has them: by name a mapping from MIME types to base64 text. The types are not believed.
    """
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    for name, kinds in attachments.items() if isinstance(attachments, Mapping) else ():
        if not isinstance(name, str) or len(name) > MOST_NAME or not isinstance(kinds, Mapping):
            continue
        content = next((content for text in kinds.values() if (content := decoded(text))), b"")
        if content and len(content) <= left and len(found) < MOST_ATTACHED:
            found[name], left = content, left - len(content)
    return found


def as_attachments(found: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """Return pictures as nbformat has a cell's attachments."""
    return {name: {kind_of(content): base64.b64encode(content).decode()} for name, content in found.items()}
