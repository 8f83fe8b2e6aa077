"""Where everything of a course lies. No other module builds a path of the course."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from examiner.course.config import CONFIG_NAME, find_root
from examiner.course.directory import Folders, sqlite_file
from examiner.course.errors import CourseError, check_name, nearest
from examiner.course.listing import folders, students_folders
from examiner.course.masters import beside, notebooks_in
from examiner.course.settings import Settings, load_settings
from examiner.course.times import read_stamp
from examiner.model import Submission, digest
from examiner.model.text import composed

STATE = ".examiner"
TIMESTAMP = "timestamp.txt"  # nbgrader's, beside a submitted notebook
SUBMISSION_SECRET = "submission_secret.txt"  # noqa: S105 - a file of nbgrader's, without which no feedback is released
_LONGEST_STEM = 240  # bytes; of a longer name a digest, as ``.json`` must fit


@dataclass(frozen=True, slots=True)
class Course:
    """A course: its folder, the paths in it, and its settings.

    The methods that return a path check the names but not that the path exists;
    :meth:`require` and :meth:`submission` do.

    Parameters
    ----------
    root : Path
        The folder with ``nbgrader_config.py``.
    settings : Settings, optional
        What ``nbgrader_config.py`` says; default: as if it said nothing.
    """

    root: Path
    settings: Settings = None  # type: ignore[assignment]  # never None once made: the default depends on the root

    def __post_init__(self) -> None:
        if self.settings is None:
            object.__setattr__(self, "settings", Settings(self.root))

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """Return the course that ``start`` (default: the working directory) lies in.

        Its settings file is executed, here and nowhere else: hand the course on.

        Raises
        ------
        CourseError
            If no folder upwards holds ``nbgrader_config.py``, or that file is wrong.
        """
        root = find_root(start)
        return cls(root, load_settings(root))

    def is_current(self) -> bool:
        """Whether the settings file still holds what was executed; True for a course made by hand."""
        return self.settings.file is None or self.settings.file.is_current()

    def source(self, assignment: str) -> Path:
        """Folder of the master notebook and what students get with it."""
        return self.root / self.folders.source / check_name(assignment, "assignment")

    def graders(self, assignment: str, notebook: str = "") -> Path:
        """Folder of the hidden graders, or of those of one notebook: a folder in there where there are several."""
        folder = self.root / "graders" / check_name(assignment, "assignment")
        return folder / check_name(notebook, "notebook") if notebook and len(self.masters(assignment)) > 1 else folder

    def hidden_data(self, assignment: str) -> Path:
        """Folder of the data that only graders read, those of all its notebooks."""
        return self.graders(assignment) / "data"

    def release(self, assignment: str) -> Path:
        """Folder of the student edition."""
        return self.root / self.folders.release / check_name(assignment, "assignment")

    def submitted(self, student: str, assignment: str) -> Path:
        """Folder of one student's upload, however the file system spells the name."""
        path = self._of(self.folders.submitted, student, assignment)
        if student.isascii() or os.path.lexists(path):
            return path
        others = (path.parent.with_name(name) / assignment for name in self.spellings().get(composed(student), ()))
        return next(filter(os.path.lexists, others), path)

    def spellings(self) -> dict[str, list[str]]:
        """Return the folders of uploads by student: more than one where they differ in how characters are composed."""
        found: dict[str, list[str]] = {}
        for name in students_folders(self.root / self.folders.submitted):
            found.setdefault(composed(name), []).append(name)
        return found

    def autograded(self, student: str, assignment: str) -> Path:
        """Folder of one student's graded notebook."""
        return self._of(self.folders.autograded, student, assignment)

    def feedback(self, student: str, assignment: str) -> Path:
        """Folder of what one student gets back."""
        return self._of(self.folders.feedback, student, assignment)

    def report_json(self, student: str, assignment: str) -> Path:
        """File of one student's :class:`examiner.model.Report`: in no folder that a command of nbgrader's hands out."""
        name = check_name(student, "student")
        if len(name.encode()) > _LONGEST_STEM:
            name = digest.of_bytes(name.encode())
        return self.state / "reports" / check_name(assignment, "assignment") / f"{name}.json"

    def former_report_json(self, student: str, assignment: str) -> Path:
        """File of the report that a student's newest one took the place of."""
        place = self.report_json(student, assignment)
        return self.state / "former" / place.parent.name / place.name

    def old_reports(self, step: str) -> Iterator[tuple[Path, Path]]:
        """Yield the reports that earlier versions left in a folder such as ``autograded``, and where each belongs now.

        What a student has uploaded under that name, and nbgrader copied, is none of them.
        """
        for path in sorted((self.root / step).glob("[!.]*/[!.]*/report.json")):
            student, assignment = path.parts[-3:-1]
            with contextlib.suppress(CourseError):  # no student's: a name that none can have
                if not _is_copy(path, self.submitted(student, assignment) / path.name):
                    yield path, self.report_json(student, assignment)

    def class_report(self, assignment: str) -> Path:
        """Page about the whole class; a student who is called like it has a folder there."""
        name = f"{check_name(assignment, 'assignment')}.html"
        taken = os.path.lexists(self.root / self.folders.submitted / name)
        return self.root / self.folders.feedback / (f"class-{name}" if taken else name)

    def class_figures(self, assignment: str) -> Path:
        """File of what the class's marks were when its report was written."""
        return self.state / "class" / f"{check_name(assignment, 'assignment')}.json"

    def course_report(self) -> Path:
        """Page over all assignments, of a name that no assignment's page has."""
        stem = "all-assignments"
        while stem in self.assignments():
            stem = f"{stem}-"
        return self.class_report(stem)

    @property
    def folders(self) -> Folders:
        """nbgrader's folder names."""
        return self.settings.folders

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.root / CONFIG_NAME

    @property
    def gradebook_url(self) -> str:
        """SQLAlchemy address of nbgrader's gradebook."""
        return self.settings.db_url or f"sqlite:///{self.root.absolute() / 'gradebook.db'}"

    @property
    def gradebook(self) -> Path | None:
        """File of the gradebook; None if it is kept by a database server."""
        return sqlite_file(self.gradebook_url)

    @property
    def state(self) -> Path:
        """Our own folder in the course; :meth:`make_state` makes it."""
        return self.root / STATE

    def trial(self, assignment: str) -> Path:
        """File of what came of judging the master."""
        return self.state / "trials" / f"{check_name(assignment, 'assignment')}.json"

    def index(self, assignment: str) -> Path:
        """File of what a run has hashed and written, which spares the next one the same; it may be deleted."""
        return self.state / "index" / f"{check_name(assignment, 'assignment')}.json"

    def regrade(self, assignment: str) -> Path:
        """Folder of results that nobody has applied yet, one for each student."""
        return self.state / "regrade" / check_name(assignment, "assignment")

    def history(self, student: str, assignment: str) -> Path:
        """Log of the reports that have counted for a submission."""
        place = self.report_json(student, assignment)
        return self.state / "history" / place.parent.name / f"{place.stem}.jsonl"

    def basis(self, fingerprint: str) -> Path:
        """File of what reports of one fingerprint depend on beside their submissions."""
        return self.state / "bases" / f"{fingerprint}.json"

    @property
    def rulings(self) -> Path:
        """Log of what staff have ruled: extensions, excuses, voided tasks."""
        return self.state / "rulings.jsonl"

    @property
    def collecting(self) -> Path:
        """Folder in which hand-ins lie while they are collected."""
        return self.state / "collecting"

    @property
    def receipts(self) -> Path:
        """Log of the files that were collected."""
        return self.state / "receipts.jsonl"

    def earlier_hand_ins(self, student: str, assignment: str) -> Path:
        """Folder of what collecting has put a later hand-in in the place of."""
        return self.state / "earlier" / check_name(assignment, "assignment") / check_name(student, "student")

    @property
    def groups(self) -> Path:
        """Table of the course's groups, which staff write."""
        return self.root / "groups.csv"

    @property
    def secret(self) -> Path:
        """File of the course's secret."""
        return self.state / "secret"

    def make_state(self) -> Path:
        """Return the state folder, made if needed; only its owner, or the course's group, enters it."""
        if not self.state.is_dir():
            self.state.mkdir(mode=0o700, exist_ok=True)
            self.state.chmod(self.settings.state_rights)
        return self.state

    def assignments(self) -> tuple[str, ...]:
        """Names of the assignments: the folders in ``source/`` with a notebook, in natural order."""
        names = folders(self.root / self.folders.source)
        return tuple(name for name in names if self.masters(name))

    def students(self, assignment: str) -> tuple[str, ...]:
        """Names of the students who have submitted ``assignment``, in natural order."""
        check_name(assignment, "assignment")
        return tuple(name for name in self.spellings() if os.path.lexists(self.submitted(name, assignment)))

    def require(self, assignment: str) -> str:
        """Return ``assignment`` if there is one of that name, else raise :class:`CourseError`."""
        check_name(assignment, "assignment")
        known = self.assignments()
        if assignment not in known:
            raise CourseError(
                f"there is no assignment {assignment!r} in {self.root / self.folders.source}; "
                f"{nearest(assignment, known)}"
            )
        return assignment

    def submission(self, student: str, assignment: str) -> Submission:
        """Return one student's hand-in, or raise :class:`CourseError` if there is none."""
        self.require(assignment)
        check_name(student, "student")
        folder = self.submitted(student, assignment)
        if not os.path.lexists(folder):
            known = self.students(assignment)
            raise CourseError(f"{student!r} has not submitted {assignment!r}; {nearest(student, known)}")
        return Submission(student, assignment, folder, *read_stamp(folder / TIMESTAMP, self.settings.timezone))

    def notebooks(self, assignment: str) -> tuple[Path, ...]:
        """Return the master notebooks, sorted by name, or raise :class:`CourseError` if there is no such assignment."""
        return self.masters(self.require(assignment))

    def masters(self, assignment: str) -> tuple[Path, ...]:
        """Return the notebooks in ``source/<assignment>``, sorted by name: as for nbgrader, all of them."""
        return notebooks_in(self.source(assignment), self.settings.ignore)

    def has_graders(self, assignment: str, notebook: str = "") -> bool:
        """Whether the assignment, or a notebook of it, has graders of ours; without, nbgrader's own scoring holds."""
        books = [notebook] if notebook else [path.stem for path in self.masters(assignment)] or [""]
        return any(any(self.graders(assignment, book).glob("test_*.py")) for book in books)

    def data_files(self, assignment: str) -> tuple[Path, ...]:
        """Return what students get besides the notebook, as paths relative to ``source/<assignment>``.

        Raises
        ------
        CourseError
            If there is a link or a special file: what students get must lie in ``source/`` itself.
        """
        return self._beside(assignment)[0]

    def kept_back(self, assignment: str) -> tuple[Path, ...]:
        """Return the visible files of ``source/<assignment>`` whose names keep them from students."""
        return self._beside(assignment)[1]

    def _beside(self, assignment: str) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        return beside(self.source(assignment), self.notebooks(assignment), self.settings.ignore)

    def _of(self, step: str, student: str, assignment: str) -> Path:
        check_name(student, "student")
        return self.root / step / student / check_name(assignment, "assignment")


def _is_copy(path: Path, other: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return True
    return other.is_file() and path.read_bytes() == other.read_bytes()
