"""What every submission of one assignment is graded with, read once for a whole batch."""

from __future__ import annotations

import importlib.metadata
import platform
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

import nbformat
from nbformat import NotebookNode

from examiner.course.files import assignment_files
from examiner.course.layout import Course
from examiner.course.masters import require_graders_in_place
from examiner.course.secret import course_secret, secret_id
from examiner.course.settings import Settings
from examiner.grading import crosscheck
from examiner.model import Limits, Submission, digest
from examiner.model.marks import add_up
from examiner.pipeline.loaded import LoadedNotebook, editions_of, require_python, restore_tests

VERSIONED = ("examiner", "ipykernel", "ipython", "numpy", "pandas", "pytest", "tensorflow", "tensorflow-cpu", "keras")
ANSWERS = ("right", "wrong", "__pycache__")  # beside the graders, but no score depends on them


@dataclass(frozen=True)
class LoadedAssignment:
    """What every submission of one assignment is graded with.

    Parameters
    ----------
    books : tuple of LoadedNotebook
        Its notebooks, in the order of their names.
    fingerprint : str
        Hash of everything but the submission that scores depend on.
    students_files : frozenset of str
        Files beside the notebooks that are the student's to change.
    """

    course: Course
    assignment: str
    books: tuple[LoadedNotebook, ...]
    files: dict[str, bytes]
    limits: Limits
    secret: bytes
    fingerprint: str
    students_files: frozenset[str] = frozenset()

    @property
    def settings(self) -> Settings:
        """The course's settings."""
        return self.course.settings

    @property
    def has_graders(self) -> bool:
        """Whether graders judge one of its notebooks."""
        return any(book.judged for book in self.books)

    @property
    def max_score(self) -> float:
        """All points of the assignment."""
        return add_up(book.max_score for book in self.books)

    def warnings(self) -> list[str]:
        """Warn where a student's code and the tests that score it share a process."""
        inside = [book.stem for book in self.books if not book.judged and book.max_score]
        if not inside and any(book.judged for book in self.books):
            return []
        place, several = self.course.graders(self.assignment), len(self.books) > 1
        mixed = [f"{self.assignment}/{name}" for name in inside] if self.has_graders else [self.assignment]
        verb, its = ("has", "its") if len(mixed) == 1 else ("have", "their")
        return [
            f"{', '.join(mixed)} {verb} no graders: {its} tests run in the student's process, as with nbgrader, where "
            f"code can read and change them. Write {place}{'/<notebook>' * several}/test_<task>.py to judge from "
            "outside."
        ]

    def only(self, notebook: str, *, everything: bool = False) -> LoadedAssignment:
        """Return the assignment as if this were its only notebook: for the audit, which proves one at a time."""
        books = tuple(replace(book, everything=everything) for book in self.books if book.stem == notebook)
        return replace(self, books=books)


def load_assignment(course: Course, assignment: str) -> LoadedAssignment:
    """Read an assignment once for a whole batch.

    Raises
    ------
    CourseError
        If the assignment is not as it must be; the text names the place.
    """
    from examiner.release.form import forms_of  # takes nbgrader along: seconds that workers need not spend

    paths = course.notebooks(assignment)
    require_graders_in_place(course.graders(assignment), paths)
    masters: list[NotebookNode] = [nbformat.read(path, as_version=4) for path in paths]
    for master, path in zip(masters, paths, strict=True):
        require_python(master, path)
    forms = [forms_of(master, course.settings, path.parent) for master, path in zip(masters, paths, strict=True)]
    files = assignment_files(course, assignment, [form.released for form in forms])
    limits, secret = course.settings.limits(assignment), course_secret(course)
    shared = course.graders(assignment) if len(paths) > 1 else None
    books = []
    for path, form in zip(paths, forms, strict=True):
        notebook = form.released
        editions = editions_of(course, assignment, notebook, path.name)
        graders, judged = course.graders(assignment, path.stem), course.has_graders(assignment, path.stem)
        visible = {} if judged else restore_tests(notebook, form.judged)
        of_it = (course, assignment, notebook, path.name, graders, judged, shared)
        books.append(LoadedNotebook(*of_it, files, limits, secret, visible, editions))
    theirs = course.settings.students_files(assignment)
    whole = LoadedAssignment(course, assignment, tuple(books), files, limits, secret, "", theirs)
    return replace(whole, fingerprint=digest.of_data(_scores_depend_on(whole)))


def _scores_depend_on(loaded: LoadedAssignment) -> dict[str, Any]:
    """Return digests of everything but the submission that scores depend on."""
    course, assignment, books = loaded.course, loaded.assignment, loaded.books
    own = {book.stem: book.score_depends_on() for book in books}
    return {
        **(own[books[0].stem] if len(books) == 1 else {"notebooks": own}),
        "files": digest.of_files(loaded.files),
        "graders": _digest_of_graders(course, assignment),
        "settings": course.settings.fingerprint(assignment),
        "secret": secret_id(loaded.secret),
        "versions": _versions(),
        **({} if all(book.judged for book in books) else {"cross-check": _crosscheck_version()}),
        **({"students' files": sorted(loaded.students_files)} if loaded.students_files else {}),
    }


def depends_on(loaded: LoadedAssignment) -> dict[str, Any]:
    """Return what the fingerprint of an assignment is made of, for people: where two differ, by what."""
    found = _scores_depend_on(loaded)
    notebooks = {name: found.pop(name) for name in ("notebook", "notebooks") if name in found}
    return {"notebook": digest.of_data(notebooks), **found}


def _digest_of_graders(course: Course, assignment: str) -> dict[str, str]:
    """Return the digests of the graders' files, but for those that no score depends on."""
    names = {path.stem for path in course.masters(assignment)}
    several = len(names) > 1

    def counts(name: PurePath) -> bool:
        own = PurePath(*name.parts[1:]) if several and name.parts[0] in names and len(name.parts) > 1 else name
        return own.parts[0] not in ANSWERS and "__pycache__" not in own.parts

    return digest.of_folder(course.graders(assignment), counts)


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
        "graders": _digest_of_graders(course, assignment),
        "beside": [digest.of_file(path) for path in beside],
        "release": digest.of_folder(course.release(assignment)),
        "secret": secret_id(course_secret(course)),
    }
    return digest.of_data(parts)


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
