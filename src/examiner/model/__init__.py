"""The nouns of the program: frozen values that every room may pass to every other.

Nothing here imports anything of ours, opens a file or knows a mechanism.
"""

from examiner.model.limits import Limits
from examiner.model.report import Check, Outcome, Report, Submission, Task, Verdict

__all__ = ["Check", "Limits", "Outcome", "Report", "Submission", "Task", "Verdict"]
