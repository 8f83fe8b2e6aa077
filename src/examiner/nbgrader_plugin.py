"""Lets nbgrader's own commands grade with examiner: preprocessors for its ``autograde``.

In ``nbgrader_config.py``::

    from examiner.nbgrader_plugin import configure
    configure(c)

``nbgrader autograde``, its Python interface and formgrader's button then give the scores that ``examiner grade``
gives. nbgrader starts none of its kernels.
"""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade
from traitlets.config import SingletonConfigurable

from examiner import pipeline
from examiner.batch.by_notebook import ByNotebook
from examiner.batch.child import Child
from examiner.batch.worker import Job
from examiner.course.config import find_root
from examiner.course.drop_in import HAND_MARKS
from examiner.course.errors import Rejected
from examiner.course.layout import TIMESTAMP, Course
from examiner.course.results import last_graded, move_old_reports, store_report, take_away
from examiner.course.rulings import read_rulings
from examiner.course.settings import Settings
from examiner.course.times import read_stamp
from examiner.feedback.tables import with_result_tables
from examiner.gradebook.lateness import LatePenalties
from examiner.gradebook.reading import Gradebook
from examiner.gradebook.writer import GradebookWriter
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.kernels.provisioner import shared_server
from examiner.model import Submission, Verdict
from examiner.pipeline import Graded, LoadedAssignment
from examiner.pipeline.faults import blamed
from examiner.pipeline.trial import Trial, faults_of, keep_trial, kept_trial, refusal, trial_key, try_on_master

SHORTEST = 8  # characters of a hidden line that is looked for in outputs: a shorter one may stand anywhere
GRADED = "examiner_graded"  # where Grade leaves the result for Save


class NotGraded(Exception):
    """A submission got no score; nbgrader logs the text and goes on with the next."""


class Door(SingletonConfigurable):  # type: ignore[misc, unused-ignore]
    """What nbgrader's preprocessors share: courses and assignments, each read once until one of its files changes.

    nbgrader makes new preprocessors for every submission and gives them nothing to share, so that there is one
    instance a process, as of Jupyter's own applications. The process may be formgrader's server, which outlives
    many a change of a master: a digest of the files tells whether what was read still holds.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._courses: dict[Path, Course] = {}
        self._assignments: dict[tuple[Path, str], tuple[str, LoadedAssignment]] = {}
        self._trials: dict[str, Trial] = {}  # by the assignment's fingerprint
        self._pools: dict[ForkServer, KernelPool] = {}
        self._child: Child | None = None  # what grades now
        self.runs = ByNotebook()

    def course(self, resources: ResourcesDict) -> Course:
        """Return the course of what nbgrader is converting."""
        root = find_root(Path(resources["metadata"]["path"]))
        course = self._courses.get(root)
        if course is None or not course.is_current():
            course = self._courses[root] = Course.find(root)
            move_old_reports(course)
        return course

    def assignment(self, resources: ResourcesDict) -> LoadedAssignment:
        """Return the assignment that nbgrader is converting a submission of."""
        course, name = self.course(resources), resources["nbgrader"]["assignment"]
        sources = pipeline.digest_of_sources(course, name)
        read_from, loaded = self._assignments.get((course.root, name), ("", None))
        if loaded is None or read_from != sources:
            loaded = pipeline.load_assignment(course, name)
            self._assignments[course.root, name] = sources, loaded
        return loaded

    def trial(self, loaded: LoadedAssignment) -> Trial:
        """Return what came of trying an assignment's graders on the master: tried once, until something changes."""
        trial = self._trials.get(loaded.fingerprint) or kept_trial(loaded, boxed=True)
        if trial is None or trial.key != trial_key(loaded, boxed=True):
            trial = try_on_master(loaded, self.pool(loaded.settings).session)
            keep_trial(loaded, trial)
        if trial.lasts:
            self._trials[loaded.fingerprint] = trial
        return trial

    def graded(self, loaded: LoadedAssignment, submission: Submission) -> Graded:
        """Grade a submission in a process beside this one, which it can kill."""
        if self._child is None or self._child.loaded is not loaded:
            self.close()
            self._child = Child(loaded)
        server = shared_server(loaded.settings.preload, loaded.settings.box_uid())
        names = (str(loaded.course.root), loaded.assignment, submission.student, str(server.folder))
        job = Job(*names, boxed=True, fingerprint=loaded.fingerprint)
        graded = self._child.grade(job)
        return self._child.grade(job) if graded.starved else graded  # something kept this machine busy: as in a batch

    def close(self) -> None:
        """End the process that grades; the next submission starts another."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def pool(self, settings: Settings) -> KernelPool:
        """Return the kernels of this process' fork server for a course."""
        server = shared_server(settings.preload, settings.box_uid())
        if server not in self._pools:
            self._pools = {known: pool for known, pool in self._pools.items() if known.alive()}
            self._pools[server] = KernelPool(server, spare=0)
        return self._pools[server]


