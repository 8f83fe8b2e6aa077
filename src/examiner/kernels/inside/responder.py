"""The inner end of the wall: reads variables and calls functions of the notebook when asked.

Everything here runs in the student's process and can be overwritten by the student, who would only change
his own answers: the trusted side believes nothing but that these bytes came from this kernel.

One ``examiner_request`` on the shell channel gets one ``examiner_reply``. An encoded value travels as buffers, its
header first. A reply that is small and behind which no output is on its way says that it is the end; behind any other
the kernel tells that it is idle. What else each reply says, see ``names``. Content::

    {"id": token, "op": "get", "set", "files", "batch", or one of OPERATIONS in asked.py,
     "target": {"name": "f"} | {"ref": 3}, "most": bytes that the reply may have,
     "with_value": whether a value comes along}                                     buffers: the value
    {"id": token, "end": bool, ..., "ok": true, "warnings": [[category, text]]}     buffers: the value
    {"id": token, "end": bool, ..., "ok": false, "error": {"type", "message", "bases", "traceback"}}

A function that the grader passed as an argument is a :class:`Callback` here: calling it sends an
``input_request`` on the stdin channel and waits for the reply, as ``input()`` would.
"""

from __future__ import annotations

import builtins
import contextlib
import inspect
import itertools
import json
import os
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

import zmq

from ... import codec
from . import figures, tracebacks
from .asked import OPERATIONS
from .batches import Batch
from .names import Names

MOST_TRACEBACK = 20_000
MOST_WARNINGS = 50
SMALL = 1 << 16  # bytes of a value: whoever waits reads what is said beside it
SUBMISSION = "/submission"
_NAME, _BASES = (
    vars(type)[name].__get__ for name in ("__name__", "__mro__")
)  # a metaclass may raise where it is asked


class Callback:
    """A function of the grader's, callable from student code."""

    def __init__(self, responder: Responder, number: int, name: str, parameters: list[str] | None = None) -> None:
        self._responder, self._number = responder, number
        self.__name__ = self.__qualname__ = name
        kind = inspect.Parameter
        told = [kind("args", kind.VAR_POSITIONAL), kind("kwargs", kind.VAR_KEYWORD)]
        if parameters is not None:
            told = [kind(one, kind.POSITIONAL_OR_KEYWORD) for one in parameters]
        self.__signature__ = inspect.Signature(told)  # where inspect.signature looks

    def __copy__(self) -> Callback:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Callback:
        return self  # as with any function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._responder.ask_grader(self._number, args, kwargs)


class References:
    """Objects that stay here and are known outside by number."""

    def __init__(self) -> None:
        self.objects: dict[int, Any] = {}
        self.numbers: dict[int, int] = {}
        self.counter = itertools.count(1)

    def reference(self, value: Any) -> dict[str, Any]:
        """Return the number of an object, its type's name and whether it can be called."""
        number = self.numbers.get(id(value))
        if number is None:
            number = next(self.counter)
            self.objects[number] = value  # held for the kernel's life, so an id is never reused
            self.numbers[id(value)] = number
        kind = type(value)
        return {
            "id": number,
            "type": f"{kind.__module__}.{kind.__qualname__}"[:200],
            "callable": callable(value),
        }


