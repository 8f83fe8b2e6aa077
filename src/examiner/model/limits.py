"""What one submission may use: every limit is declared here once, with the sentence that a student reads."""

from __future__ import annotations

import dataclasses
import difflib
import math
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from examiner.model.text import Text, say

CPU, WALL = "cpu", "wall"  # the two clocks that time is measured with
_CLOCKS = {CPU: (" CPU 時間", "s of CPU"), WALL: ("實際時間", "s (wall clock)")}
_TIMED = {
    "cell_seconds": ("單一儲存格的", "one cell"),
    "call_seconds": ("單次呼叫的", "one call"),
    "notebook_seconds": ("整份筆記本的", "the whole notebook"),
}


def _time_sentence(name: str, clock: str) -> tuple[str, str]:
    (clock_zh, unit), (zh, en) = _CLOCKS[clock], _TIMED[name]
    return (
        f"超過時間上限：{zh}{clock_zh} {{most}} 秒",
        f"the time limit of {{most}} {unit} for {en} was reached",
    )


@dataclass(frozen=True, slots=True)
class Declared:
    """What is said of one limit besides its number.

    Parameters
    ----------
    unit : str
        What the number counts.
    enforced_by : str
        Who holds submissions to it.
    zh, en : str
        The sentence for a student who reached it; ``{most}`` stands for the number.
    """

    unit: str
    enforced_by: str
    zh: str
    en: str

    def text(self, most: float) -> Text:
        """Return the sentence."""
        return say(self.zh.format(most=f"{most:g}"), self.en.format(most=f"{most:g}"))


def _limit(default: float, unit: str, enforced_by: str, zh: str, en: str) -> Any:
    return field(default=default, metadata={"declared": Declared(unit, enforced_by, zh, en)})


def _time(default: float, name: str, what: str) -> Any:
    return _limit(default, f"CPU seconds of {what}", "kernels/budget", *_time_sentence(name, CPU))


def judged_text(seconds: float, *, in_all: bool = False) -> Text:
    """Return the sentence for a student whose answer took too long to judge: in one check, or in all together."""
    zh, en = ("全部檢查合計", "all checks together") if in_all else ("單項檢查", "one check")
    text = f"judging your answer took more than {seconds:g} s of CPU in {en}"
    return say(f"以你的答案評分，{zh}超過 CPU 時間 {seconds:g} 秒", text)


