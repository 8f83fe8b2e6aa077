"""The course's settings: ``c.Examiner`` and what we need of nbgrader's own in ``nbgrader_config.py``."""

from __future__ import annotations

import dataclasses
import difflib
import importlib.util
import math
import os
import pwd
import re
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from traitlets import Bool, Dict, Int, List, TraitError, Unicode
from traitlets.config import Config, Configurable

from examiner.course import drop_in
from examiner.course.config import CONFIG_NAME, ConfigFile
from examiner.course.directory import IGNORE, NO_NAME, Folders, listed_students, read_directory, settled
from examiner.course.errors import CourseError, nearest
from examiner.course.limits import as_nbgraders, for_long_cells, special_limits, with_limits
from examiner.model import Limits, digest

LANGUAGE = re.compile(r"[a-z]{2}(-([A-Z]{2}|[A-Z][a-z]{3}))?")  # of BCP 47: en, zh-TW, zh-Hant
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
_NO_UID = 2**32 - 1  # means "unchanged" to the system
_MISSPELT = 0.8  # c.Exchange, a section of nbgrader's, is 0.63 alike


class Examiner(Configurable):
    """What ``c.Examiner`` may hold."""

    languages = List(
        Unicode(), default_value=["zh-TW", "en"], help="Languages that a release and its feedback keep."
    ).tag(config=True)
    preload = List(
        Unicode(),
        default_value=["numpy", "pandas", "matplotlib.pyplot"],
        help="Modules that the fork server imports once, so that no submission waits for them.",
    ).tag(config=True)
    spare_kernels = Int(1, min=0, help="Kernels that each grading process keeps ready.").tag(config=True)
    jobs = Int(0, min=0, help="Submissions graded at the same time; 0: one for each core.").tag(config=True)
    same_line = Int(3, min=0, help="Students from whom on a grader's line that raises is its fault; 0: never.").tag(
        config=True
    )
    as_nbgrader = List(Unicode(), help="In what to be as nbgrader is: names of docs/nbgrader.md.").tag(config=True)
    run_self_checks = Bool(False, help="Run the self-checks of tasks that a grader judges, too.").tag(config=True)
    limits = Dict(help="What one submission may use, by the names of examiner.model.Limits.").tag(config=True)
    assignment_limits = Dict(help="The same for one assignment: {'hw2': {'cell_seconds': 120}}.").tag(config=True)
    weights = Dict(help="Shares of assignments in the course's total: {'hw1': 0.4, 'hw2': 0.6}.").tag(config=True)
    box = Bool(True, help="Run submissions in the box. Without it every report is marked.").tag(config=True)
    box_user = Unicode("", help="User that the box becomes if started by root: a name or a number.").tag(config=True)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one course, checked.

    Parameters
    ----------
    root : Path
        The course's folder.
    course_id : str
        nbgrader's name of the course in the gradebook.
    db_url : str
        SQLAlchemy address of the gradebook; empty: ``gradebook.db`` in ``root``.
    ignore : tuple of str
        Patterns of file names in ``source/`` that nbgrader does not copy.
    default_limits, special_limits
        See :meth:`limits`.
    as_nbgrader : tuple of str
        Names of :mod:`examiner.course.drop_in`.
    weights : tuple of (str, float)
        Assignments, written or yet to come, and their shares in the course's total.
    groupshared : bool
        Whether the course's group may write what its instructors make, as nbgrader has it.
    timezone : str
        The course's, as ``c.Exchange.timezone`` gives it: of times that name none.
    file : ConfigFile or None
        Where they come from; None: they were made by hand.
    """

    root: Path
    course_id: str = NO_NAME
    db_url: str = ""
    folders: Folders = field(default_factory=Folders)
    ignore: tuple[str, ...] = IGNORE
    languages: tuple[str, ...] = ("zh-TW", "en")
    preload: tuple[str, ...] = ("numpy", "pandas", "matplotlib.pyplot")
    spare_kernels: int = 1
    jobs: int = 0
    same_line: int = 3
    run_self_checks: bool = False
    as_nbgrader: tuple[str, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    box: bool = True
    box_user: str = ""
    default_limits: Limits = field(default_factory=Limits)
    special_limits: tuple[tuple[str, Limits], ...] = ()
    groupshared: bool = False
    timezone: str = "UTC"
    file: ConfigFile | None = field(default=None, compare=False, repr=False)

    @property
    def state_rights(self) -> int:
        """Permissions of the folder that holds what students must not read."""
        return 0o2770 if self.groupshared else 0o700

    def nbgrader_config(self) -> Config:
        """Return all that the settings file sets, for nbgrader's own classes: a copy, which may be changed."""
        return Config() if self.file is None else self.file.values()

    def students_files(self, assignment: str) -> frozenset[str]:
        """Return the files of an assignment that students may hand in another version of, as nbgrader has it."""
        named = settled(self.nbgrader_config().get("Autograde", {}).get("exclude_overwriting", {}), {})
        return frozenset(str(name) for name in dict(named).get(assignment, ()))

    def listed_students(self) -> list[dict[str, Any]]:
        """Return the students that ``c.CourseDirectory.db_students`` lists.

        Raises
        ------
        CourseError
            If something there is no student; says which.
        """
        return listed_students(self.nbgrader_config(), self.file.path if self.file else self.root / CONFIG_NAME)

    def limits(self, assignment: str) -> Limits:
        """Return what one submission of ``assignment`` may use."""
        return dict(self.special_limits).get(assignment, self.default_limits)

    def box_uid(self) -> int | None:
        """Return the id of the user that the box becomes; None: the box chooses, or runs as who we are.

        Raises
        ------
        CourseError
            If there is no such user on this host, or it is root.
        """
        if not self.box_user or os.geteuid() != 0:  # only root can become somebody else
            return None
        where = f"{self.root / CONFIG_NAME}: c.Examiner.box_user"
        try:
            uid = int(self.box_user) if self.box_user.isdecimal() else pwd.getpwnam(self.box_user).pw_uid
        except KeyError:
            raise CourseError(f"{where}: this host has no user {self.box_user!r}; name another, or a number") from None
        if not 0 < uid < _NO_UID:
            raise CourseError(f"{where}: {self.box_user!r} is root or nobody's number; name an unprivileged user")
        return uid

    def fingerprint(self, assignment: str | None = None) -> str:
        """Return a hash of the settings that scores or reports depend on.

        Parameters
        ----------
        assignment : str or None
            Only this assignment's limits count; None: those of all.
        """
        limits: dict[str, Limits] = {"": self.default_limits, **dict(self.special_limits)}
        if assignment is not None:
            limits = {"": self.limits(assignment)}
        data = {
            "languages": self.languages,
            "preload": self.preload,
            "box": self.box,
            "self-checks": self.run_self_checks,
            **({"as nbgrader": self.as_nbgrader} if self.as_nbgrader else {}),
            "limits": {name: dataclasses.asdict(value) for name, value in limits.items()},
        }
        return digest.of_data(data)


