"""What every submission of one assignment is graded with, read once for a whole batch."""

from __future__ import annotations

import copy
import importlib.metadata
import platform
from dataclasses import dataclass, field
from pathlib import Path, PurePath

import nbformat
from nbformat import NotebookNode

from examiner.course.errors import CourseError
from examiner.course.files import assignment_files
from examiner.course.layout import Course
from examiner.course.secret import course_secret, secret_id
from examiner.course.settings import Settings
from examiner.grading import crosscheck
from examiner.grading.route import Route
from examiner.model import Limits, Submission, digest
from examiner.model.cells import cells_of, grade_cells
from examiner.model.marks import add_up
from examiner.pipeline.comparable import Comparable
from examiner.pipeline.hidden_tests import reword
from examiner.pipeline.mixing import Mixing

VERSIONED = ("examiner", "ipykernel", "ipython", "numpy", "pandas", "pytest", "tensorflow", "tensorflow-cpu", "keras")
ANSWERS = ("right", "wrong", "__pycache__")  # beside the graders, but no score depends on them


@dataclass(frozen=True)
class LoadedAssignment:
    """What every submission of one assignment is graded with.

    Parameters
    ----------
    notebook : NotebookNode
        The assignment as intake merges submissions into it.
    fingerprint : str
        Hash of everything but the submission that scores depend on.
    visible : dict of str to str
        By grade id, what students know of a cell that holds hidden tests; empty if graders judge.
    editions : tuple of NotebookNode
        The assignment as students may have got it, where that is not ``notebook``.
    students_files : frozenset of str
        Files beside the notebook that are the student's to change.
    everything : bool
        Whether all cells are run, as students run them: for the audit.
    mixing : Mixing
        What is found out of the master while submissions are graded.
    comparable : Comparable
        The same, where no graders judge.
    """

    course: Course
    assignment: str
    notebook: NotebookNode
    name: str
    files: dict[str, bytes]
    limits: Limits
    secret: bytes
    fingerprint: str
    visible: dict[str, str] = field(default_factory=dict)
    editions: tuple[NotebookNode, ...] = ()
    students_files: frozenset[str] = frozenset()
    everything: bool = False
    mixing: Mixing = field(default_factory=Mixing, compare=False)
    comparable: Comparable = field(default_factory=Comparable, compare=False)

    @property
    def settings(self) -> Settings:
        """The course's settings."""
        return self.course.settings

    def route(self, notebook: NotebookNode) -> Route:
        """Return which cells of a notebook are run: this assignment's, or one that was merged with it."""
        if not self.course.has_graders(self.assignment):
            return Route.of_nbgrader(notebook)
        graders = self.course.graders(self.assignment)
        judged = Route.judged(notebook, graders, self_checks=self.settings.run_self_checks)
        return Route(seeded=judged.seeded) if self.everything else judged

    def warnings(self) -> list[str]:
        """Warn where a student's code and the tests that score it share a process."""
        if self.course.has_graders(self.assignment):
            return []
        place = self.course.graders(self.assignment)
        return [
            f"{self.assignment} has no graders: its tests run in the student's process, as with nbgrader, where code "
            f"can read and change them. Write {place}/test_<task>.py to judge from outside."
        ]

    @property
    def max_score(self) -> float:
        """All points of the assignment."""
        return add_up(cell.points for cell in grade_cells(self.notebook))

    @property
    def notebook_name(self) -> str:
        """The notebook's name without ``.ipynb``, as nbgrader knows it."""
        return Path(self.name).stem


def load_assignment(course: Course, assignment: str) -> LoadedAssignment:
    """Read an assignment once for a whole batch.

    Raises
    ------
    CourseError
        If the assignment is not as it must be; the text names the place.
    """
    from examiner.release.form import release_form  # takes nbgrader along: seconds that workers need not spend

    path = course.notebook(assignment)
    master = nbformat.read(path, as_version=4)
    _require_python(master, path)
    notebook = release_form(master, course.settings)
    files = assignment_files(course, assignment, notebook)
    editions = _editions(course, assignment, notebook, path.name)
    visible = {} if course.has_graders(assignment) else _restore_tests(notebook, master)
    secret, theirs = course_secret(course), course.settings.students_files(assignment)
    parts = {
        "notebook": [[cell.type, cell.source, cell.nbgrader or None] for cell in cells_of(notebook)],
        "files": digest.of_files(files),
        "graders": digest.of_folder(course.graders(assignment), _counts),
        "settings": course.settings.fingerprint(assignment),
        "secret": secret_id(secret),
        "versions": _versions(),
        **({} if course.has_graders(assignment) else {"cross-check": _crosscheck_version()}),
        **({"shown without hidden tests": sorted(visible)} if visible else {}),
        **({"students' files": sorted(theirs)} if theirs else {}),
        **({"not run": untaken} if (untaken := sorted(Route.of_nbgrader(notebook).skipped)) else {}),
        **({"released otherwise": [_texts(edition) for edition in editions[1:]]} if editions[1:] else {}),
    }
    fingerprint = digest.of_data(parts)
    limits = course.settings.limits(assignment)
    return LoadedAssignment(
        course, assignment, notebook, path.name, files, limits, secret, fingerprint, visible, editions, theirs
    )


