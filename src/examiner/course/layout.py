"""Where everything of a course lies. No other module builds a path of the course."""

from __future__ import annotations

import contextlib
import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from examiner.course.config import CONFIG_NAME, find_root
from examiner.course.directory import Folders
from examiner.course.errors import CourseError, check_name, nearest
from examiner.course.listing import files, folders, matches, students_folders, visible
from examiner.course.settings import Settings, load_settings
from examiner.course.times import read_stamp
from examiner.model import Submission, digest
from examiner.model.text import composed

STATE = ".examiner"
TIMESTAMP = "timestamp.txt"  # nbgrader's, beside a submitted notebook
SUBMISSION_SECRET = "submission_secret.txt"  # noqa: S105 - a file of nbgrader's, without which no feedback is released
PRIVATE = (  # names in source/ that students never get, besides nbgrader's ignored ones
    "*.ipynb",
    "grader",
    "graders",
    "graders.*",
    "hidden",
    "hidden.*",
    "hidden_data*",
    "hidden_test*",
    "private*",
    "*solution*",
    "*answer_key*",
    "conftest.py",
    "test_*.py",
    "*_test.py",
)
ONE_NOTEBOOK = (
    "examiner grades assignments of one notebook so far. Make each an assignment of its own, or grade this one with "
    "nbgrader; if the others are no part of it, move them away."
)
_TWINS = (".py", ".md", ".rmd", ".qmd", ".rst", ".tex", ".html", ".pdf")  # what notebooks are exported to
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

    def graders(self, assignment: str) -> Path:
        """Folder of the hidden graders."""
        return self.root / "graders" / check_name(assignment, "assignment")

    def hidden_data(self, assignment: str) -> Path:
        """Folder of the data that only graders read."""
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
        """Yield the reports that earlier versions left in a folder of nbgrader's, and where each belongs now.

        What a student has uploaded under that name, and nbgrader copied, is none of them.

        Parameters
        ----------
        step : str
            Name of the folder, such as ``autograded``.
        """
        for path in sorted((self.root / step).glob("[!.]*/[!.]*/report.json")):
            student, assignment = path.parts[-3:-1]
            with contextlib.suppress(CourseError):  # no student's: a name that none can have
                if not _is_copy(path, self.submitted(student, assignment) / path.name):
                    yield path, self.report_json(student, assignment)

    def class_report(self, assignment: str) -> Path:
        """Page about the whole class."""
        return self.root / self.folders.feedback / f"{check_name(assignment, 'assignment')}.html"

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
        path = self.gradebook_url.removeprefix("sqlite:///")
        return None if path == self.gradebook_url else Path(path)

    @property
    def state(self) -> Path:
        """Our own folder in the course; :meth:`make_state` makes it."""
        return self.root / STATE

    def trial(self, assignment: str) -> Path:
        """File of what came of judging the master."""
        return self.state / "trials" / f"{check_name(assignment, 'assignment')}.json"

    @property
    def rulings(self) -> Path:
        """Log of what staff have ruled: extensions, excuses, voided tasks."""
        return self.state / "rulings.jsonl"

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
        return tuple(name for name in names if any(visible(self.source(name).glob("*.ipynb"))))

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

    def notebook(self, assignment: str) -> Path:
        """Return the master notebook: ``<assignment>.ipynb``, else the only one.

        Raises
        ------
        CourseError
            If there is no such assignment, or it is unclear which notebook is the master.
        """
        folder = self.source(self.require(assignment))
        found = sorted(visible(folder.glob("*.ipynb")))
        named = folder / f"{assignment}.ipynb"
        if named in found:
            return named
        if len(found) > 1:
            names = ", ".join(path.name for path in found)
            raise CourseError(f"{folder} holds {names}, and {ONE_NOTEBOOK}")
        return found[0]

    def has_graders(self, assignment: str) -> bool:
        """Whether the assignment has graders of ours; without, nbgrader's own scoring holds."""
        return any(self.graders(assignment).glob("test_*.py"))

    def data_files(self, assignment: str) -> tuple[Path, ...]:
        """Return what students get besides the notebook, as paths relative to ``source/<assignment>``.

        Raises
        ------
        CourseError
            If there is a link or a special file: what students get must lie in ``source/`` itself.
        """
        return self._sorted_files(assignment)[0]

    def kept_back(self, assignment: str) -> tuple[Path, ...]:
        """Return the visible files of ``source/<assignment>`` whose names keep them from students."""
        return self._sorted_files(assignment)[1]

    def _sorted_files(self, assignment: str) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        """Return data files and kept-back files, both sorted."""
        folder, master = self.source(self.require(assignment)), self.notebook(assignment)
        twins = tuple(glob.escape(master.stem) + suffix for suffix in _TWINS)
        given: list[Path] = []
        kept: list[Path] = []
        for path in files(folder, self.settings.ignore):
            private = any(matches(part, (*PRIVATE, *twins)) for part in path.relative_to(folder).parts)
            if not private and (path.is_symlink() or not path.is_file()):
                raise CourseError(f"{path} is a link or special file: put the file itself there")
            if path != master:
                (kept if private else given).append(path.relative_to(folder))
        return tuple(sorted(given)), tuple(sorted(kept))

    def _of(self, step: str, student: str, assignment: str) -> Path:
        check_name(student, "student")
        return self.root / step / student / check_name(assignment, "assignment")


def _is_copy(path: Path, other: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return True
    return other.is_file() and path.read_bytes() == other.read_bytes()
