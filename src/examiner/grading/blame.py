"""Whose fault an exception in a check is: the grader's, ours, or that of the value that the student's side gave.

Graders are tried on the master before a class is graded. What fails in a line of a grader only once a student's value
is there fails because of that value, and is a wrong answer with a sentence on what came and what was expected; what
no value can cause, such as a name that the grader does not define, is the grader's own mistake.
"""

from __future__ import annotations

import ast
import dis
import errno
import itertools
import linecache
import re
from collections.abc import Sequence
from numbers import Number
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from examiner.codec.numeric import np
from examiner.grading.author import StudentValueError, describe
from examiner.grading.callbacks import is_refusal
from examiner.grading.errors import StudentFault
from examiner.kernels.errors import KernelError
from examiner.model import Text, say
from examiner.model.code import parsed

# What the host lacks, whoever asks for it.
OF_THE_HOST = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.EROFS)
OUR_OWN = ("examiner.kernels", "examiner.grading.plugin", "examiner.grading.run", "examiner.grading.execution")
_OTHER_LENGTH = re.compile("operands could not be broadcast|Lengths must match")  # NumPy's words, and pandas'
_EQUALITY = ("==", "!=", "bool(==)", "bool(!=)")  # as an instruction of Python's is shown
ERRORS_ARE_WRONG = "ERRORS_ARE_WRONG"  # a constant of a grader's module, in which adopt's graders have it
MOST_LINE = 200  # characters of a grader's line
NUMBERS = {
    1: ("一個值", "one value"),
    2: ("兩個值", "two values"),
    3: ("三個值", "three values"),
    4: ("四個值", "four values"),
}


class WrongKind(StudentValueError):
    """A student's value made a line of the grader raise.

    Parameters
    ----------
    text : Text
        What the student reads.
    line : str
        The grader's line, for staff: ``test_pair.py:9: moved = student.points(x) - 1``. Empty where nothing in the
        grader can be the reason: the line only used a value as what the text of the task asks for, or the value is
        None, too few, without a key, a text or a number where neither will do; and where the grader's module says
        ``ERRORS_ARE_WRONG = True``. However many students forget a
        ``return``, their points are lost; where a list came in place of an array, the grader may expect too much.
    """

    def __init__(self, text: Text, line: str) -> None:
        super().__init__(text)
        self.line = line


def of_the_value(error: BaseException | None, received: Sequence[Any], graders: Path) -> WrongKind | None:
    """Return what the student did wrong if an exception is due to a value of the student's, None if it is not.

    Parameters
    ----------
    error : BaseException or None
        What the check ended with.
    received : sequence
        The last values that the student's side gave in this check.
    graders : Path
        Folder of the grader modules.
    """
    if not isinstance(error, Exception) or isinstance(error, StudentFault | AssertionError) or _is_ours(error):
        return None
    if is_refusal(error):
        return None  # judged as one
    frames = [trace for trace in _frames(error) if _is_inside(trace, graders)]
    if not frames:
        return None
    last = frames[-1]
    plain = _is_plain_use(error, received, last) or _is_the_cause(error, received, last)
    line = "" if plain or (received and _takes_errors(frames)) else _line(last)
    return WrongKind(_sentence(error, received, last), line)


def _takes_errors(frames: Sequence[TracebackType]) -> bool:
    """Say whether the grader's module says that an answer for which it raises is wrong, as in nbgrader's own cell."""
    return any(trace.tb_frame.f_globals.get(ERRORS_ARE_WRONG) is True for trace in frames)


def _is_plain_use(error: Exception, received: Sequence[Any], trace: TracebackType) -> bool:
    """Say whether a student's value was called, asked for an attribute or for its truth, and is nothing of the kind.

    ``student.Account(10).deposit(5)`` where ``Account`` returned a dict is the student's mistake beyond doubt; so is an
    array where ``student.f(3) == 6`` compares one number, and one of another length where ``==`` compares several.
    """
    match error:
        case AttributeError():
            return any(error.obj is value for value in received)
        case TypeError():
            return any(str(error) in _not_callable(type(value)) for value in received)
        case ValueError() if str(error).startswith("The truth value of a"):
            return any(hasattr(type(value), "shape") for value in received)
        case ValueError() if _OTHER_LENGTH.search(str(error)):
            return bool(received) and _is_equality(trace)
    return False


