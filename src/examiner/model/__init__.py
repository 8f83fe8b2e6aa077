"""The nouns of the program: frozen values that every room may pass to every other.

They import nothing of ours, open no file and know no mechanism. Beside them stands what every room needs and none
owns: :mod:`~examiner.model.digest` and :mod:`~examiner.model.durable`.
"""

from examiner.model.held import Held
from examiner.model.limits import Limits
from examiner.model.marks import Marks, Sums, TaskMarks
from examiner.model.report import (
    Check,
    CrossCheck,
    Fault,
    FaultKind,
    Outcome,
    Report,
    Submission,
    Task,
    TaskKey,
    Verdict,
)
from examiner.model.text import Text, say

__all__ = [
    "Check",
    "CrossCheck",
    "Fault",
    "FaultKind",
    "Held",
    "Limits",
    "Marks",
    "Outcome",
    "Report",
    "Submission",
    "Sums",
    "Task",
    "TaskKey",
    "TaskMarks",
    "Text",
    "Verdict",
    "say",
]
