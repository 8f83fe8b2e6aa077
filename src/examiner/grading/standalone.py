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
    course, assignment = Course.find(graders), graders.name
    settings = course.settings
    master: NotebookNode = nbformat.read(course.notebook(assignment), as_version=4)
    edition = release_form(master, settings)
    notebook = _notebook(config, master, edition)
    limits = settings.limits(assignment)
    boxed = settings.box and not config.getoption("--no-box")
    given = server_of_environment()
    warm = WarmServer(settings.preload, boxed=boxed, user=settings.box_uid(), given=given)
    cleanup.callback(warm.stop)
    pool = KernelPool(warm.server(), spare=0)
    files = assignment_files(course, assignment, edition)
    route = Route.judged(notebook, graders, self_checks=settings.run_self_checks)
    running = RunningNotebook(notebook, files, Budget(limits), pool.session, route)
    cleanup.callback(running.close)
    secret, content = course_secret(course), content_hash(notebook, {})

    def seed(task: str, check: str) -> int:
        return derive_seed(secret, "rng", assignment, "", content, task, check)

    name, of_master = course.notebook(assignment).stem, config.getoption("--notebook") is None
    # The master is asked for whatever its graders ask; no mark depends on a run by hand.
    wall = Wall(running, mixing=None)
    return GradingRun(assignment, name, graders, running, wall, seed, strict=True, of_master=of_master)


def _notebook(config: pytest.Config, master: NotebookNode, edition: NotebookNode) -> NotebookNode:
    given = config.getoption("--notebook")
    if given is None:
        return master
    path = Path(config.invocation_params.dir, given)
    return merge(edition, parse_notebook(path.read_bytes(), str(path)).notebook).notebook
