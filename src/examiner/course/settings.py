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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from traitlets import Bool, Dict, Int, List, TraitError, Unicode
from traitlets.config import Config, Configurable

from examiner.course import drop_in
from examiner.course.config import CONFIG_NAME, ConfigFile
from examiner.course.directory import IGNORE, NO_NAME, Folders, read_directory
from examiner.course.errors import CourseError, nearest
from examiner.model import Limits, digest

LANGUAGE = re.compile(r"[a-z]{2}(-([A-Z]{2}|[A-Z][a-z]{3}))?")  # of BCP 47: en, zh-TW, zh-Hant
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
_NO_UID = 2**32 - 1  # means "unchanged" to the system
NBGRADERS_TIMEOUT = 30.0  # seconds on the clock for a cell, where nothing is set
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
        named = self.nbgrader_config().get("Autograde", {}).get("exclude_overwriting", {})
        return frozenset(str(name) for name in dict(named).get(assignment, ()))

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
    usual = _as_nbgraders(config) if drop_in.RUNS in drop_in.ways(ours.as_nbgrader) else _for_long_cells(config)
    limits = _limits(ours.limits, usual, f"{place}: c.Examiner.limits")
    special = _special_limits(ours.assignment_limits, limits, root / nbgrader["folders"].source, place)
    return Settings(
        root=root,
        languages=tuple(ours.languages),
        preload=tuple(ours.preload) if "preload" in config.get("Examiner", {}) else _installed(ours.preload),
        spare_kernels=ours.spare_kernels,
        jobs=ours.jobs,
        same_line=ours.same_line,
        run_self_checks=ours.run_self_checks,
        as_nbgrader=drop_in.ways(ours.as_nbgrader),
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


def _for_long_cells(config: Config) -> Limits:
    """Return the default limits, with as much time for a cell as nbgrader's own setting for long ones gives."""
    usual = Limits()
    seconds = next((given for given in _timeouts(config) if usual.cell_seconds < given), usual.cell_seconds)
    return _with_cell_seconds(usual, seconds)


def _as_nbgraders(config: Config) -> Limits:
    """Return the default limits, with nbgrader's time for a cell: on the clock."""
    return _with_cell_seconds(Limits(wall_factor=1.0), next(_timeouts(config), NBGRADERS_TIMEOUT))


def _timeouts(config: Config) -> Iterator[float]:
    """Yield the seconds that nbgrader's settings give a cell, as numbers that limit something."""
    for section in ("Execute", "ExecutePreprocessor"):  # nbgrader's class, and nbconvert's that it is made from
        seconds = config.get(section, {}).get("timeout")
        if isinstance(seconds, int | float) and 0 < seconds < math.inf:
            yield float(seconds)


def _with_cell_seconds(usual: Limits, seconds: float) -> Limits:
    """Return limits with this time for a cell, and more for the notebook where it is more than usual."""
    share, usual = seconds / usual.cell_seconds, dataclasses.replace(usual, cell_seconds=seconds)
    if share <= 1:
        return usual
    return dataclasses.replace(usual, notebook_seconds=round(usual.notebook_seconds * share))


def _special_limits(
    given: Mapping[Any, Any], limits: Limits, source: Path, place: Path
) -> tuple[tuple[str, Limits], ...]:
    known = [path.name for path in source.iterdir() if path.is_dir()] if source.is_dir() else []
    found = []
    for name, values in given.items():
        where = f"{place}: c.Examiner.assignment_limits[{name!r}]"
        if name not in known:
            raise CourseError(f"{where}: no such assignment; {nearest(str(name), known)}")
        if not isinstance(values, Mapping):
            raise CourseError(f"{where}: expected a dict of limits, got {values!r}")
        found.append((str(name), _limits(values, limits, where)))
    return tuple(sorted(found, key=lambda pair: pair[0]))


def _limits(given: Mapping[Any, Any], base: Limits, where: str) -> Limits:
    """Return ``base`` with the values of ``given``, each checked."""
    try:
        return base.changed(given, where)
    except ValueError as error:
        raise CourseError(str(error)) from None
