"""examiner: a safe, fast and kind auto-grader for notebook assignments and exams.

What an instructor's grader imports stands here; see ``docs/graders.md``.
"""

import examiner.light  # noqa: F401 - before anything imports nbformat
from examiner.grading.author import approx, array, points, raises
from examiner.grading.behaviour import falling, refuses, reproducible
from examiner.grading.declared import demands, time_limit
from examiner.grading.exact import exactly
from examiner.grading.hints import hint
from examiner.grading.measuring import reaches, stays_below
from examiner.grading.networks import keras_model
from examiner.grading.parts import args, forms, number, record, unpack

__all__ = [
    "__version__",
    "approx",
    "args",
    "array",
    "demands",
    "exactly",
    "falling",
    "forms",
    "hint",
    "keras_model",
    "number",
    "points",
    "raises",
    "reaches",
    "record",
    "refuses",
    "reproducible",
    "stays_below",
    "time_limit",
    "unpack",
]
__version__ = "0.1.0"
