"""Messages from a kernel that may send anything: in pieces here, and raw ones from inside a real box."""

from __future__ import annotations

import json
import os
import re
import textwrap
from collections.abc import Callable
from typing import Any

import pytest
from jupyter_client.session import Session

from examiner.kernels import budget
from examiner.kernels.errors import KernelDied, LimitReached
from examiner.kernels.messages import DELIMITER, MOST_CONTENT, MOST_HEADER, Writer
from examiner.kernels.session import KernelSession

Boxed = Callable[..., KernelSession]
Tell = Callable[[KernelSession, str], Any]

KEY = "k" * 32


def signed(header: Any, parent: Any, content: Any) -> list[bytes]:
    """A message whose parts are raw bytes or made into JSON."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, parent, {}, content)]
    return [DELIMITER, Writer(KEY)._sign(parts), *parts]


GOOD = {"msg_id": "1", "msg_type": "stream"}


def test_what_is_written_is_what_jupyter_reads() -> None:
    _, parts = Writer(KEY).write("execute_request", {"code": "1"}, buffers=[b"data"])
    message = Session(key=KEY.encode()).deserialize(Session(key=KEY.encode()).feed_identities(parts)[1])
    assert (message["msg_type"], message["content"]) == ("execute_request", {"code": "1"})
    assert [bytes(buffer) for buffer in message["buffers"]] == [b"data"]


def test_what_jupyter_writes_is_read() -> None:
    session = Session(key=KEY.encode())
    parent = {"msg_id": "asked", "msg_type": "x"}
    parts = session.serialize(session.msg("stream", {"name": "stdout", "text": "ä"}, parent={"header": parent}))
    message = Writer(KEY).read([b"topic", *parts, b"buffer"])
    assert message is not None
    assert (message.kind, message.parent, message.content["text"], message.buffers) == (
        "stream",
        "asked",
        "ä",
        [b"buffer"],
    )


def test_every_message_has_a_new_id() -> None:
    writer = Writer(KEY)
    assert len({writer.write("x", {})[0] for _ in range(100)} | {Writer(KEY).write("x", {})[0]}) == 101


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [b""],
        [DELIMITER],
        [DELIMITER, b"", b"{}", b"{}", b"{}"],
        [b"x"] * 20 + signed(GOOD, {}, {}),
        [DELIMITER, b"", *signed(GOOD, {}, {})[2:]],
        [DELIMITER, b"0" * 64, *signed(GOOD, {}, {})[2:]],
        [DELIMITER, "ü".encode(), *signed(GOOD, {}, {})[2:]],
        signed(b"{", {}, {}),
        signed(b"\xff\xfe", {}, {}),
        signed([], {}, {}),
        signed(GOOD, None, {}),
        signed({"msg_id": "1"}, {}, {}),
        signed({"msg_id": "1", "msg_type": 5}, {}, {}),
        signed(b'{"msg_type": "stream", "x": "' + b"x" * MOST_HEADER + b'"}', {}, {}),
    ],
    ids=lambda parts: f"{len(parts)} parts, {b''.join(parts)[:90]!r}"[:60],
)
def test_a_malformed_or_unsigned_message_is_none(parts: list[bytes]) -> None:
    assert Writer(KEY).read(parts) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"5", b"[" * 100_000, b'{"a": ' + b"9" * 10_000 + b"}", b"[" * (MOST_CONTENT + 1)],
    ids=["empty", "cut", "list", "number", "deep", "long number", "too large"],
)
def test_content_that_cannot_be_read_is_an_error_only_where_it_is_wanted(content: bytes) -> None:
    message = Writer(KEY).read(signed(GOOD, {"msg_id": "asked"}, content))
    assert message is not None and message.parent == "asked"
    with pytest.raises(ValueError, match=r"."):
        _ = message.content


def test_ids_of_requests_cannot_be_foreseen() -> None:
    writer = Writer(KEY)
    ids = [writer.write("x", {})[0] for _ in range(5)]
    assert len({text[:8] for text in ids}) == len({text[-8:] for text in ids}) == 5
    assert all(re.fullmatch(r"[0-9a-f]{32}", text) for text in ids)


def test_half_a_surrogate_pair_becomes_text_that_can_be_written() -> None:
    message = Writer(KEY).read(signed(GOOD, {}, rb'{"text": "\ud800 \uD83D\uDE00 \\ud800"}'))
    assert message is not None
    assert message.content["text"] == "? \U0001f600 \\ud800"


# -- from inside the box -------------------------------------------------------------------------------

RAW = """
from ipykernel.kernelapp import IPKernelApp
app, kernel = IPKernelApp.instance(), get_ipython().kernel
session, parent = kernel.session, kernel.get_parent("shell")
ident = kernel._shell_parent_ident.get() if hasattr(kernel._shell_parent_ident, "get") else kernel._parent_ident["shell"]
shell, stdin, iopub = app.shell_socket, app.stdin_socket, app.iopub_thread
def reply(kind="execute_reply", parent=parent, **content):
    session.send(shell, kind, content, parent=parent, ident=ident)
