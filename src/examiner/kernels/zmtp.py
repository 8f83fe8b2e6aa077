"""One connection to a kernel's socket: a small ZMTP 3.0 peer that holds every message to a size.

libzmq limits the size of each part of a message but not their number, and it queues a message that is not finished
without end: a kernel could fill the trusted process' memory. Here nothing is kept beyond the limit; what is too
large is read past. See https://rfc.zeromq.org/spec/23. NULL mechanism, Unix sockets, client side only.
"""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Sequence
from typing import Any

MORE, LONG, COMMAND = 1, 2, 4
GREETING = b"\xff" + bytes(8) + b"\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)
MOST_PARTS = 65_536
MOST_COMMANDS = 1000  # of the handshake, and a ping now and then
MOST_COMMAND_BYTES = 1 << 16
READ_BYTES = 1 << 20  # taken from the socket at once
READS = 16  # at most so often in a row, so that one busy channel does not starve the others
JOIN_BYTES = 1 << 16  # parts below this size are joined before they are sent

Parts = list[bytes]


class ProtocolError(Exception):
    """The other side does not speak ZMTP 3."""


class Decoder:
    """Turns the bytes of a connection into messages.

    Parameters
    ----------
    most_bytes : int
        Size of a message, all its parts together, above which it is read past.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.ready = False  # the other side has finished its handshake
        self._buffer = bytearray()
        self._greeted = False
        self._parts: Parts = []
        self._size = 0  # of the parts so far
        self._dropping = False  # the message in progress is too large
        self._skip = 0  # bytes of the frame in progress to read past
        self._commands = 0

    def feed(self, data: bytes | bytearray | memoryview) -> list[Parts | None]:
        """Take in bytes and return the messages that they complete; None stands for one that is too large.

        Raises
        ------
        ProtocolError
            If this is no ZMTP 3, or commands without end.
        """
        if self._skip >= len(data):
            self._skip -= len(data)
            return []
        self._buffer += memoryview(data)[self._skip :]
        self._skip = 0
        found: list[Parts | None] = []
        if not self._greeted and not self._greet():
            return found
        while self._frame(found):
            pass
        return found

    def _greet(self) -> bool:
        if len(self._buffer) < len(GREETING):
            return False
        theirs = bytes(self._buffer[: len(GREETING)])
        if theirs[0] != 0xFF or theirs[9] != 0x7F or theirs[10] < 3 or theirs[12:32] != GREETING[12:32]:
            raise ProtocolError("no ZMTP 3 greeting")
        del self._buffer[: len(GREETING)]
        self._greeted = True
        return True

    def _frame(self, found: list[Parts | None]) -> bool:
        """Take one frame off the buffer; False if it is not complete."""
        head = self._head()
        if head is None:
            return False
        flags, start, size = head
        if flags & COMMAND:
            self._commands += 1
            if self._commands > MOST_COMMANDS or size > MOST_COMMAND_BYTES:
                raise ProtocolError("commands without end")
        kept = not flags & COMMAND and not self._too_large(size, found)
        if not kept:
            left = len(self._buffer) - start
            self._skip = max(0, size - left)
            del self._buffer[: start + min(size, left)]
        elif len(self._buffer) < start + size:
            return False
        else:
            self._parts.append(bytes(memoryview(self._buffer)[start : start + size]))
            self._size += size
            del self._buffer[: start + size]
        if flags & COMMAND:
            self.ready = True  # the first command ends the handshake, later ones (PING) want no answer
        elif not flags & MORE:
            if not self._dropping:
                found.append(self._parts)
            self._parts, self._size, self._dropping = [], 0, False
        return True

    def _head(self) -> tuple[int, int, int] | None:
        """Return the flags of the next frame, where its body starts, and the body's size."""
        if not self._buffer:
            return None
        flags = self._buffer[0]
        if flags & ~(MORE | LONG | COMMAND) or (flags & COMMAND and flags & MORE):
            raise ProtocolError("unknown frame flags")
        start = 9 if flags & LONG else 2
        if len(self._buffer) < start:
            return None
        return flags, start, int.from_bytes(self._buffer[1:start])

    def _too_large(self, size: int, found: list[Parts | None]) -> bool:
        if not self._dropping and (self._size + size > self.most_bytes or len(self._parts) >= MOST_PARTS):
            self._parts, self._dropping = [], True
            found.append(None)
        return self._dropping


def encode(parts: Sequence[Any]) -> list[memoryview]:
    """Return a message as pieces to be sent in order; large parts are not copied."""
    pieces: list[memoryview] = []
    joined = bytearray()
    for number, part in enumerate(parts):
        view = memoryview(part).cast("B")
        more = MORE if number < len(parts) - 1 else 0
        size = len(view)
        joined += bytes((more, size)) if size < 256 else bytes((more | LONG,)) + size.to_bytes(8)
        if size < JOIN_BYTES:
            joined += view
        else:
            pieces += [memoryview(joined), view]
            joined = bytearray()
    return [*pieces, memoryview(joined)] if joined else pieces


def ready_command(kind: str, identity: bytes) -> bytes:
    """Return the READY command of a socket of that kind."""
    body = b"\x05READY"
    for name, value in ((b"Socket-Type", kind.encode()), (b"Identity", identity)):
        body += bytes((len(name),)) + name + len(value).to_bytes(4) + value
    return bytes((COMMAND, len(body))) + body


class Channel:
    """A connected DEALER or SUB socket.

    Parameters
    ----------
    path : str
        The Unix socket that the kernel listens on.
    kind : {"DEALER", "SUB"}
        A SUB channel subscribes to everything.
    identity : bytes
        The name under which the kernel answers.
    most_bytes : int
        Size of a message that is still taken in.
    """

    def __init__(self, path: str, kind: str, identity: bytes, most_bytes: int) -> None:
        self.decoder = Decoder(most_bytes)
        self.broken = False
        self._unsent: deque[memoryview] = deque(encode([b"\x01"]) if kind == "SUB" else ())
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(path)
            self._socket.sendall(GREETING + ready_command(kind, identity))
        except OSError:  # the kernel is gone: whoever waits for it will hear how it ended
            self.broken = True
        self._socket.setblocking(False)

    def fileno(self) -> int:
        """Return the descriptor, to be polled."""
        return self._socket.fileno()

    @property
    def has_unsent(self) -> bool:
        """Whether the kernel has not taken all that was sent to it."""
        return bool(self._unsent) and not self.broken

    @property
    def wants_to_send(self) -> bool:
        """Whether something waits until the kernel reads."""
        return self.decoder.ready and self.has_unsent

    def send(self, parts: Sequence[Any]) -> None:
        """Queue a message and send what the kernel takes at once; never waits."""
        self._unsent.extend(encode(parts))
        self.flush()

    def flush(self) -> None:
        """Send as much as the kernel takes."""
        try:
            while self.wants_to_send:
                sent = self._socket.send(self._unsent[0])
                if sent == len(self._unsent[0]):
                    self._unsent.popleft()
                else:
                    self._unsent[0] = self._unsent[0][sent:]
        except BlockingIOError:
            return
        except OSError:
            self.broken = True

    def receive(self) -> list[Parts | None]:
        """Return the messages that have arrived; None stands for one that is too large."""
        found: list[Parts | None] = []
        try:
            for _ in range(READS):
                data = self._socket.recv(READ_BYTES)
                self.broken = self.broken or not data
                found += self.decoder.feed(data)
                if len(data) < READ_BYTES:
                    break
        except BlockingIOError:
            pass
        except (OSError, ProtocolError):
            self.broken = True
        self.flush()  # the handshake may have ended
        return found

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()
