"""Jupyter messages: written for a kernel, and read from one that may send anything.

https://jupyter-client.readthedocs.io/en/stable/messaging.html, protocol 5.3. A signature only tells a kernel's
messages from noise: the student's code shares the process that holds the key.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

DELIMITER = b"<IDS|MSG>"
MOST_ADDRESS_PARTS = 4  # before the delimiter: a topic
MOST_HEADER = 1 << 13
MOST_CONTENT = 4 << 20  # bytes of JSON: parsed, it may take twenty times as much
MOST_DIGITS = 400  # of a number: reading a long one takes quadratic time


@dataclass
class Message:
    """A message that came from a kernel; its content is parsed when somebody wants it."""

    kind: str
    header: dict[str, Any]
    parent: str  # id of the request that it answers
    data: bytes  # the content, as JSON
    buffers: list[bytes] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes of content and buffers."""
        return len(self.data) + sum(map(len, self.buffers))

    @property
    def too_large(self) -> bool:
        """Whether the content is left unread."""
        return len(self.data) > MOST_CONTENT

    @functools.cached_property
    def content(self) -> dict[str, Any]:
        """The content.

        Raises
        ------
        ValueError
            If it is too large, or no JSON object.
        """
        if self.too_large:
            raise ValueError(f"more than {MOST_CONTENT} bytes")
        return _object(self.data)


class Writer:
    """Writes and reads the messages of one connection.

    Parameters
    ----------
    key : str
        The connection's key.
    """

    def __init__(self, key: str) -> None:
        self._mac = hmac.new(key.encode(), digestmod=hashlib.sha256)  # copied for each message: quicker than anew
        self._session = secrets.token_hex(16)

    @property
    def identity(self) -> bytes:
        """The name of this end, the same on every channel."""
        return self._session.encode()

    def write(
        self, kind: str, content: dict[str, Any], *, parent: dict[str, Any] | None = None, buffers: Sequence[Any] = ()
    ) -> tuple[str, list[Any]]:
        """Return a new message's id and its parts."""
        number = secrets.token_hex(16)  # not to be foreseen: nobody answers what was not asked yet
        header = {
            "msg_id": number,
            "msg_type": kind,
            "username": "examiner",
            "session": self._session,
            "date": datetime.datetime.now(datetime.UTC).isoformat(),
            "version": "5.3",
        }
        dicts = [json.dumps(part).encode() for part in (header, parent or {}, {}, content)]
        return number, [DELIMITER, self._sign(dicts), *dicts, *buffers]

    def read(self, parts: list[bytes]) -> Message | None:
        """Return a signed message with a proper header; None for anything else."""
        try:
            start = parts.index(DELIMITER, 0, MOST_ADDRESS_PARTS) + 1
            signature, *dicts = parts[start : start + 5]
            if len(dicts) != 4 or not hmac.compare_digest(signature, self._sign(dicts)):
                return None
            if any(len(part) > MOST_HEADER for part in dicts[:3]):
                return None
            header, parent = _object(dicts[0]), _object(dicts[1])
        except ValueError:
            return None
        if not isinstance(header.get("msg_type"), str):
            return None
        return Message(header["msg_type"], header, str(parent.get("msg_id", "")), dicts[3], parts[start + 5 :])

    def _sign(self, dicts: list[bytes]) -> bytes:
        digest = self._mac.copy()
        for part in dicts:
            digest.update(part)
        return digest.hexdigest().encode()


def answer_of(reply: Message) -> tuple[dict[str, Any], list[bytes]]:
    """Return content and buffers of an ``examiner_reply``; a value's header, which comes first, in the content."""
    if reply.content.get("ok") is True and reply.buffers:
        header, *rest = reply.buffers
        return {**reply.content, "value": header.decode("ascii", "replace")}, rest
    return reply.content, reply.buffers


def _object(data: bytes) -> dict[str, Any]:
    """Return the JSON object in ``data``."""
    try:
        found = json.loads(data.decode("utf-8", "replace"), parse_int=_integer)
        if b"\\ud" in data.lower():  # perhaps half of a surrogate pair, which no file could hold
            found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    return found


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError("a number too long")
    return int(digits)