"""


@pytest.fixture(scope="module")
def raw(kernel: KernelSession) -> KernelSession:
    """A kernel whose cells have its own sockets at hand."""
    result = kernel.execute(RAW)
    assert not result.error, result.error
    return kernel


@pytest.fixture
def own(boxed: Boxed) -> KernelSession:
    """The same, for one test alone."""
    return boxed(memory_mib=400)


def test_answers_to_other_requests_early_ones_and_repeated_ones_are_dropped(raw: KernelSession, tell: Tell) -> None:
    code = """
        number = int(parent["header"]["msg_id"], 16)
        for later in range(20):
            for _ in range(2):
                forged = {"header": {**parent["header"], "msg_id": f"{number + later + 1:032x}"}}
                reply(parent=forged, status="ok", execution_count=666)
                reply("examiner_reply", parent=forged, ok=True)
        reply(parent={"header": {}}, status="ok", execution_count=666)
    """
    raw.execute(RAW + "\n" + textwrap.dedent(code))
    assert raw.execute("1").execution_count != 666
    assert tell(raw, "say('still right')") == "still right"
    assert raw.budget.junk >= 41  # they did arrive


def test_a_cell_that_forges_its_own_reply_is_followed_by_one_that_is_right(raw: KernelSession, tell: Tell) -> None:
    raw.execute(RAW + "\nreply(status='error', ename='Forged', traceback=['x'], execution_count=1)")
    assert tell(raw, "say(1)") == 1


@pytest.mark.parametrize(
    "content",
    [
        "status='error', ename=['x'], evalue={}, traceback=5, execution_count='many'",
        "status='error', ename='x' * 10**6, traceback=[['x'], 5, None], execution_count=-1",
        "status=[[[[[]]]]]",
        "",
    ],
)
def test_a_reply_of_the_wrong_form_is_read_as_far_as_it_goes(raw: KernelSession, content: str) -> None:
    result = raw.execute(f"{RAW}\nreply({content})")
    assert isinstance(result.error, str) and len(result.error_type) <= 200
    assert result.execution_count is None


@pytest.mark.parametrize(
    "message",
    [
        "session.send(iopub, 'stream', {'name': 'stdout'})",
        "session.send(iopub, 'stream', {'name': 5, 'text': ['x']})",
        "session.send(iopub, 'display_data', {'data': 5})",
        "session.send(iopub, 'display_data', {'data': {'text/plain': {'a': 1}}})",
        "session.send(iopub, 'execute_result', {'data': {'image/png': [1]}, 'metadata': {'x': float(1)}})",
        "session.send(iopub, 'error', {'ename': 1, 'evalue': 2, 'traceback': 'x'})",
        "session.send(iopub, 'update_display_data', {'transient': 5, 'data': []})",
        "session.send(iopub, 'status', {'execution_state': ['idle']}, parent=parent)",
        "session.send(iopub, 'status', {'x': 'y' * 5000}, parent=parent)",
        "session.send(iopub, 'no such kind', {})",
        "session.send(shell, 'input_request', {'prompt': 5}, ident=ident)",
        "session.send(stdin, 'input_request', {'prompt': 5}, ident=ident)",
        "session.send(stdin, 'input_request', {'prompt': 'x' * (3 << 20)}, ident=ident, parent=parent)",
        "shell.send_multipart([*ident, b''])",
        "shell.send_multipart([*ident, b'<IDS|MSG>', b'', b'{', b'{}', b'{}', b'{}'])",
        "iopub.send_multipart([b'x'] * 3000)",
    ],
)
def test_malformed_messages_do_no_harm(raw: KernelSession, tell: Tell, message: str) -> None:
    assert raw.execute(f"{RAW}\n{message}\nprint('done')").outputs[-1].text.endswith("done\n")
    assert tell(raw, "say(1)") == 1


def test_too_much_junk_ends_the_kernel(own: KernelSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "JUNK_MESSAGES", 100)
    with pytest.raises(KernelDied) as caught:
        own.execute(f"{RAW}\nwhile True: iopub.send_multipart([b'junk'])")
    assert caught.value.why == "protocol"
    assert own.handle.ended is not None


@pytest.mark.parametrize("channel", ["shell", "stdin"])
def test_a_message_in_endless_parts_takes_no_memory_outside(own: KernelSession, peak: Any, channel: str) -> None:
    code = f"""
{RAW}
import zmq
{channel}.sndhwm = 0
{channel}.send(ident[0], zmq.SNDMORE)
for _ in range(250): {channel}.send(bytes(1 << 20), zmq.SNDMORE)
{channel}.send(b'')
"""
    seen = ""
    with peak() as grown:
        try:
            own.execute(code)
        except LimitReached as error:
            seen = error.limit
        if channel == "stdin":
            _until_junk(own, 1)
        else:
            assert seen == "reply_mib"
    assert grown.grown_mib < 60


def _until_junk(session: KernelSession, count: int) -> None:
    """Run cells until so many messages were dropped: what was sent did arrive."""
    for _ in range(200):
        session.execute("import time\ntime.sleep(0.02)")
        if session.budget.junk >= count:
            return
    pytest.fail("what the kernel sent did not arrive")


def test_a_large_json_bomb_takes_little_memory(own: KernelSession, peak: Any) -> None:
    code = f"""
{RAW}
bomb = b'{{"a": [' + b'[],' * (900 << 10) + b'[]]}}'
def send():
    parts = [session.pack(session.msg_header("execute_reply")), session.pack(parent["header"]), b"{{}}", bomb]
    shell.send_multipart([*ident, b"<IDS|MSG>", session.sign(parts), *parts])