class Responder:
    """Answers the wall's requests on the kernel's main thread."""

    def __init__(self, kernel: Any) -> None:
        self.kernel = kernel
        self.references = References()
        self.busy = threading.get_ident()
        self.current: tuple[Any, Any] | None = None
        self.ended = ""  # the last request whose reply told its end
        self.names = Names(lambda: kernel.shell.user_ns)

    async def handle(self, stream: Any, ident: Any, parent: dict[str, Any]) -> None:
        """Answer one ``examiner_request``."""
        content = parent["content"]
        buffers = [bytes(b) for b in parent.get("buffers", ())]
        self.current, previous = (ident, parent), self.current
        output, before = self.kernel.iopub_thread, self.kernel.iopub_thread.last
        try:
            told, answer = self.attempt(lambda: self.perform(content, buffers), content["most"])
        finally:
            self.current = previous
        for stream_out in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):  # a student may have replaced them
                stream_out.flush()
        end = output.last is before and sum(map(len, answer)) <= SMALL
        reply = {"id": content.get("id"), "end": end, **self.names.told(content, told["ok"]), **told}
        self.kernel.session.send(stream, "examiner_reply", reply, parent, ident, buffers=answer)
        self.ended = parent["header"]["msg_id"] if end else ""

    def attempt(self, do: Callable[[], Any], most: int) -> tuple[dict[str, Any], list[bytes]]:
        """Do something of the student's and show its plots.

        Parameters
        ----------
        do : callable
            Returns a value, or raises.
        most : int
            Bytes that the value may have.

        Returns
        -------
        tuple
            The fields of a reply, and the encoded value, its header first; none if there is none.
        """
        try:
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter("always")
                value = do()
            header, buffers = codec.encode(value, self.references, codec.CodecLimits(max_bytes=most))
            shown = [[_NAME(w.category), _text_of(w.message, 500)] for w in seen[:MOST_WARNINGS]]
            told = {"ok": True, "warnings": shown}, [header, *map(bytes, buffers)]
        except BaseException as error:  # whatever a student's function raises, KeyboardInterrupt included
            told = {"ok": False, "error": self.describe(error)}, []
        with contextlib.suppress(BaseException):  # without a reply the grader would wait for all the real time there is
            figures.show_open(self.kernel.shell)
        return told

    def perform(self, content: dict[str, Any], buffers: list[bytes]) -> Any:
        """Do what a request asks and return the value."""
        argument: Any = codec.decode(buffers[0], buffers[1:], self.resolve) if content["with_value"] else None
        if content["op"] == "files":
            return write_files(argument or [])
        if content["op"] == "set":
            self.kernel.shell.user_ns.update(argument)
            return None
        target = self.target(content["target"])
        if content["op"] == "batch":
            return Batch(self.attempt, target, argument["keeping"], argument["calls"], content["most"]).go_on()
        return OPERATIONS[content["op"]](target, argument)

    def target(self, where: dict[str, Any]) -> Any:
        """Find what a request is about; None if it is about nothing of the notebook's."""
        if not where:
            return None
        if "ref" in where:
            return self.references.objects[where["ref"]]
        names = self.kernel.shell.user_ns
        if where["name"] not in names:
            raise NameError(f"name {where['name']!r} is not defined")
        return names[where["name"]]

    def resolve(self, reference: dict[str, Any]) -> Any:
        """Turn a reference in an argument into the object or the callback it stands for."""
        if "callback" in reference:
            name, parameters = reference.get("name", "function"), reference.get("parameters")
            return Callback(self, reference["callback"], name, parameters)
        return self.references.objects[reference["id"]]

    def ask_grader(self, number: int, args: Any, kwargs: Any) -> Any:
        """Have the grader's function ``number`` called and return its value."""
        if self.current is None or threading.get_ident() != self.busy:
            raise RuntimeError("this function can only be called while it is being passed, on the main thread")
        ident, parent = self.current
        header, buffers = codec.encode((args, kwargs), self.references)
        prompt = json.dumps({"callback": number, "value": header.decode()})
        session, channel = self.kernel.session, self.kernel.stdin_socket
        content = {"prompt": prompt, "password": False}
        asked = session.send(channel, "input_request", content, parent, ident=ident, buffers=buffers)
        reply = self._answer_to(asked["header"]["msg_id"])
        answer = json.loads(reply["content"]["value"])
        if "error" in answer:
            kind = getattr(builtins, answer.get("kind", ""), RuntimeError)
            raise kind(answer["error"])
        return codec.decode(answer["value"].encode(), [bytes(b) for b in reply.get("buffers", ())], self.resolve)

    def _answer_to(self, asked: str) -> dict[str, Any]:
        """Return the answer to a question; those to questions that an interrupt has left unanswered are passed over."""
        channel = self.kernel.stdin_socket
        while True:  # a poll that ends, so that an interrupt is seen
            if channel.poll(50, zmq.POLLIN):
                with contextlib.suppress(ValueError, IndexError):  # what an interrupt has left of a message
                    _, reply = self.kernel.session.recv(channel)
                    if reply is not None and reply["parent_header"].get("msg_id") == asked:
                        answer: dict[str, Any] = reply
                        return answer

    def describe(self, error: BaseException) -> dict[str, Any]:
        """Return an exception as plain text, with the student's own frames."""
        return {
            "type": sendable(_NAME(type(error))[:200]),
            "message": _text_of(error, 4000),
            "bases": [sendable(".".join(codec.class_names(k))[:200]) for k in _BASES(type(error))[:20]],
            "traceback": self._traceback(error),
        }

    def _traceback(self, error: BaseException) -> str:
        try:
            text = tracebacks.plain(error, self._name_of)
        except BaseException:
            text = _NAME(type(error))
        return sendable(text if len(text) <= MOST_TRACEBACK else text[:MOST_TRACEBACK] + "\n…")

    def _name_of(self, filename: str) -> str:
        """Return the name of a cell for the file that IPython pretends it to be, as in Jupyter's tracebacks."""
        found = self.kernel.shell.compile.format_code_name(filename)
        return " ".join(found) if found else filename


def _text_of(error: object, most: int) -> str:
    """Return the text of an exception or a warning, whose own method may raise too."""
    try:
        return sendable(str.__getitem__(str(error), slice(most)))  # what __str__ returns may be a subclass
    except BaseException:
        return "(its text could not be made)"


def write_files(pieces: list[tuple[str, bool, bytes]]) -> int:
    """Write the submission's files into /submission; done before the first cell runs.

    Parameters
    ----------
    pieces : list of tuple
        Name, whether it is the file's first piece, and content: a large file comes in several requests.
    """
    for name, first, content in pieces:
        path = os.path.join(SUBMISSION if os.path.isdir(SUBMISSION) else os.getcwd(), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb" if first else "ab") as file:
            file.write(content)
    return len(pieces)


def sendable(text: str) -> str:
    """Return ``text`` as JSON can carry it: half a surrogate pair has no bytes in UTF-8."""
    return text.encode("utf-8", "replace").decode()
