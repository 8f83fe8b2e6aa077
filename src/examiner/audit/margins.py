"""How far the reference and weaker models lie from the thresholds of measured checks, as a page for a course's docs."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from examiner.audit.answers import BASELINE
from examiner.audit.judging import JudgedAnswer
from examiner.grading.measuring import Measurement

MOST_WEAKER = 3  # models shown beside the reference: those that come nearest to passing
REFERENCE = "reference"

HEAD = """# Margins

What measured checks find for the reference and for weaker models: at most {most} `wrong/<task>/{baseline}*.py` a check,
those that come nearest. The seeds that an answer sets and the grader's hidden inputs are others each time. The
reference's worst result must pass, a weaker model's best must not. `examiner audit` writes this page with `--margins`.
"""
COLUMNS = "| check | passes | model | seeds | worst | mean | best |\n|---|---|---|--:|--:|--:|--:|"


@dataclass(frozen=True, slots=True)
class Margin:
    """What one measured check found for one model, over several seeds."""

    task: str
    check: str
    model: str
    threshold: float
    upward: bool  # whether a large value is good
    values: tuple[float, ...]

    @property
    def ordered(self) -> list[float]:
        """The values from the worst to the best; what is no number is worst."""
        sign = 1 if self.upward else -1
        return sorted(self.values, key=lambda value: -math.inf if math.isnan(value) else sign * value)

    @property
    def mean(self) -> float:
        """Their mean."""
        return statistics.fmean(self.values)

    @property
    def bound(self) -> str:
        """What passes."""
        return f"{'≥' if self.upward else '≤'} {self.threshold:g}"


def margins_of(task: str, trials: Iterable[JudgedAnswer]) -> list[Margin]:
    """Return the margins of one task: for each measured check the reference's, then those of weaker models.

    Parameters
    ----------
    task : str
        The task.
    trials : iterable of JudgedAnswer
        Of the master and of the baselines, with whatever seeds.
    """
    found: dict[tuple[str, str], list[Measurement]] = {}
    for trial in (trial for trial in trials if trial.answer.task == task):
        weaker = trial.answer.name.startswith(BASELINE)
        if weaker or trial.answer.of_master:
            model = trial.answer.name.removeprefix(BASELINE) if weaker else REFERENCE
            for m in trial.measured:
                label = m.check + (f" ({m.number + 1})" if m.number else "")
                found.setdefault((label, model), []).append(m.measurement)
    margins = []
    for (check, model), made in found.items():
        values = tuple(m.value for m in made)
        margins.append(Margin(task, check, model, made[0].threshold, made[0].upward, values))
    return [margin for check in dict.fromkeys(m.check for m in margins) for margin in _nearest(margins, check)]


def _nearest(margins: Sequence[Margin], check: str) -> Iterator[Margin]:
    """Yield the reference's margin at a check, and the weaker models' that come nearest to it."""
    own = [margin for margin in margins if margin.check == check]
    weaker = [margin for margin in own if margin.model != REFERENCE]
    yield from (margin for margin in own if margin.model == REFERENCE)
    sign = 1 if own[0].upward else -1
    yield from sorted(weaker, key=lambda m: -math.inf if math.isnan(m.mean) else sign * m.mean, reverse=True)[
        :MOST_WEAKER
    ]


def page(found: Mapping[str, Sequence[Margin]]) -> str:
    """Return a Markdown page with the margins of assignments."""
    parts = [HEAD.format(most=MOST_WEAKER, baseline=BASELINE)]
    for name, margins in found.items():
        rows = [_row(margin) for margin in margins]
        parts.append("\n".join([f"## {name}\n", *([COLUMNS, *rows] if rows else ["No check measures anything."]), ""]))
    return "\n".join(parts)


def _row(margin: Margin) -> str:
    place = f"`{margin.task}`: {margin.check}" if margin.model == REFERENCE else ""
    model = REFERENCE if margin.model == REFERENCE else f"`{margin.model}`"
    ordered = margin.ordered
    numbers = (f"{value:.4g}" for value in (ordered[0], margin.mean, ordered[-1]))
    cells = (place, margin.bound if place else "", model, str(len(ordered)), *numbers)
    return f"| {' | '.join(cells)} |"