for _ in range(30): send()
"""
    with peak() as grown:
        own.execute(code)
        _until_junk(own, 29)  # all but the answer
    assert grown.grown_mib < 250  # what one of them takes when parsed


def test_a_flood_of_well_formed_messages_ends_with_the_cells_time(own: KernelSession) -> None:
    with pytest.raises((LimitReached, KernelDied)):
        own.execute(f"{RAW}\nwhile True: session.send(iopub, 'status', {{'execution_state': 'busy'}})", seconds=1)


def test_requests_for_input_that_nobody_waits_for_are_answered_with_an_error(raw: KernelSession, tell: Tell) -> None:
    code = """
        session.send(stdin, "input_request", {"prompt": "?", "password": False}, parent=parent, ident=ident)
        stdin.poll(20_000)
        _, answer = session.recv(stdin)
        say(answer["content"]["value"])
    """
    assert json.loads(tell(raw, RAW + textwrap.dedent(code))) == {"error": "no input"}


def test_descriptors_sent_by_a_kernel_do_not_pile_up(raw: KernelSession, tell: Tell) -> None:
    before = len(os.listdir("/proc/self/fd"))
    code = """
        import array, os, socket
        sent = 0
        for name in os.listdir("/proc/self/fd"):
            try: one = socket.socket(fileno=os.dup(int(name)))
            except OSError: continue
            with one:
                try: one.getpeername()
                except OSError: continue
                for _ in range(20):  # an empty ZMTP command, which is ignored, with files attached
                    try: sent += one.sendmsg([b"\\x04\\x00"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0] * 10))])
                    except OSError: break
        say(sent)
    """
    assert tell(raw, textwrap.dedent(code).replace("\\\\", "\\")) > 20
    assert tell(raw, "say(1)") == 1
    assert len(os.listdir("/proc/self/fd")) <= before + 2
