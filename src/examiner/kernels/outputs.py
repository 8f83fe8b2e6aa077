"""What a request printed and drew, gathered from a kernel's messages as notebook outputs."""

from __future__ import annotations

import copy
import math
import re
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from examiner.kernels.places import without_places
from examiner.kernels.room import Room

KINDS = ("stream", "display_data", "execute_result", "error", "update_display_data", "clear_output")
JSON_TYPE = re.compile(r"application/(.*\+)?json")
OUTPUT_BYTES = 128  # counted for each output beside its text: a million empty ones are not nothing
MOST_DEPTH = 32  # of JSON data: whatever reads the notebook later must not run out of stack
CELLS_FILE = re.compile(r"\(\d+\.py, (line \d+)\)")  # which IPython pretends a cell to be, in a SyntaxError's message
MOST_MESSAGE = 4_000  # characters of what an exception says
MOST_ERROR = 20_000  # characters of a cell's traceback that are kept


@dataclass
class CellResult:
    """What running one cell gave."""

    outputs: list[NotebookNode] = field(default_factory=list)
    error: str = ""  # the traceback, plain text; empty if the cell ended well
    error_type: str = ""
    error_message: str = ""  # what the exception says, all of its lines
    execution_count: int | None = None
    seconds: float = 0.0


class OutputCollector:
    """Gathers a request's output messages as notebook outputs, and cuts them where there is no room.

    Parameters
    ----------
    result : CellResult
        Where they go.
    room : Room
        How much of them may be kept. What is over is left out, with a line that says so.
    """

    def __init__(self, result: CellResult, room: Room) -> None:
        self.outputs, self.room = result.outputs, room
        self._clear_next = False
        self._displays: dict[str, list[NotebookNode]] = {}
        self._sizes: dict[int, int] = {}  # of displays, by identity
        self._kept = 0
        self._full = False
        self._stream: _Stream | None = None  # the last output, if it is text

    def wants(self, kind: str) -> bool:
        """Say whether a message of that kind is worth reading."""
        return kind in KINDS and (not self._full or kind == "clear_output")

    def __call__(self, kind: str, content: dict[str, Any], size: int = 0) -> int:
        """Take in one message, of so many bytes, and return how many outputs it changes, at least 1.

        Raises
        ------
        KeyError, TypeError, ValueError
            On content that no kernel sends.
        """
        if kind == "clear_output":
            self._clear_next = bool(content.get("wait"))
            if not self._clear_next:
                self._clear()
            return 1
        if kind == "update_display_data":
            return self._update(content, size + OUTPUT_BYTES)
        if self._clear_next:
            self._clear()
        if kind == "stream":
            self._print(_text(content["name"]), _text(content["text"]))
        elif kind == "error":
            self._append(_error(content), size + OUTPUT_BYTES)
        else:
            self._display(kind, content, size + OUTPUT_BYTES)
        return 1

    def cut(self) -> None:
        """Leave out what comes from now on, and say so once."""
        self._full = True
        if not self.room.cut:
            self.room.cut = True
            self._end_stream()
            self.outputs.append(NotebookNode(output_type="stream", name="stderr", text=f"[{self.room.text}]\n"))

    def finish(self) -> None:
        """Write down what is not yet: to be called once, when no more comes."""
        self._end_stream()

    def _end_stream(self) -> None:
        if self._stream is not None:
            text = self._stream.text  # warnings of libraries say where these lie
            self._stream.node.text = without_places(text) if self._stream.node.name == "stderr" else text
            self._stream = None

    def _clear(self) -> None:
        self._end_stream()
        self.outputs.clear()
        self._displays.clear()
        self._sizes.clear()
        self._charge(-self._kept)
        self._clear_next = self._full = self.room.cut = False

    def _charge(self, size: int) -> None:
        self._kept += size
        self.room.charge(size)

    def _append(self, output: NotebookNode, size: int) -> bool:
        if size > self.room.left():
            self.cut()
            return False
        self._end_stream()
        self.outputs.append(output)
        self._charge(size)
        return True

    def _update(self, content: dict[str, Any], size: int) -> int:
        data, metadata = _bundle(content)
        shown = self._displays.get(_display_id(content), [])
        growth = sum(size - self._sizes[id(output)] for output in shown)
        if growth > self.room.left():
            self.cut()
        else:
            for output in shown:
                output.data, output.metadata = copy.deepcopy(data), copy.deepcopy(metadata)
                self._sizes[id(output)] = size
            self._charge(growth)
        return max(1, len(shown))

    def _print(self, name: str, text: str) -> None:
        name = name if name in ("stdout", "stderr") else "stdout"
        if self._stream is None or self._stream.node.name != name:
            node = NotebookNode(output_type="stream", name=name, text="")
            if not self._append(node, OUTPUT_BYTES):
                return
            self._stream = _Stream(node)
        before = self._stream.size
        self._stream.add(text)
        over = self._stream.size - before - self.room.left()
        if over > 0:
            self._stream.shorten(over)
        self._charge(self._stream.size - before)
        if over > 0:
            self.cut()

    def _display(self, kind: str, content: dict[str, Any], size: int) -> None:
        data, metadata = _bundle(content)
        output = NotebookNode(output_type="display_data", data=data, metadata=metadata)
        if kind == "execute_result":
            count = content.get("execution_count")
            output.output_type = kind
            output.execution_count = count if type(count) is int and count >= 0 else None
        name = _display_id(content)
        if self._append(output, size) and name:
            self._displays.setdefault(name, []).append(output)
            self._sizes[id(output)] = size


