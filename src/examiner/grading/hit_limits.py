"""Names what of the box is behind an error, in the student's words: a limit, no network, nobody to answer."""

from __future__ import annotations

from collections.abc import Collection

from examiner.grading.errors import StudentError
from examiner.model import Limits, Text, say

NO_NETWORK = say("評分時沒有網路", "there is no network while grading")
NO_INPUT = say(
    "評分時沒有人可以輸入資料：請把值直接寫在程式裡，不要用 input() 詢問",
    "nobody can type anything while grading: give the value in the code instead of asking for it with input()",
)
# What a student's code sees when a limit of the box holds, and which limit that is.
LIMITS = (
    ("[Errno 28]", "disk_mib"),
    ("[Errno 27]", "disk_mib"),
    ("[Errno 24]", "open_files"),
    ("[Errno 11]", "processes"),
    ("can't start new thread", "processes"),
)
OF_LIMITS = ("OSError", "BlockingIOError", "RuntimeError")
# The operating system's numbers for: no such name, try again, no route. Libraries quote them in exceptions of any kind.
OF_THE_NETWORK = ("[Errno -2]", "[Errno -3]", "[Errno -5]", "[Errno 101]")
ASKS = {"StdinNotImplementedError": "", "EOFError": "EOF when reading a line"}  # what input() raises
MOST_FILES = 8  # that are named


def named(error: StudentError, limits: Limits, files: Collection[str] = ()) -> StudentError:
    """Return the error with what caused it in its message, or as it is if nothing of the box did.

    Parameters
    ----------
    error : StudentError
        As the student's code raised it.
    limits : Limits
        Those that hold.
    files : collection of str
        What lies beside the notebook, and can be used in place of the network.
    """
    why = _reason(error, limits, files)
    if why is None:
        return error
    said = f"：{error.message}" if error.message else "", f": {error.message}" if error.message else ""
    text = say(f"{why.zh}{said[0]}", f"{why.en}{said[1]}")
    return StudentError(error.type_name, text, error.traceback, error.bases)


def _reason(error: StudentError, limits: Limits, files: Collection[str]) -> Text | None:
    if error.type_name in ASKS and ASKS[error.type_name] in error.message:
        return NO_INPUT
    if any(sign in error.message for sign in OF_THE_NETWORK):
        return _no_network(files)
    if error.type_name in OF_LIMITS:
        return next((limits.text(limit) for sign, limit in LIMITS if sign in error.message), None)
    return None


def _no_network(files: Collection[str]) -> Text:
    if not files:
        return NO_NETWORK
    names = ", ".join([*sorted(files)[:MOST_FILES], *["…"] * (len(files) > MOST_FILES)])
    zh, en = f"{NO_NETWORK.zh}；筆記本旁邊有這些檔案可用：{names}", f"{NO_NETWORK.en}; beside the notebook lie: {names}"
    return say(zh, en)
