"""The connection to a kernel: understands libzmq, and keeps no more of a message than it may."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq

from examiner.kernels.zmtp import (
    GREETING,
    MOST_COMMANDS,
    MOST_PARTS,
    Channel,
    Decoder,
    Parts,
    ProtocolError,
    encode,
    ready_command,
)

HANDSHAKE = GREETING + ready_command("ROUTER", b"")


def frame(body: bytes, more: bool = False) -> bytes:
    """One frame of a message, in its long form."""
    return bytes((2 | more,)) + len(body).to_bytes(8) + body


def decoder(most: int = 1000) -> Decoder:
    """A decoder whose handshake is over."""
    found = Decoder(most)
    assert found.feed(HANDSHAKE) == [] and found.ready
    return found


# -- the decoder ---------------------------------------------------------------------------------------


def test_messages_survive_being_cut_anywhere() -> None:
    messages = [[b""], [b"a", b"", b"b" * 255], [b"c" * 256, b"d" * 70_000]]
    data = HANDSHAKE + b"".join(bytes(piece) for message in messages for piece in encode(message))
    rng = random.Random(0)
    for _ in range(50):
        found: list[Parts | None] = []
        reader, place = Decoder(100_000), 0
        while place < len(data):
            step = rng.choice((1, 2, 7, 100, 5000))
            found += reader.feed(data[place : place + step])
            place += step
        assert found == messages


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\n" * 5,
        bytes(64),
        GREETING[:10] + b"\x01" + GREETING[11:],
        GREETING[:12] + b"CURVE".ljust(20, b"\0") + GREETING[32:],
        HANDSHAKE + b"\xff\x00",
        HANDSHAKE + b"\x08\x00",
        HANDSHAKE + b"\x05\x00",
    ],
    ids=["text", "zeros", "old version", "other mechanism", "unknown flags", "reserved flag", "command with more"],
)
def test_what_is_no_zmtp_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        Decoder(1000).feed(data)


def test_a_message_that_is_too_large_is_reported_at_once_and_read_past() -> None:
    reader = decoder()
    assert reader.feed(b"\x02" + (5000).to_bytes(8)) == [None]
    assert reader.feed(bytes(4999)) == []
    assert reader.feed(b"\0" + frame(b"next")) == [[b"next"]]


def test_parts_count_together() -> None:
    reader = decoder()
    assert reader.feed(frame(b"x" * 600, more=True)) == []
    assert reader.feed(frame(b"x" * 600, more=True)) == [None]
    assert reader.feed(frame(b"x" * 600, more=True) + frame(b"x") + frame(b"next")) == [[b"next"]]


def test_many_empty_parts_are_too_large_too() -> None:
    reader = decoder(1 << 30)
    found = reader.feed(b"\x01\x00" * (MOST_PARTS + 10) + b"\x00\x00" + frame(b"next"))
    assert found == [None, [b"next"]]


def test_a_frame_of_the_largest_size_there_is_takes_no_memory(peak: Any) -> None:
    reader = decoder()
    with peak() as grown:
        assert reader.feed(b"\x02" + b"\xff" * 8) == [None]
        for _ in range(300):
            assert reader.feed(bytes(1 << 20)) == []
    assert grown.grown_mib < 20


def test_a_message_without_end_takes_no_memory(peak: Any) -> None:
    reader = decoder(1 << 20)
    part = frame(bytes(1 << 19), more=True)
    with peak() as grown:
        found = [message for _ in range(400) for message in reader.feed(part)]
    assert found == [None] and grown.grown_mib < 20


def test_commands_are_ignored() -> None:
    ping = b"\x04\x05\x04PING"
    assert decoder().feed(ping + b"\x06" + (1000).to_bytes(8) + bytes(1000) + frame(b"a")) == [[b"a"]]


@pytest.mark.parametrize(
    "commands", [b"\x06" + (1 << 40).to_bytes(8), b"\x04\x00" * (MOST_COMMANDS + 1)], ids=["large", "many"]
)
def test_commands_without_end_are_refused(commands: bytes) -> None:
    reader = decoder()
    with pytest.raises(ProtocolError):
        reader.feed(commands)


def test_noise_never_raises_anything_else() -> None:
    rng = random.Random(1)
    for _ in range(2000):
        reader = decoder()
        try:
            for _ in range(5):
                reader.feed(rng.randbytes(rng.randrange(200)))
        except ProtocolError:
            pass
        assert len(reader._buffer) <= 2000


# -- with libzmq ---------------------------------------------------------------------------------------


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Any]:
    """Makes libzmq sockets that listen on a path."""
    context = zmq.Context()
    opened: list[zmq.Socket[bytes]] = []  # one that goes while it is open is a warning

    def make(kind: int) -> tuple[zmq.Socket[bytes], str]:
        made = context.socket(kind)
        opened.append(made)
        made.rcvtimeo = made.sndtimeo = 20_000
        made.linger = 0
        path = str(tmp_path / f"s{kind}")
        made.bind(f"ipc://{path}")
        return made, path

    yield make
    context.destroy(linger=0)


def receive(channel: Channel, count: int = 1) -> list[Parts | None]:
    """Wait for that many messages."""
    import select

    found: list[Parts | None] = []
    poller = select.poll()
    while len(found) < count:
        poller.register(channel, select.POLLIN | (select.POLLOUT if channel.wants_to_send else 0))
        assert poller.poll(20_000), "nothing arrived"
        found += channel.receive()
    return found


def test_a_dealer_channel_talks_with_a_router(peer: Any) -> None:
    router, path = peer(zmq.ROUTER)
    channel = Channel(path, "DEALER", b"me", 10**6)
    channel.send([b"one", b"", b"x" * 100_000])
    router_got: list[bytes] = []
    while not router_got:
        channel.receive()
        if router.poll(10):
            router_got = router.recv_multipart()
    assert router_got == [b"me", b"one", b"", b"x" * 100_000]
    router.send_multipart([b"me", b"two", b"y" * 300])
    assert receive(channel) == [[b"two", b"y" * 300]]
    channel.close()


def test_a_sub_channel_gets_what_is_published(peer: Any) -> None:
    publisher, path = peer(zmq.XPUB)
    channel = Channel(path, "SUB", b"me", 1000)
    while not publisher.poll(10):
        channel.receive()
    assert publisher.recv() == b"\x01"
    publisher.send_multipart([b"topic", b"text"])
    publisher.send_multipart([b"topic", b"x" * 2000])
    publisher.send_multipart([b"topic", b"end"])
    assert receive(channel, 3) == [[b"topic", b"text"], None, [b"topic", b"end"]]
    channel.close()


def test_sending_never_waits_for_a_peer_that_does_not_read(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        channel = Channel(str(tmp_path / "s"), "DEALER", b"me", 1000)
        there, _ = listener.accept()
        with there:
            there.sendall(HANDSHAKE)
            receive_nothing(channel)
            channel.send([b"x" * 10_000_000])
            assert channel.wants_to_send and not channel.broken
            size = 0
            while channel.wants_to_send:
                size += len(there.recv(1 << 20))
                channel.flush()
            assert size > 9_000_000
        channel.close()


def receive_nothing(channel: Channel) -> None:
    """Take in the other side's handshake."""
    while not channel.decoder.ready:
        assert channel.receive() == []


def test_nothing_is_sent_before_the_other_side_is_ready(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        channel = Channel(str(tmp_path / "s"), "DEALER", b"me", 1000)
        channel.send([b"early"])
        there, _ = listener.accept()
        with there:
            assert there.recv(1 << 16) == GREETING + ready_command("DEALER", b"me")
            there.sendall(HANDSHAKE)
            receive_nothing(channel)
            assert there.recv(1 << 16) == b"\x00\x05early"
        channel.close()


def test_a_socket_that_is_not_there_makes_a_broken_channel(tmp_path: Path) -> None:
    channel = Channel(str(tmp_path / "none"), "DEALER", b"me", 1000)
    assert channel.broken
    channel.send([b"x"])
    channel.close()


def test_a_peer_that_hangs_up_or_talks_nonsense_breaks_the_channel(tmp_path: Path) -> None:
    for words in (b"", b"nonsense" * 20):
        path = str(tmp_path / f"s{len(words)}")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen()
            channel = Channel(path, "DEALER", b"me", 1000)
            there, _ = listener.accept()
            there.sendall(words)
            there.close()
            while not channel.broken:
                assert channel.receive() == []
        channel.close()