class _Stream:
    """Text as it comes. A line that is overwritten from its start, such as a progress bar, is the line that stays.

    Parameters
    ----------
    node : NotebookNode
        The output that gets the text in the end.
    """

    def __init__(self, node: NotebookNode) -> None:
        self.node = node
        self.size = 0
        self._lines: list[str] = []
        self._last: list[str] = []  # pieces of the line that is not ended yet
        self._last_size = 0
        self._returned = False  # that line ends with a carriage return: what comes next is written over it

    @property
    def text(self) -> str:
        return "".join(self._lines) + self._line()

    def _line(self) -> str:
        return "".join(self._last) + "\r" * self._returned

    def add(self, text: str) -> None:
        head, newline, tail = text.rpartition("\n")
        if newline:
            line = self._line() + head
            lines = line.split("\n") if "\r" in line else [line]
            self._lines.append("\n".join(map(_that_stays, lines)) + newline)
            self.size += _bytes(self._lines[-1]) - self._last_size - self._returned
            self._last, self._last_size, self._returned = [], 0, False
        self._go_on(tail)

    def _go_on(self, text: str) -> None:
        """Add to the last line, without a look at what is there: it may be long, and the text one sign."""
        before = self._last_size + self._returned
        body = text.rstrip("\r")
        if body:
            _, returned, seen = body.rpartition("\r")
            if returned or self._returned:
                self._last, self._last_size = [], 0
            self._last.append(seen)
            self._last_size += _bytes(seen)
        self._returned = len(body) < len(text) or (self._returned and not body)
        self.size += self._last_size + self._returned - before

    def shorten(self, count: int) -> None:
        """Take the last bytes away, so many or a few more."""
        text = self.text.encode("utf-8", "replace")[: max(self.size - count, 0)]
        self._lines, self._last = [text.decode("utf-8", "ignore")], []
        self._last_size, self._returned = 0, False
        self.size = _bytes(self._lines[0])


def _that_stays(line: str) -> str:
    """Return what is seen of a line after its carriage returns."""
    body = line.rstrip("\r")
    return body.rpartition("\r")[2] + line[len(body) : len(body) + 1]


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return value


def _error(content: dict[str, Any]) -> NotebookNode:
    if not isinstance(content["traceback"], list):
        raise TypeError("a list of lines was expected")
    lines = [without_places(_text(line)) for line in content["traceback"]]
    texts = {"ename": _text(content["ename"]), "evalue": without_places(_text(content["evalue"]))}
    return NotebookNode(output_type="error", traceback=lines, **texts)


def _bundle(content: dict[str, Any]) -> tuple[NotebookNode, NotebookNode]:
    """Return the data by MIME type and its metadata, as the notebook format allows them."""
    data = NotebookNode()
    for kind, value in dict(content["data"]).items():
        if JSON_TYPE.fullmatch(kind):
            data[kind] = _checked(value)
        else:
            data[kind] = "".join(map(_text, value)) if isinstance(value, list) else _text(value)
    return data, NotebookNode(_checked(dict(content.get("metadata") or {})))


def _checked(value: Any, depth: int = 0) -> Any:
    """Return JSON data that can be written to a file and read again."""
    if depth > MOST_DEPTH or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError("too deep, or no number")
    if isinstance(value, dict):
        return {key: _checked(item, depth + 1) for key, item in value.items()}
    return [_checked(item, depth + 1) for item in value] if isinstance(value, list) else value


def _display_id(content: dict[str, Any]) -> str:
    transient = content.get("transient")
    return str(transient.get("display_id") or "") if isinstance(transient, dict) else ""


def fill_in(result: CellResult, content: dict[str, Any]) -> None:
    """Read an ``execute_reply``."""
    count = content.get("execution_count")
    result.execution_count = count if type(count) is int and count >= 0 else None
    if content.get("status") == "error":
        result.error_type = str(content.get("ename", ""))[:200]
        result.error_message = CELLS_FILE.sub(r"(\1)", without_places(str(content.get("evalue", ""))[:MOST_MESSAGE]))
        lines = content.get("traceback")
        error = "\n".join(map(str, lines)) if isinstance(lines, list) else ""
        result.error = _shortened(without_places(error) or f"{result.error_type}: {content.get('evalue')}")


def _shortened(error: str) -> str:
    """Return a traceback of any length as its beginning and its end: one is kept for every cell."""
    if len(error) <= MOST_ERROR:
        return error
    return f"{error[: MOST_ERROR // 2]}\n…\n{error[-MOST_ERROR // 2 :]}"
