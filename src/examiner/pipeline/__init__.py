"""Grade one submission: intake, box, graders, report."""

from examiner.pipeline.assignment import LoadedAssignment, depends_on, digest_of_sources, load_assignment, report_key
from examiner.pipeline.grading import Graded, faulted, grade, intake
from examiner.pipeline.judging import fault_of
from examiner.pipeline.loaded import LoadedNotebook

__all__ = [
    "Graded",
    "LoadedAssignment",
    "LoadedNotebook",
    "depends_on",
    "digest_of_sources",
    "fault_of",
    "faulted",
    "grade",
    "intake",
    "load_assignment",
    "report_key",
]
