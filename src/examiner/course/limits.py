"""What a submission may use, as a course's settings and nbgrader's own say."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from traitlets.config import Config

from examiner.course.errors import CourseError, nearest
from examiner.model import Limits

NBGRADERS_TIMEOUT = 30.0  # seconds on the clock for a cell, where nothing is set


def for_long_cells(config: Config) -> Limits:
    """Return the default limits, with as much time for a cell as nbgrader's own setting for long ones gives."""
    usual = Limits()
    seconds = next((given for given in _timeouts(config) if usual.cell_seconds < given), usual.cell_seconds)
    return _with_cell_seconds(usual, seconds)


def as_nbgraders(config: Config) -> Limits:
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


def special_limits(
    given: Mapping[Any, Any], limits: Limits, source: Path, place: Path
) -> tuple[tuple[str, Limits], ...]:
    """Return the limits of single assignments.

    Parameters
    ----------
    given : mapping
        As ``c.Examiner.assignment_limits`` gives them.
    limits : Limits
        Those of the course, which hold where nothing else is said.
    source : Path
        The folder with a folder for each assignment.
    place : Path
        The file of the settings, for messages.

    Raises
    ------
    CourseError
        If there is no such assignment, or a limit is not as it must be.
    """
    known = [path.name for path in source.iterdir() if path.is_dir()] if source.is_dir() else []
    found = []
    for name, values in given.items():
        where = f"{place}: c.Examiner.assignment_limits[{name!r}]"
        if name not in known:
            raise CourseError(f"{where}: no such assignment; {nearest(str(name), known)}")
        if not isinstance(values, Mapping):
            raise CourseError(f"{where}: expected a dict of limits, got {values!r}")
        found.append((str(name), with_limits(values, limits, where)))
    return tuple(sorted(found, key=lambda pair: pair[0]))


def with_limits(given: Mapping[Any, Any], base: Limits, where: str) -> Limits:
    """Return ``base`` with the values of ``given``.

    Raises
    ------
    CourseError
        If one is not as it must be; the text begins with ``where``.
    """
    try:
        return base.changed(given, where)
    except ValueError as error:
        raise CourseError(str(error)) from None