def time_text(name: str, seconds: float, clock: str = CPU) -> Text:
    """Return the sentence for a student who reached a time limit.

    Parameters
    ----------
    name : {"cell_seconds", "call_seconds", "notebook_seconds"}
        The limit.
    seconds : float
        As it was declared, never what was left of it.
    clock : {"cpu", "wall"}
        The clock that it was measured with.
    """
    zh, en = _time_sentence(name, clock)
    return say(zh.format(most=f"{seconds:g}"), en.format(most=f"{seconds:g}"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use. Every limit that is hit is named to the student, by the number declared here."""

    cell_seconds: float = _time(60.0, "cell_seconds", "one cell")
    call_seconds: float = _time(30.0, "call_seconds", "one call of a student's function")
    wall_factor: float = _limit(
        4.0,
        "seconds on the clock that each of them may take for one of CPU",
        "kernels/budget",
        "實際時間不得超過 CPU 時間的 {most} 倍",
        "wall-clock time is limited to {most} times the CPU time",
    )
    notebook_seconds: float = _time(600.0, "notebook_seconds", "the whole submission")
    check_seconds: float = _limit(
        60.0,
        "CPU seconds that a grader itself takes in one check",
        "kernels/budget, by a timer in grading/patience",
        "以你的答案評分，單項檢查超過 CPU 時間 {most} 秒",
        "judging your answer took more than {most} s of CPU in one check",
    )
    memory_mib: int = _limit(
        2048,
        "MiB beyond what the warm kernel itself holds",
        "the box: rlimits, its keeper and the host's control groups",
        "超過記憶體上限 {most} MiB",
        "the memory limit of {most} MiB was exceeded",
    )
    processes: int = _limit(
        64,
        "processes and threads",
        "the box: rlimits",
        "{most} 個行程與執行緒的上限",
        "the limit of {most} processes and threads",
    )
    open_files: int = _limit(
        256, "open files", "the box: rlimits", "同時開啟 {most} 個檔案的上限", "the limit of {most} open files"
    )
    disk_mib: int = _limit(
        256,
        "MiB in `/submission` and in `/tmp`, each",
        "the box: tmpfs",
        "磁碟空間上限 {most} MiB",
        "the disk limit of {most} MiB",
    )
    output_kib: int = _limit(
        2048,
        "KiB that one notebook prints and draws",
        "kernels/budget",
        "輸出超過上限 {most} KiB，其餘省略",
        "the output limit of {most} KiB was reached; the rest is left out",
    )
    notebook_mib: int = _limit(
        20,
        "MiB of the uploaded notebook",
        "intake/files",
        "筆記本超過 {most} MiB",
        "the notebook is larger than {most} MiB",
    )
    files_mib: int = _limit(
        100,
        "MiB of all uploaded files",
        "intake/files",
        "上傳的檔案合計超過 {most} MiB",
        "the uploaded files are larger than {most} MiB together",
    )
    reply_mib: int = _limit(
        64,
        "MiB of one value that comes back across the wall",
        "kernels/budget",
        "傳回的值超過 {most} MiB",
        "the returned value is larger than {most} MiB",
    )
    check_mib: int = _limit(
        1024,
        "MiB of values from the student's side that graders keep",
        "kernels/values",
        "傳給評分程式的值合計超過 {most} MiB",
        "the values that were given to the check take more than {most} MiB together",
    )
    deaths: int = _limit(
        5,
        "kernels that one submission may lose",
        "kernels/budget",
        "核心已終止超過 {most} 次，其餘儲存格不再執行",
        "the kernel died more than {most} times; the remaining cells are not run",
    )

    crosscheck_seconds: float = _limit(
        30.0,
        "seconds on the clock to carry out one test cell a second time, where there are no graders",
        "grading/crosscheck",
        "再次核對一個測試儲存格的時間上限 {most} 秒",
        "the limit of {most} s to carry out one test cell a second time",
    )
    crosscheck_mib: int = _limit(
        1024,
        "MiB for the process that does so",
        "grading/crosscheck",
        "再次核對一個測試儲存格的記憶體上限 {most} MiB",
        "the limit of {most} MiB to carry out one test cell a second time",
    )

    @classmethod
    def declared(cls, name: str) -> Declared:
        """Return what is declared of a limit.

        Raises
        ------
        KeyError
            If there is none of that name.
        """
        return dict(cls.all_declared())[name]

    @classmethod
    def all_declared(cls) -> tuple[tuple[str, Declared], ...]:
        """Return the name of each limit with what is declared of it."""
        return tuple((f.name, f.metadata["declared"]) for f in dataclasses.fields(cls))

    @property
    def largest_file_mib(self) -> int:
        """MiB that one file of an upload may have, whichever it is."""
        return max(self.notebook_mib, self.files_mib)

    def text(self, name: str) -> Text:
        """Return the sentence for a student who reached a limit."""
        return self.declared(name).text(getattr(self, name))

    def at_least(self, **least: float) -> Limits:
        """Return these limits with some of them raised to what is given, where they are below it."""
        return dataclasses.replace(self, **{name: max(value, getattr(self, name)) for name, value in least.items()})

    def changed(self, values: Mapping[Any, Any], where: str) -> Limits:
        """Return these limits with some of them changed: the one place where numbers from outside are checked.

        Parameters
        ----------
        values : mapping
            Numbers by name.
        where : str
            Where they stand, for messages.

        Raises
        ------
        ValueError
            If a name is unknown, or a value is no number above 0 of its kind; the message names the place.
        """
        kinds = typing.get_type_hints(Limits)
        for name, value in values.items():
            if name not in kinds:
                near = difflib.get_close_matches(str(name), kinds, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(kinds)}"
                raise ValueError(f"{where}: unknown limit {name!r}; {hint}")
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not number or not math.isfinite(value) or value <= 0:
                raise ValueError(f"{where}[{name!r}]: expected a number above 0, got {value!r}")
            if kinds[name] is int and value != int(value):
                raise ValueError(f"{where}[{name!r}]: expected a whole number, got {value!r}")
        return dataclasses.replace(self, **{name: kinds[name](value) for name, value in values.items()})


@dataclass(frozen=True, slots=True)
class OwnLimits:
    """What one submission may cost on the trusted side: no setting, and nothing that an honest one comes near.

    Parameters
    ----------
    memory_mib : int
        What a process that grades it may hold, in a batch and at nbgrader's door; then it dies, and not the host.
    cpu_seconds : int
        What such a process may use above what the submission's kernels may.
    runs : int
        How often its cells are run at most: judged, without hidden tests, by the second look, and once more.
    real_seconds : int
        For how long nbgrader's door waits above the real time of these runs.
    result_mib : int
        What a grading process may hand to the one that writes.
    reading_seconds : int
        The CPU that the one that writes may use to tell whether an upload has changed; then it is graded again.
    """

    memory_mib: int = 8192
    cpu_seconds: int = 60
    runs: int = 6
    real_seconds: int = 300
    result_mib: int = 256
    reading_seconds: int = 30


OWN = OwnLimits()
