"""Names the limit behind an error of the operating system, in the student's words."""

from __future__ import annotations

from examiner.grading.errors import StudentError
from examiner.model import Limits, say

# What a student's code sees when a limit of the box holds, and which limit that is.
SIGNS = (
    ("[Errno 28]", "disk_mib", "磁碟空間上限 {} MiB", "the disk limit of {} MiB"),
    ("[Errno 27]", "disk_mib", "磁碟空間上限 {} MiB", "the disk limit of {} MiB"),
    ("[Errno 24]", "open_files", "同時開啟 {} 個檔案的上限", "the limit of {} open files"),
    ("[Errno 11]", "processes", "{} 個行程與執行緒的上限", "the limit of {} processes and threads"),
    ("can't start new thread", "processes", "{} 個行程與執行緒的上限", "the limit of {} processes and threads"),
    ("[Errno 101]", "", "評分環境沒有網路", "there is no network while grading"),
)
KINDS = ("OSError", "BlockingIOError", "RuntimeError", "ConnectionError", "URLError", "gaierror")


def named(error: StudentError, limits: Limits) -> StudentError:
    """Return the error with the limit that caused it in its message, or as it is if none did."""
    if error.type_name in KINDS:
        for sign, limit, zh, en in SIGNS:
            if sign in error.message:
                most = getattr(limits, limit) if limit else ""
                text = say(f"{zh.format(most)}：{error.message}", f"{en.format(most)}: {error.message}")
                return StudentError(error.type_name, text, error.traceback, error.bases)
    return error
