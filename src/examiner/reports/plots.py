"""The shapes of the plots: numbers in the units of an SVG's view, which the templates draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from examiner.reports.statistics import Bin, TaskStatistics

WIDTH, HEIGHT = 600.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 12.0, 14.0, 34.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it is, and what stands there."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A bar (a rectangle), or a dot (its centre, without a size), with a label."""

    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """What a plot draws."""

    shapes: tuple[Shape, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def histogram_plot(bins: Sequence[Bin]) -> Plot:
    """Return the bars of a distribution."""
    most = max((one.count for one in bins), default=0) or 1
    step = (WIDTH - LEFT - RIGHT) / max(1, len(bins))
    bars = [
        Shape(LEFT + i * step + 2, _up(one.count / most), step - 4, _up(0) - _up(one.count / most), str(one.count))
        for i, one in enumerate(bins)
    ]
    across = [Tick(_across(one.low / 100), f"{one.low}") for one in bins] + [Tick(_across(1), "100")]
    return Plot(tuple(bars), tuple(across), (Tick(_up(0), "0"), Tick(_up(1), str(most))))


def tasks_plot(tasks: Sequence[TaskStatistics]) -> Plot:
    """Return a dot for each task: how much of its points was reached, and how it goes with the rest."""
    dots = [
        Shape(_across(task.difficulty), _up((task.correlation + 1) / 2), 0.0, 0.0, str(number))
        for number, task in enumerate(tasks, start=1)
        if task.difficulty is not None and task.correlation is not None
    ]
    across = tuple(Tick(_across(share / 100), f"{share} %" if share else "0") for share in range(0, 101, 20))
    up = tuple(Tick(_up((value + 1) / 2), f"{value:g}".replace("-", "−")) for value in (-1, -0.5, 0, 0.5, 1))
    return Plot(tuple(dots), across, up)


def shares_plot(shares: Sequence[float | None]) -> Plot:
    """Return a bar for each assignment of a course: the mean share of its points."""
    step = (WIDTH - LEFT - RIGHT) / max(1, len(shares))
    bars = [
        Shape(LEFT + i * step + step * 0.15, _up(share), step * 0.7, _up(0) - _up(share), f"{share:.0%}")
        for i, share in enumerate(shares)
        if share is not None
    ]
    across = tuple(Tick(LEFT + (i + 0.5) * step, str(i + 1)) for i in range(len(shares)))
    return Plot(tuple(bars), across, tuple(Tick(_up(share / 100), f"{share} %") for share in (0, 50, 100)))


def _across(share: float) -> float:
    return LEFT + min(1.0, max(0.0, share)) * (WIDTH - LEFT - RIGHT)


def _up(share: float) -> float:
    return HEIGHT - BOTTOM - min(1.0, max(0.0, share)) * (HEIGHT - TOP - BOTTOM)
