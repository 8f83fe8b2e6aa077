"""Grade one submission: intake, box, graders, report."""

from examiner.pipeline.assignment import LoadedAssignment, digest_of_sources, load_assignment, report_key
from examiner.pipeline.grading import Graded, fault_of, faulted, grade, intake

__all__ = [
    "Graded",
    "LoadedAssignment",
    "digest_of_sources",
    "fault_of",
    "faulted",
    "grade",
    "intake",
    "load_assignment",
    "report_key",
]