def load_settings(root: Path) -> Settings:
    """Read ``nbgrader_config.py`` in ``root``.

    Raises
    ------
    CourseError
        If the file is missing, fails, or holds something unknown or of the wrong kind; says where.
    """
    root = root.absolute()
    file = ConfigFile(root)
    config, place = file.values(), file.path
    _check_sections(config, place)
    nbgrader = read_directory(config, root, place)
    try:
        ours = Examiner(config=config)
    except TraitError as error:
        raise CourseError(f"{place}: c.Examiner: {error}") from None
    _check_names(ours, place)
    usual = as_nbgraders(config) if drop_in.RUNS in drop_in.ways(ours.as_nbgrader) else for_long_cells(config)
    limits = with_limits(ours.limits, usual, f"{place}: c.Examiner.limits")
    special = special_limits(ours.assignment_limits, limits, root / nbgrader["folders"].source, place)
    return Settings(
        root=root,
        languages=tuple(ours.languages),
        preload=tuple(ours.preload) if "preload" in config.get("Examiner", {}) else _installed(ours.preload),
        spare_kernels=ours.spare_kernels,
        jobs=ours.jobs,
        same_line=ours.same_line,
        run_self_checks=ours.run_self_checks,
        as_nbgrader=drop_in.ways(ours.as_nbgrader),
        weights=_weights(ours.weights, place),
        box=ours.box,
        box_user=ours.box_user,
        default_limits=limits,
        special_limits=special,
        timezone=_timezone(config, place),
        file=file,
        **nbgrader,
    )


def _installed(modules: Sequence[str]) -> tuple[str, ...]:
    """Return those modules that are installed: what a course does not ask for, nobody need be told to be missing."""
    return tuple(name for name in modules if importlib.util.find_spec(name.partition(".")[0]) is not None)


def _check_sections(config: Config, place: Path) -> None:
    """Refuse unknown names under ``c.Examiner``, and sections that are its name misspelt."""
    for section in config:
        if section != "Examiner" and difflib.SequenceMatcher(None, section, "Examiner").ratio() > _MISSPELT:
            raise CourseError(f"{place}: c.{section}: unknown section; did you mean c.Examiner?")
    known = Examiner.class_trait_names(config=True)
    for key in config.get("Examiner", {}):
        if key == "db_url":
            raise CourseError(f"{place}: c.Examiner.db_url: write c.CourseDirectory.db_url, which formgrader reads too")
        if key not in known:
            raise CourseError(f"{place}: c.Examiner.{key}: unknown; {nearest(key, known)}")


def _timezone(config: Config, place: Path) -> str:
    """Return the zone in which nbgrader's exchange writes times."""
    name = config.get("Exchange", {}).get("timezone", "UTC")
    try:
        return zoneinfo.ZoneInfo(name).key
    except (OSError, TypeError, ValueError, zoneinfo.ZoneInfoNotFoundError):
        raise CourseError(f"{place}: c.Exchange.timezone: {name!r} is no time zone such as 'Asia/Taipei'") from None


def _weights(given: Mapping[Any, Any], place: Path) -> tuple[tuple[str, float], ...]:
    """Return what assignments weigh; their masters need not be written yet."""
    for name, value in given.items():
        where = f"{place}: c.Examiner.weights[{name!r}]"
        if not isinstance(name, str) or not name:
            raise CourseError(f"{where}: {name!r} is no assignment's name")
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
            raise CourseError(f"{where}: expected a number from 0 on, such as 0.4, got {value!r}")
    return tuple(sorted((name, float(value)) for name, value in given.items()))


def _check_names(ours: Examiner, place: Path) -> None:
    if not ours.languages:
        raise CourseError(f"{place}: c.Examiner.languages: name at least one, such as 'en'")
    for language in ours.languages:
        if not LANGUAGE.fullmatch(language):
            raise CourseError(
                f"{place}: c.Examiner.languages: {language!r} is no language code such as 'en' or 'zh-TW'"
            )
    for name in ours.as_nbgrader:
        if name not in (known := [*sorted(drop_in.WAYS), drop_in.ALL]):
            raise CourseError(f"{place}: c.Examiner.as_nbgrader: {name!r} is no difference; {nearest(name, known)}")
    for module in ours.preload:
        if not _MODULE.fullmatch(module):
            raise CourseError(f"{place}: c.Examiner.preload: {module!r} is no module name")
