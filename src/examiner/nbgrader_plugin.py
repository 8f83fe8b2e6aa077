"""Lets nbgrader's own commands grade with examiner: preprocessors for its ``autograde``.

In ``nbgrader_config.py``::

    c.Autograde.sanitize_preprocessors = ["examiner.nbgrader_plugin.Intake"]
    c.Autograde.autograde_preprocessors = ["examiner.nbgrader_plugin.Grade", ..., "examiner.nbgrader_plugin.Save", ...]

``nbgrader autograde``, its Python interface and formgrader's button then give the scores that ``examiner grade``
gives. nbgrader starts none of its kernels.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from examiner import pipeline
from examiner.course.errors import Rejected
from examiner.course.layout import Course
from examiner.gradebook.writer import GradebookWriter
from examiner.kernels.pool import KernelPool
from examiner.kernels.provisioner import shared_server
from examiner.model import Submission, Verdict, durable
from examiner.pipeline import LoadedAssignment

REPORT = "examiner_report"  # where Grade leaves the report for Save
_pools: dict[tuple[str, ...], KernelPool] = {}


class NotGraded(Exception):
    """A submission got no score; nbgrader logs the text and goes on with the next."""


def _place(resources: ResourcesDict) -> tuple[LoadedAssignment, Submission]:
    """Return the assignment and the submission that nbgrader is converting."""
    names = resources["nbgrader"]
    course = Course.find(Path(resources["metadata"]["path"]))
    loaded = pipeline.load_assignment(course, names["assignment"])
    return loaded, course.submission(names["student"], names["assignment"])


def _pool(loaded: LoadedAssignment) -> KernelPool:
    server = shared_server(loaded.settings.preload)
    pool = _pools.get(loaded.settings.preload)
    if pool is None or pool.server is not server:
        pool = _pools[loaded.settings.preload] = KernelPool(server, spare=0)
    return pool


class Intake(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader ships no type information
    """In place of nbgrader's sanitizers: locked cells restored, missing ones added, duplicates resolved."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook that is graded."""
        loaded, submission = _place(resources)
        try:
            return pipeline.intake(loaded, submission).notebook, resources
        except Rejected as error:
            raise NotGraded(f"{submission.folder}: rejected: {error.reason}") from None


class Grade(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader ships no type information
    """In place of nbgrader's Execute: graded in the box, with result tables under the grade cells."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the executed notebook and leave the report in ``resources``."""
        loaded, submission = _place(resources)
        if not loaded.settings.box:
            raise NotGraded("nbgrader's commands grade only in the box; use: examiner grade --no-box")
        graded = pipeline.grade(loaded, submission, _pool(loaded).session)
        resources[REPORT] = graded.report
        return graded.notebook or nb, resources


class Save(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader ships no type information
    """In place of nbgrader's SaveAutoGrades: the report's scores go into the gradebook."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Write the gradebook and ``report.json``."""
        report, names = resources[REPORT], resources["nbgrader"]
        course = Course.find(Path(resources["metadata"]["path"]))
        with GradebookWriter(names["db_url"], course.settings.course_id) as writer:
            writer.write(report, nb, notebook_name=names["notebook"])
        if report.outcome is not Verdict.GRADED:
            raise NotGraded(f"{report.student}, {report.assignment}: {report.outcome}: {report.trouble}")
        durable.write_text(course.report_json(report.student, report.assignment), report.dumps())
        return nb, resources


__all__: list[Any] = ["Grade", "Intake", "NotGraded", "Save"]