def _is_equality(trace: TracebackType) -> bool:
    """Say whether what raised in a grader is ``==`` or ``!=``, which arrays of two lengths make raise."""
    steps = dis.get_instructions(trace.tb_frame.f_code)
    return any(step.offset == trace.tb_lasti and step.argrepr in _EQUALITY for step in steps)


def _not_callable(kind: type) -> tuple[str, str]:
    """Return what Python says when a value of this type is called: of a type of C's it names the module, too."""
    full = f"{kind.__module__}.{kind.__name__}"
    return f"{kind.__name__!r} object is not callable", f"{full!r} object is not callable"


def _is_the_cause(error: Exception, received: Sequence[Any], trace: TracebackType) -> bool:
    """Say whether an exception names a student's value as its reason, and no grader could take such a value."""
    if not received:
        return False
    text, value = str(error)[:1000], _culprit(error, received)
    single = value is None or isinstance(value, str | bytes | Number | np.generic)
    match error:
        case KeyError(args=[key, *_]):
            written = trace.tb_frame.f_code.co_consts
            return isinstance(value, dict) and key in written and key not in value
        case IndexError():
            return isinstance(value, str | list | tuple | np.ndarray)
        case ValueError() if "unpack" in text:
            return isinstance(value, str | list | tuple | dict | np.ndarray)
        case ValueError() if re.match("could not convert|invalid literal", text):
            return isinstance(value, str | bytes)
        case TypeError() if re.search("not iterable|non-iterable|has no len|not subscriptable|not callable", text):
            return single and type(value).__name__ in text
        case TypeError():
            return (value is None or isinstance(value, str | bytes)) and type(value).__name__ in text
    return False


def _is_ours(error: Exception) -> bool:
    """Say whether no value of a student's can be what an exception comes from."""
    match error:
        case UnboundLocalError():
            return False  # a loop over nothing
        case KernelError() | NameError() | ImportError() | SyntaxError() | TimeoutError():
            return not isinstance(error, SyntaxError) or _is_of_a_grader(error)
        case OSError():
            return error.errno in OF_THE_HOST
        case AttributeError():
            return isinstance(error.obj, ModuleType)
        case MemoryError():  # its size was refused if it was too large
            return any(_module_of(trace).startswith("examiner.codec") for trace in _frames(error))
    if type(error).__module__.startswith("hypothesis"):  # "Flaky" is judged elsewhere
        return True
    return bool(_frames(error)) and _module_of(_frames(error)[-1]).startswith(OUR_OWN)


def _module_of(trace: TracebackType) -> str:
    return str(trace.tb_frame.f_globals.get("__name__", ""))


def _is_of_a_grader(error: SyntaxError) -> bool:
    """Say whether a file has the syntax error; a text that a grader parses has no file."""
    return bool(error.filename) and Path(str(error.filename)).is_file()


def _frames(error: BaseException) -> list[TracebackType]:
    trace, found = error.__traceback__, []
    while trace is not None:
        found.append(trace)
        trace = trace.tb_next
    return found


def _is_inside(trace: TracebackType, graders: Path) -> bool:
    return Path(trace.tb_frame.f_code.co_filename).resolve().is_relative_to(graders)


def _line(trace: TracebackType) -> str:
    path = trace.tb_frame.f_code.co_filename
    text = linecache.getline(path, trace.tb_lineno).strip()
    return f"{Path(path).name}:{trace.tb_lineno}: {text}"[:MOST_LINE]


# -- sentences ----------------------------------------------------------------------------------------


