"""Grade one submission: intake, box, graders, report."""

from examiner.pipeline.assignment import LoadedAssignment, load_assignment, report_key
from examiner.pipeline.grading import Graded, grade, intake

__all__ = ["Graded", "LoadedAssignment", "grade", "intake", "load_assignment", "report_key"]