def _place(resources: ResourcesDict) -> tuple[LoadedAssignment, Submission]:
    """Return the assignment and the submission that nbgrader is converting."""
    loaded: LoadedAssignment = Door.instance().assignment(resources)
    return loaded, loaded.course.submission(resources["nbgrader"]["student"], loaded.assignment)


class Intake(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader ships no type information
    """In place of nbgrader's sanitizers: locked cells restored, missing ones added, duplicates resolved."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook that is graded."""
        if not self.config.get("Execute", {}).get("enabled", True):  # what --no-execute sets
            raise NotGraded("examiner grades by running the notebook; for --no-execute use nbgrader's preprocessors")
        loaded, submission = _place(resources)
        name, runs = resources["nbgrader"]["notebook"], Door.instance().runs
        try:
            taken = pipeline.intake(loaded, submission)
            part = next(part for book, part in zip(loaded.books, taken.parts, strict=True) if book.stem == name)
        except Rejected as error:
            self._forget(loaded, submission)
            raise NotGraded(f"{submission.folder}: rejected: {error.reason}") from None
        if not runs.is_under_way(pipeline.report_key(loaded, taken.content, submission, boxed=True), name):
            self._forget(loaded, submission)
        if part.intake is None:
            raise NotGraded(f"{submission.folder}: rejected: {part.reason or f'there is no {name}.ipynb'}")
        return part.intake.notebook, resources

    def _forget(self, loaded: LoadedAssignment, submission: Submission) -> None:
        """Take the report of an earlier run away: what comes of this one is not known yet."""
        for text in take_away(loaded.course, submission.student, submission.assignment):
            self.log.warning(text)


class Grade(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader ships no type information
    """In place of nbgrader's Execute: graded in the box, with result tables under the grade cells."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the executed notebook and leave the report in ``resources``."""
        loaded, submission = _place(resources)
        if not loaded.settings.box:
            raise NotGraded("nbgrader's commands grade only in the box; use: examiner grade --no-box")
        trial = Door.instance().trial(loaded)
        why = refusal(loaded, trial)
        if why:
            raise NotGraded(why)
        name = resources["nbgrader"]["notebook"]
        key = pipeline.report_key(loaded, pipeline.intake(loaded, submission).content, submission, boxed=True)
        graded = Door.instance().runs.result(key, name, lambda: Door.instance().graded(loaded, submission))
        graded = resources[GRADED] = blamed(graded, faults_of(loaded, trial))
        return graded.notebooks.get(name, nb), resources


class Save(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader ships no type information
    """In place of nbgrader's SaveAutoGrades and AssignLatePenalties: the report goes into the gradebook."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Write the gradebook and the report."""
        graded, names = resources[GRADED], resources["nbgrader"]
        report, books = graded.report, {**graded.notebooks, names["notebook"]: nb} if graded.notebooks else {}
        course: Course = Door.instance().course(resources)
        late = LatePenalties(self.config, course.root)
        rulings = functools.partial(read_rulings, course)
        with GradebookWriter(names["db_url"], course.settings.course_id, late=late, rulings=rulings) as writer:
            again = HAND_MARKS in course.settings.as_nbgrader
            former = None if again else last_graded(course, report.student, report.assignment)
            written = writer.write(report, books, former=former)
        for text in written.told(report):
            self.log.warning(text)
        if report.outcome is not Verdict.GRADED:
            raise NotGraded(f"{report.student}, {report.assignment}: {report.outcome}: {report.trouble}")
        if report.fault is not None:
            self.log.warning("%s, %s: %s; its points wait", report.student, report.assignment, report.trouble)
        store_report(course, report)
        return nb, resources


class HideTests(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader ships no type information
    """For nbgrader's feedback: takes hidden tests out of grade cells, and out of whatever was printed or raised."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook as a student may read it."""
        hidden: set[str] = set()
        for cell in nb.cells:
            if cell.cell_type == "code" and is_grade(cell):
                cell.source, found = _without_hidden(cell.source)
                hidden |= found
        for cell in nb.cells:
            if cell.cell_type == "code" and hidden:
                cell.outputs = [o for o in cell.outputs if not any(line in _words(str(o)) for line in hidden)]
        return nb, resources


class ShowMarks(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader ships no type information
    """For nbgrader's feedback: result tables, made when the work was graded, show what people gave and ruled since."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook with tables of what counts now; where no report is stored they stay."""
        names = resources["nbgrader"]
        course: Course = Door.instance().course(resources)
        report = last_graded(course, names["student"], names["assignment"])
        if report is None:
            return nb, resources
        (marks,) = Gradebook(course).marks(report.assignment, [report])
        tasks = {task.key.grade_id: task for task in marks.tasks if task.key.notebook == names["notebook"]}
        return with_result_tables(nb, tasks, report.languages), resources


def _without_hidden(source: str) -> tuple[str, set[str]]:
    """Return a cell's text without hidden tests, and the lines of these."""
    kept, hidden, inside = [], set(), False
    for line in source.splitlines():
        begins, ends = "BEGIN HIDDEN TESTS" in line, "END HIDDEN TESTS" in line
        inside = (inside or begins) and not ends
        if not (inside or begins or ends):
            kept.append(line)
        elif not begins and not ends and len(_words(line)) >= SHORTEST:
            hidden.add(_words(line))
    return "\n".join(kept), hidden


def _words(text: str) -> str:
    """Return a text without what representations put into it or take away: spaces, quotes and backslashes."""
    return re.sub(r"""\\+x1b\[[\d;]*m|\x1b\[[\d;]*m|\\+n|[\s"'\\]""", "", text)


def _existing_timestamp(directory: CourseDirectory, dest_path: str) -> datetime | None:
    """Return the time of a submission in UTC without a zone; None for one that cannot be read, which is told."""
    zone = directory.config.get("Exchange", {}).get("timezone", "UTC")
    path = Path(dest_path) / TIMESTAMP
    found, unread = read_stamp(path, zone)
    if unread:
        directory.log.warning("%s holds %r, which is no time; the time in the gradebook stays", path, unread)
    return None if found is None else datetime.fromisoformat(found).astimezone(UTC).replace(tzinfo=None)


def configure(config: Any) -> None:
    """Have nbgrader's own commands and formgrader's buttons grade in the box and hand out nothing hidden.

    Parameters
    ----------
    config : Config
        ``c`` of ``nbgrader_config.py``.

    Notes
    -----
    nbgrader's own reader of ``timestamp.txt`` fails on what it cannot read, and the student is not graded: in this
    process ours takes its place.
    """
    CourseDirectory.get_existing_timestamp = _existing_timestamp
    config.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.ClearOutput", f"{__name__}.Intake"]
    config.Autograde.autograde_preprocessors = [
        f"{__name__}.Grade",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        f"{__name__}.Save",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    config.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        f"{__name__}.HideTests",
        f"{__name__}.ShowMarks",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]


__all__: list[Any] = ["Grade", "HideTests", "Intake", "NotGraded", "Save", "ShowMarks", "configure"]
