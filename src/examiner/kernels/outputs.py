"""What a request printed and drew, gathered from a kernel's messages as notebook outputs."""

from __future__ import annotations

import copy
import math
import re
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

KINDS = ("stream", "display_data", "execute_result", "error", "update_display_data", "clear_output")
JSON_TYPE = re.compile(r"application/(.*\+)?json")
MOST_DEPTH = 32  # of JSON data: whatever reads the notebook later must not run out of stack


@dataclass
class CellResult:
    """What running one cell gave."""

    outputs: list[NotebookNode] = field(default_factory=list)
    error: str = ""  # the traceback, plain text; empty if the cell ended well
    error_type: str = ""
    execution_count: int | None = None
    seconds: float = 0.0


class OutputCollector:
    """Gathers a request's output messages as notebook outputs.

    Parameters
    ----------
    result : CellResult
        Where they go.
    """

    def __init__(self, result: CellResult) -> None:
        self.outputs = result.outputs
        self._clear_next = False
        self._displays: dict[str, list[NotebookNode]] = {}

    def __call__(self, kind: str, content: dict[str, Any]) -> None:
        """Take in one message.

        Raises
        ------
        KeyError, TypeError, ValueError
            On content that no kernel sends.
        """
        if kind == "clear_output":
            self._clear_next = bool(content.get("wait"))
            if not self._clear_next:
                self.outputs.clear()
            return
        if kind == "update_display_data":
            data, metadata = _bundle(content)
            for output in self._displays.get(_display_id(content), ()):
                output.data, output.metadata = copy.deepcopy(data), copy.deepcopy(metadata)
            return
        if self._clear_next:
            self.outputs.clear()
            self._clear_next = False
        if kind == "stream":
            self._stream(_text(content["name"]), _text(content["text"]))
        elif kind == "error":
            self.outputs.append(_error(content))
        else:
            self._display(kind, content)

    def _stream(self, name: str, text: str) -> None:
        name = name if name in ("stdout", "stderr") else "stdout"
        last = self.outputs[-1] if self.outputs else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += text
        else:
            self.outputs.append(NotebookNode(output_type="stream", name=name, text=text))

    def _display(self, kind: str, content: dict[str, Any]) -> None:
        data, metadata = _bundle(content)
        output = NotebookNode(output_type="display_data", data=data, metadata=metadata)
        if kind == "execute_result":
            count = content.get("execution_count")
            output.output_type = kind
            output.execution_count = count if type(count) is int and count >= 0 else None
        self.outputs.append(output)
        name = _display_id(content)
        if name:
            self._displays.setdefault(name, []).append(output)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return value


def _error(content: dict[str, Any]) -> NotebookNode:
    if not isinstance(content["traceback"], list):
        raise TypeError("a list of lines was expected")
    lines = [_text(line) for line in content["traceback"]]
    texts = {"ename": _text(content["ename"]), "evalue": _text(content["evalue"])}
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
