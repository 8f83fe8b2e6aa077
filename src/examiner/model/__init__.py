"""The nouns of the program: frozen values that every room may pass to every other.

They import nothing of ours, open no file and know no mechanism. Beside them stands what every room needs and none
owns: :mod:`~examiner.model.digest` and :mod:`~examiner.model.durable`.
"""

from examiner.model.limits import Limits
from examiner.model.report import Check, Outcome, Report, Submission, Task, Verdict

__all__ = ["Check", "Limits", "Outcome", "Report", "Submission", "Task", "Verdict"]
