"""Grade one submission: intake, box, graders, report.

A fault of ours anywhere gives a report that says so and holds no score; only what the student handed in decides a mark.
"""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import importlib.metadata
import json
import platform
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output

from examiner.course.errors import Rejected
from examiner.course.intake import Intake, assignment_files, take_in
from examiner.course.layout import Course
from examiner.course.secret import course_secret, derive_seed, secret_id
from examiner.course.settings import Settings
from examiner.feedback.harmless import make_harmless
from examiner.feedback.tables import result_output
from examiner.grading import scoring
from examiner.grading.errors import StudentError
from examiner.grading.execution import RunningNotebook
from examiner.grading.run import GradingRun, grade_cells
from examiner.kernels.errors import ForkServerError, KernelError
from examiner.kernels.session import KernelSession
from examiner.model import Limits, Outcome, Report, Submission, Verdict

VERSIONED = ("examiner", "ipykernel", "ipython", "numpy", "pandas", "pytest", "tensorflow", "tensorflow-cpu", "keras")
ANSWERS = ("right", "wrong", "__pycache__")  # beside the graders, but no score depends on them

SessionMaker = Callable[[Limits], KernelSession]


@dataclass(frozen=True)
class Material:
    """What every submission of one assignment is graded with.

    Parameters
    ----------
    notebook : NotebookNode
        The assignment as intake merges submissions into it.
    fingerprint : str
        Hash of everything but the submission that scores depend on.
    """

    course: Course
    settings: Settings
    assignment: str
    notebook: NotebookNode
    name: str
    files: dict[str, bytes]
    limits: Limits
    secret: bytes
    fingerprint: str

    @property
    def max_score(self) -> float:
        """All points of the assignment."""
        return sum(cell.points for cell in grade_cells(self.notebook))


@dataclass(frozen=True)
class Graded:
    """A report and the executed notebook, None for a rejected submission."""

    report: Report
    notebook: NotebookNode | None


def load_material(course: Course, settings: Settings, assignment: str) -> Material:
    """Read an assignment once for a whole batch.

    Raises
    ------
    CourseError
        If the assignment is not as it must be; the text names the place.
    """
    from examiner.course.release_form import release_form  # takes nbgrader along: seconds that workers need not spend

    path = course.notebook(assignment)
    master = nbformat.read(path, as_version=4)
    notebook = release_form(master, settings)
    if not course.has_graders(assignment):
        _restore_tests(notebook, master)
    files = assignment_files(course, assignment)
    secret = course_secret(course)
    parts = {
        "notebook": [[cell.cell_type, cell.source, cell.metadata.get("nbgrader")] for cell in notebook.cells],
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        "graders": _hash_folder(course.graders(assignment)),
        "settings": settings.fingerprint(assignment),
        "secret": secret_id(secret),
        "versions": _versions(),
    }
    fingerprint = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    limits = settings.limits(assignment)
    return Material(course, settings, assignment, notebook, path.name, files, limits, secret, fingerprint)


def _restore_tests(notebook: NotebookNode, master: NotebookNode) -> None:
    """Put the master's grade cells, hidden tests included, back: without graders they are the judges."""
    sources = {cell.grade_id: master.cells[cell.index].source for cell in grade_cells(master)}
    for cell in grade_cells(notebook):
        if not cell.manual:
            notebook.cells[cell.index].source = sources[cell.grade_id]


