"""``pytest graders/hw1 --notebook FILE``: prepare a notebook for a pytest run that nobody prepared."""

from __future__ import annotations

import contextlib
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from examiner.course.errors import CourseError, Rejected
from examiner.course.files import assignment_files
from examiner.course.layout import Course
from examiner.course.masters import require_graders_in_place
from examiner.course.secret import course_secret, derive_seed
from examiner.grading.execution import RunningNotebook
from examiner.grading.route import Route
from examiner.grading.run import GradingRun
from examiner.grading.wall import Wall
from examiner.intake.upload import content_hash, merge, parse_notebook
from examiner.kernels.budget import Budget
from examiner.kernels.errors import KernelError
from examiner.kernels.pool import KernelPool
from examiner.kernels.warm import WarmServer, server_of_environment
from examiner.release.edition import release_form


def prepare(config: pytest.Config, graders: Path, cleanup: contextlib.ExitStack) -> GradingRun:
    """Return a run for one folder of graders, with a fork server of its own that ends with ``cleanup``.

    Where the environment names a running one, that is used.

    Raises
    ------
    pytest.UsageError
        If the course, the notebook or the box is not as it must be.
    """
    try:
        return _prepare(config, graders, cleanup)
    except (CourseError, Rejected, KernelError, OSError) as error:
        raise pytest.UsageError(str(error)) from error


def _prepare(config: pytest.Config, graders: Path, cleanup: contextlib.ExitStack) -> GradingRun:
    course, path = _course_and_master(graders)
    settings, assignment = course.settings, path.parent.name
    master: NotebookNode = nbformat.read(path, as_version=4)
    edition = release_form(master, settings)
    notebook = _notebook(config, master, edition)
    limits = settings.limits(assignment)
    boxed = settings.box and not config.getoption("--no-box")
    given = server_of_environment()
    warm = WarmServer(settings.preload, boxed=boxed, user=settings.box_uid(), given=given)
    cleanup.callback(warm.stop)
    pool = KernelPool(warm.server(), spare=0)
    files = assignment_files(course, assignment, _editions(course, path, edition))
    route = Route.judged(notebook, graders, self_checks=settings.run_self_checks)
    running = RunningNotebook(notebook, files, Budget(limits), pool.session, route)
    cleanup.callback(running.close)
    secret, content = course_secret(course), content_hash(notebook, {})

    def seed(task: str, check: str) -> int:
        return derive_seed(secret, "rng", assignment, "", content, task, check)

    names, of_master = (assignment, path.stem, graders), config.getoption("--notebook") is None
    # The master is asked for whatever its graders ask; no mark depends on a run by hand.
    wall = Wall(running, mixing=None)
    shared = graders.parent if len(course.notebooks(assignment)) > 1 else None
    return GradingRun(*names, running, wall, seed, strict=True, of_master=of_master, shared=shared)


def _course_and_master(graders: Path) -> tuple[Course, Path]:
    """Return the course of a folder of graders and the notebook that they judge."""
    course = Course.find(graders)
    folder = course.root / "graders"
    assignment = graders.name if graders.parent.resolve() == folder.resolve() else graders.parent.name
    masters = course.notebooks(assignment)
    require_graders_in_place(folder / assignment, masters)
    return course, next(path for path in masters if len(masters) == 1 or path.stem == graders.name)


def _editions(course: Course, master: Path, edition: NotebookNode) -> list[NotebookNode]:
    """Return the editions of all the assignment's notebooks: any of them may need a file that lies beside them."""
    others = [path for path in course.notebooks(master.parent.name) if path != master]
    return [edition, *(release_form(nbformat.read(path, as_version=4), course.settings) for path in others)]


def _notebook(config: pytest.Config, master: NotebookNode, edition: NotebookNode) -> NotebookNode:
    given = config.getoption("--notebook")
    if given is None:
        return master
    path = Path(config.invocation_params.dir, given)
    return merge(edition, parse_notebook(path.read_bytes(), str(path)).notebook).notebook
