"""Names the limit behind an error of the operating system, in the student's words."""

from __future__ import annotations

from examiner.grading.errors import StudentError
from examiner.model import Limits, say

NO_NETWORK = say("評分環境沒有網路", "there is no network while grading")
# What a student's code sees when a limit of the box holds, and which limit that is.
SIGNS = (
    ("[Errno 28]", "disk_mib"),
    ("[Errno 27]", "disk_mib"),
    ("[Errno 24]", "open_files"),
    ("[Errno 11]", "processes"),
    ("can't start new thread", "processes"),
    ("[Errno 101]", ""),
)
KINDS = ("OSError", "BlockingIOError", "RuntimeError", "ConnectionError", "URLError", "gaierror")


def named(error: StudentError, limits: Limits) -> StudentError:
    """Return the error with the limit that caused it in its message, or as it is if none did."""
    if error.type_name in KINDS:
        for sign, limit in SIGNS:
            if sign in error.message:
                why = limits.text(limit) if limit else NO_NETWORK
                text = say(f"{why.zh}：{error.message}", f"{why.en}: {error.message}")
                return StudentError(error.type_name, text, error.traceback, error.bases)
    return error