def _hash_folder(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    names = {path: path.relative_to(folder) for path in files}
    return {
        name.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path, name in names.items()
        if name.parts[0] not in ANSWERS and "__pycache__" not in name.parts
    }


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in VERSIONED:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def report_key(material: Material, content: str, timestamp: str | None, boxed: bool) -> str:
    """Return the hash of everything that a submission's report depends on."""
    parts = [material.fingerprint, content, timestamp or "", "boxed" if boxed else "no box"]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def intake(material: Material, submission: Submission) -> Intake:
    """Read and repair one submission.

    Raises
    ------
    Rejected
        If it cannot be graded; the text is for the student.
    """
    return take_in(submission.folder, material.name, material.notebook, material.files, material.limits)


def grade(material: Material, submission: Submission, make_session: SessionMaker, *, boxed: bool = True) -> Graded:
    """Grade one submission. Never raises for what a submission, a grader or the box does.

    Parameters
    ----------
    material : Material
        What it is graded with.
    submission : Submission
        What was handed in.
    make_session : callable
        Gives a fresh kernel for the given limits.
    boxed : bool
        Whether those kernels are isolated; every report of a run without says so.
    """
    began = time.monotonic()
    base = Report(
        student=submission.student,
        assignment=submission.assignment,
        outcome=Verdict.FAULT,
        score=None,
        max_score=material.max_score,
        timestamp=submission.timestamp,
        boxed=boxed,
        languages=material.settings.languages,
        secret_id=secret_id(material.secret),
    )
    try:
        taken = intake(material, submission)
    except Rejected as error:
        return Graded(
            _replace(base, outcome=Verdict.REJECTED, reason=error.reason, key=_rejected_key(material, error)), None
        )
    except Exception as error:  # reading a hostile upload must not end the batch, whatever it found
        return Graded(_replace(base, reason=f"intake failed: {type(error).__name__}: {error}"), None)
    base = _replace(base, notes=taken.notes, key=report_key(material, taken.content, submission.timestamp, boxed))
    running = RunningNotebook(taken.notebook, taken.files, material.limits, make_session)
    try:
        return _judge(material, submission, taken, running, base, began)
    except Exception as error:  # a fault of ours is told to staff and never costs a student points
        cpu = running.cpu_seconds() if not isinstance(error, KernelError) else 0.0
        reason = f"{type(error).__name__}: {error}"
        return Graded(_replace(base, reason=reason, cpu_seconds=cpu, seconds=time.monotonic() - began), None)
    finally:
        running.close()


def _rejected_key(material: Material, error: Rejected) -> str:
    return hashlib.sha256(f"{material.fingerprint}\0rejected\0{error.reason}".encode()).hexdigest()


def _replace(report: Report, **changes: object) -> Report:
    return dataclasses.replace(report, **changes)  # type: ignore[arg-type]  # the fields' own types are checked by Report


def _judge(
    material: Material,
    submission: Submission,
    taken: Intake,
    running: RunningNotebook,
    base: Report,
    began: float,
) -> Graded:
    def seed(task: str, check: str) -> int:
        parts = (submission.assignment, submission.student, taken.content, task, check)
        return derive_seed(material.secret, "rng", *parts)

    graders = material.course.graders(submission.assignment).resolve()
    run = GradingRun(submission.assignment, graders, running, seed)
    if material.course.has_graders(submission.assignment):
        scoring.run_graders(run, material.course.root)
    else:
        scoring.score_like_nbgrader(run)
    running.run_all()
    if running.outside_death:
        raise ForkServerError(running.outside_death)
    tasks = run.tasks()
    faulty = [t for t in tasks if any(c.outcome is Outcome.FAULT for c in t.checks)]
    score = None if faulty else round(sum(t.score or 0.0 for t in tasks), 6)
    report = _replace(
        base,
        outcome=Verdict.FAULT if faulty else Verdict.GRADED,
        reason=f"the grader of {', '.join(t.task for t in faulty)} failed" if faulty else "",
        score=score,
        tasks=tasks,
        notes=(*base.notes, *running.notes),
        cpu_seconds=round(running.cpu_seconds(), 3),
        seconds=round(time.monotonic() - began, 3),
    )
    given = [cell.source for cell in material.notebook.cells if cell.cell_type == "markdown"]
    return Graded(report, autograded_notebook(report, running, given))


def autograded_notebook(report: Report, running: RunningNotebook, given: Collection[str]) -> NotebookNode:
    """Return the executed notebook with a result table under each grade cell, harmless to whoever opens it.

    Parameters
    ----------
    report : Report
        What goes into the tables.
    running : RunningNotebook
        The notebook as it ran.
    given : collection of str
        Texts of the course's own Markdown cells.
    """
    notebook: NotebookNode = copy.deepcopy(running.notebook)
    tasks = {task.grade_id: task for task in report.tasks}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            make_harmless(cell, given)
            continue
        run = running.runs.get(index)
        cell.outputs = list(run.result.outputs) if run is not None else []
        make_harmless(cell)
        cell.execution_count = run.result.execution_count if run is not None else None
        if run is not None and run.failure is not None and not run.result.error:
            cell.outputs.append(_stopped(str(run.failure)))
        task = tasks.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if task is not None and task.checks:
            cell.outputs.append(result_output(task, report.languages))
    return notebook


def _stopped(text: str) -> NotebookNode:
    """Return the output of a cell that was stopped: a limit, or the kernel's death."""
    output: NotebookNode = new_output("error", ename="Stopped", evalue=text, traceback=[f"Stopped: {text}"])
    return output


__all__ = ["Graded", "Material", "StudentError", "grade", "intake", "load_material", "report_key"]