def _require_python(master: NotebookNode, path: Path) -> None:
    """Refuse a notebook of another language: to Python each of its cells is a mistake of the student's."""
    spec, info = (master.metadata.get(name, {}) for name in ("kernelspec", "language_info"))
    language = str(spec.get("language") or info.get("name") or "python")
    if language.lower() not in ("python", "ipython"):
        kernel = spec.get("display_name") or spec.get("name") or language
        raise CourseError(f"{path}: the notebook's kernel is {kernel} ({language}); only Python is graded")


def digest_of_sources(course: Course, assignment: str) -> str:
    """Return the digest of all files that :func:`load_assignment` reads: what it returns is good as long as they stay.

    Raises
    ------
    CourseError
        If there is no such assignment.
    """
    section = course.settings.nbgrader_config().get("IncludeHeaderFooter", {})
    names = ("autotests.yml", *(str(section[part]) for part in ("header", "footer") if section.get(part)))
    beside = [path for path in map(course.root.joinpath, names) if path.is_file()]
    parts = {
        "settings": course.settings.file.digest if course.settings.file is not None else "",
        "source": digest.of_folder(course.source(course.require(assignment))),
        "graders": digest.of_folder(course.graders(assignment), _counts),
        "beside": [digest.of_file(path) for path in beside],
        "release": digest.of_folder(course.release(assignment)),
        "secret": secret_id(course_secret(course)),
    }
    return digest.of_data(parts)


def _editions(course: Course, assignment: str, notebook: NotebookNode, name: str) -> tuple[NotebookNode, ...]:
    """Return what students got: what a release would be now, and what lies in release/ if that is another one."""
    released = course.release(assignment) / name
    try:
        there: NotebookNode = nbformat.read(released, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError):  # none, or none that notes could be made of
        return (copy.deepcopy(notebook),)
    same = _texts(there) == _texts(notebook)
    return (copy.deepcopy(notebook),) if same else (copy.deepcopy(notebook), there)


def _texts(notebook: NotebookNode) -> list[list[str]]:
    return [[cell.type, cell.source, cell.grade_id, cell.id] for cell in cells_of(notebook)]


def _restore_tests(notebook: NotebookNode, master: NotebookNode) -> dict[str, str]:
    """Put the master's grade cells, hidden tests included, back: without graders they are the judges.

    Returns
    -------
    dict of str to str
        By grade id, the text that students know of each cell that was put back otherwise.
    """
    visible = {}
    sources = {cell.grade_id: cell.source for cell in grade_cells(master)}
    for cell in grade_cells(notebook):
        if not cell.is_manual and cell.source != sources[cell.grade_id]:
            visible[cell.grade_id] = cell.source
            reword(notebook.cells[cell.index], sources[cell.grade_id])
    return visible


def _counts(name: PurePath) -> bool:
    """Whether a score may depend on this file beside the graders."""
    return name.parts[0] not in ANSWERS and "__pycache__" not in name.parts


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in VERSIONED:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def _crosscheck_version() -> str:
    """Return the digest of the code that carries test cells out a second time: another may come to something else."""
    grading, pipeline = Path(crosscheck.__file__).parent, Path(__file__).parent
    names = ("again.py", "apart.py", "crosscheck.py", "plain_asserts.py", "stand_ins.py")
    files = [*map(grading.joinpath, names), pipeline / "second_look.py"]
    return digest.of_data([digest.of_file(path) for path in files])


def report_key(loaded: LoadedAssignment, content: str, submission: Submission, boxed: bool) -> str:
    """Return the hash of everything that a submission's report depends on."""
    time = submission.timestamp or submission.unread_time
    return digest.of_data([loaded.fingerprint, content, time, "boxed" if boxed else "no box"])