def _sentence(error: Exception, received: Sequence[Any], trace: TracebackType) -> Text:
    """Return what came and what was expected, in the student's words; nothing of the grader's own values."""
    if not received:
        zh, en = (
            "印出或畫出的內容不是檢查所要的形式",
            "what was printed or drawn is not of the form that the check expects",
        )
        return say(zh, en)
    value = _culprit(error, received)
    zh, en = _expected(error, value, trace)
    got = describe(value)
    if value is None:
        return say(f"應為{zh}，卻得到 None：是否漏了 return？", f"expected {en}, got None: is `return` missing?")
    return say(f"應為{zh}，卻得到 {got}", f"expected {en}, got {got}")


def _culprit(error: Exception, received: Sequence[Any]) -> Any:
    """Return the value that an exception is about, as far as can be told: else the last one."""
    for value in reversed(received):
        if isinstance(error, AttributeError) and error.obj is value:
            return value
    kinds = re.findall(r"'(\w+)' object|\b(NoneType)\b", str(error)[:1000])
    named = {kind for pair in kinds for kind in pair if kind}
    return next((value for value in reversed(received) if type(value).__name__ in named), received[-1])


def _expected(error: Exception, value: Any, trace: TracebackType) -> tuple[str, str]:
    """Return what a line of the grader needed, in two languages."""
    text = str(error)[:1000]
    match error:
        case AttributeError():
            return f"具有 {error.name} 的物件", f"an object with {error.name!r}"
        case KeyError():
            key = error.args[0] if error.args else None
            if isinstance(key, str | int) and key in trace.tb_frame.f_code.co_consts:
                return f"含有鍵 {key!r} 的資料", f"data with the key {key!r}"
            return "含有所需各鍵的資料", "data with every key that is needed"
        case IndexError():
            return "更多的元素", "more elements"
        case UnboundLocalError():
            return "至少一個元素", "at least one element"
        case ValueError() | TypeError() if "unpack" in text:
            return _several(trace)
        case ValueError() if text.startswith("The truth value of a"):
            return "單一的值", "a single value"
        case TypeError() if "not callable" in text:
            return "函式", "a function"
        case TypeError() if "not iterable" in text or "has no len" in text or "not subscriptable" in text:
            return "一串值", "several values, such as a list"
    if isinstance(error, TypeError) and "as an integer" in text:
        return "整數", "an integer"
    if isinstance(error, ValueError) and re.search("empty|zero-size", text):
        return "至少一個元素", "at least one element"
    if isinstance(error, ValueError) and re.match("could not convert|invalid literal|cannot convert", text):
        return "數字", "a number"
    if isinstance(error, ValueError) and re.search("shape|broadcast|inhomogeneous|dimension", text):
        return "另一種形狀的資料", "data of another shape"
    if isinstance(error, TypeError) and re.search("must be (a )?(real number|number)|float|int\\(\\)", text):
        return "數字", "a number"
    return "另一種值", "a value of another kind"


def _several(trace: TracebackType) -> tuple[str, str]:
    """Return how many values a line of the grader takes apart, as its text says."""
    count = _targets(trace)
    if count is None:
        return "數個值", "several values"
    return NUMBERS.get(count, (f"{count} 個值", f"{count} values"))


def _targets(trace: TracebackType) -> int | None:
    """Return how many names stand on the left of the assignment or loop that raised, None if it cannot be told."""
    code = trace.tb_frame.f_code
    line = next(itertools.islice(code.co_positions(), trace.tb_lasti // 2, None), (None,))[0] or trace.tb_lineno
    source = "".join(linecache.getlines(code.co_filename))
    tree = parsed(source)
    nodes = list(ast.walk(tree)) if tree is not None else []
    stored = [
        node
        for node in nodes
        if isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Store) and node.lineno == line
    ]
    if len(stored) != 1 or any(isinstance(item, ast.Starred) for item in stored[0].elts):
        return None
    return len(stored[0].elts)
