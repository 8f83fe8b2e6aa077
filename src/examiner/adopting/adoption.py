"""Writes ``graders/<assignment>/`` from the asserts of a master's grade cells, as a starting point."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from examiner.adopting.drafting import Drafting, modules_beside
from examiner.adopting.modules import Module, text_of_module
from examiner.adopting.reading import ByHand
from examiner.adopting.trial import Trials
from examiner.course.errors import CourseError
from examiner.course.graders import draft_of, grader_of
from examiner.course.layout import Course
from examiner.course.masters import require_graders_in_place
from examiner.course.sharing import share
from examiner.grading.execution import SessionMaker
from examiner.kernels.pool import KernelPool
from examiner.kernels.warm import WarmServer, server_of_environment
from examiner.model import durable
from examiner.release.checks import regions
from examiner.release.form import conversion, read_master

OF_MASTER = "it fails in the master's own notebook"
FREE = "all its checks hold without an answer"


@dataclass(frozen=True)
class Adoption:
    """What was made of an assignment.

    Parameters
    ----------
    assignment : str
        Its name.
    folder : Path
        Where the graders lie.
    notebook : Path
        The master.
    modules : tuple of Module
        One for each grade cell that asserts score, in order.
    texts : dict
        What was written, by the files' names within ``folder``.
    """

    assignment: str
    folder: Path
    notebook: Path
    modules: tuple[Module, ...]
    texts: dict[str, str]

    @property
    def by_hand(self) -> list[ByHand]:
        """What needs a person, in the notebook's order."""
        return [one for module in self.modules for one in module.by_hand]

    @property
    def asserts(self) -> int:
        """How many asserts became checks."""
        return sum(check.asserts for module in self.modules for check in module.checks)


def adopt_all(course: Course, assignment: str, *, force: bool = False, dry_run: bool = False) -> list[Adoption]:
    """Do it for each notebook of an assignment: see :func:`adopt`; of several, those without asserts are left alone."""
    require_graders_in_place(course.graders(assignment), masters := course.notebooks(assignment))
    found = [adopt(course, assignment, path, force=force, dry_run=dry_run) for path in masters]
    return [one for one in found if one.modules] or found[:1]


def adopt(course: Course, assignment: str, path: Path, *, force: bool = False, dry_run: bool = False) -> Adoption:
    """Make graders of the asserts of one of an assignment's notebooks, try them, and write them.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    path : Path
        The master notebook.
    force : bool
        Whether graders that are there may be replaced; what else lies in their folder stays.
    dry_run : bool
        Write nothing.

    Raises
    ------
    CourseError
        If there is no such assignment, it cannot be read, or it has graders.
    """
    folder = course.graders(assignment, path.stem)
    if course.has_graders(assignment, path.stem) and not (force or dry_run):
        raise CourseError(f"{folder} holds graders already. To replace those of the same names, give --force.")
    master = read_master(path)
    settings = course.settings
    warm = WarmServer(settings.preload, boxed=settings.box, user=settings.box_uid(), given=server_of_environment())
    try:
        pool = KernelPool(warm.server(), spare=0)
        modules = Adopting(course, assignment, master, pool.session).modules()
    finally:
        warm.stop()
    texts = {_name(module): text_of_module(module) for module in modules}
    if not dry_run and (texts or len(course.notebooks(assignment)) == 1):
        _write(course, folder, texts)
    return Adoption(assignment, folder, path, tuple(modules), texts)


def _name(module: Module) -> str:
    """Return the file of a module, within the folder of graders."""
    path = grader_of(Path(), module.cell.grade_id)
    return str(path if module.whole else draft_of(path))


def _write(course: Course, folder: Path, texts: dict[str, str]) -> None:
    with durable.new_folder(folder) as draft:
        if folder.is_dir():
            shutil.copytree(folder, draft, symlinks=True, dirs_exist_ok=True)
        for name, text in texts.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            other = draft_of(path) if path.parent == draft else draft / path.stem
            other.unlink(missing_ok=True)  # of an earlier time
        share(course, draft)


class Adopting:
    """Makes the grader modules of one master notebook, and tries them."""

    def __init__(self, course: Course, assignment: str, master: NotebookNode, make_session: SessionMaker) -> None:
        tests = regions(conversion(course.settings)[1])[1]
        self.drafting = Drafting(master, tests.begin, tests.end, modules_beside(course.source(assignment)))
        self.trials = Trials(course, assignment, master, make_session)

    def modules(self) -> list[Module]:
        """Return a module for each grade cell, with the checks that the master passes."""
        tried = self._tried(self.drafting.modules())
        again = [self.drafting.joined(module) for module in tried]
        return self._explained(self._without_free_points(self._tried(again, but=tried)))

    def _explained(self, modules: list[Module]) -> list[Module]:
        """Say of what fails in the master's own notebook that it does: no grader is to blame for that."""
        if not any(module.by_hand for module in modules):
            return modules
        failures = self.trials.inside(self.drafting.reading.cells)

        def explained(one: ByHand) -> ByHand:
            error = failures.get((one.grade_id, one.line), "")
            return replace(one, reason=f"{OF_MASTER}: {error}".strip(": ")) if error else one

        return [replace(module, by_hand=tuple(map(explained, module.by_hand))) for module in modules]

    def _tried(self, modules: list[Module], but: Iterable[Module] = ()) -> list[Module]:
        """Return modules with those of their checks that the master passes.

        Parameters
        ----------
        modules : list of Module
            In the notebook's order.
        but : iterable of Module
            What was tried before: it is kept where the new one is no better.
        """
        before = list(but) or modules
        new = {m.cell.grade_id: _draft(m) for m, old in zip(modules, before, strict=True) if m.checks}
        if not new or (but and all(m is old for m, old in zip(modules, before, strict=True))):
            return modules
        trial = self.trials.on_master(new)
        found = []
        for module, old in zip(modules, before, strict=True):
            grade_id = module.cell.grade_id
            names = [name for name, _ in module.named()]
            problem = trial.reasons.get((grade_id, ""))
            failed = [
                (name, problem or trial.reasons.get((grade_id, name), "it was not run"))
                for name in names
                if (grade_id, name) not in trial.passed
            ]
            kept = module.without(failed)
            found.append(old if but and not kept.whole else kept)
        return found

    def _without_free_points(self, modules: list[Module]) -> list[Module]:
        """Take the points of checks that hold without an answer: in nbgrader's cell they give none alone."""
        new = {module.cell.grade_id: _draft(module) for module in modules if module.checks}
        trial = self.trials.unanswered(new) if new else None
        found = []
        for module in modules:
            passed = [trial is not None and (module.cell.grade_id, n) in trial.passed for n, _ in module.named()]
            checks = [
                check.without_points() if free else check for check, free in zip(module.checks, passed, strict=True)
            ]
            by_hand = list(module.by_hand)
            if checks and all(passed) and module.cell.points:
                by_hand += [step.by_hand(FREE) for check in checks for step in check.steps]
                checks = []
            found.append(replace(module, checks=tuple(checks), by_hand=tuple(by_hand)))
        return found


def _draft(module: Module) -> str:
    """Return the text of a module to be tried, whose points sum to its cell's."""
    return text_of_module(replace(module, by_hand=()))
