"""Whether verdicts hold still: other seeds for tasks that measure something, and the same marks every time."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from pathlib import Path

from examiner.audit.answers import BASELINE
from examiner.audit.judging import Answer, JudgedAnswer
from examiner.audit.result import Stability
from examiner.audit.tasks import Task
from examiner.model import Outcome, Report, TaskKey

SEEDS, SEEDS_QUICK = 20, 1  # with which the master must pass
BASELINE_SEEDS, BASELINE_SEEDS_QUICK = 3, 1  # with which a baseline must lose
REGRADES, REGRADES_QUICK = 5, 0  # beside the first; each task's own trial is compared too


def is_measured(trial: JudgedAnswer) -> bool:
    """Whether a task's grader holds a measured value against a threshold."""
    return bool(trial.measured)


def seeded_answers(
    tasks: Mapping[str, Task],
    masters: Mapping[str, JudgedAnswer],
    wrong: Mapping[Answer, Path],
    *,
    quick: bool,
    seeds: int = 0,
) -> list[Answer]:
    """Return the master's answer to each measured task, and its baselines, once for each further seed.

    ``seeds`` are those of either; 0: as many as the verdict on each needs.
    """
    found = []
    own = seeds or (SEEDS_QUICK if quick else SEEDS)
    others = seeds or (BASELINE_SEEDS_QUICK if quick else BASELINE_SEEDS)
    for name, task in tasks.items():
        if not is_measured(masters[name]):
            continue
        for seed in range(1, own):
            found.append(Answer(name, "seed", "master", task.master, seed))
        for seed in range(1, others):
            found += [Answer(name, "seed", a.name, a.source, seed) for a in _baselines(name, wrong)]
    return found


def _baselines(task: str, wrong: Iterable[Answer]) -> list[Answer]:
    return [answer for answer in wrong if answer.task == task and answer.name.startswith(BASELINE)]


def stability_of(task: str, trials: Iterable[JudgedAnswer]) -> list[Stability]:
    """Return how steadily one measured task is judged, a row for each measured check.

    Parameters
    ----------
    task : str
        The task.
    trials : iterable of JudgedAnswer
        Of the master and of the baselines, the ordinary ones and those with other seeds.
    """
    masters = [t for t in trials if t.answer.task == task and t.answer.of_master]
    others = [t for t in trials if t.answer.task == task and t.answer.name.startswith(BASELINE)]
    failed = tuple(sorted(t.answer.seed for t in masters if not t.full))
    names = tuple(sorted({t.answer.name for t in others}))
    weak = tuple(sorted({t.answer.name for t in others if t.score >= t.max_score}))
    rows = []
    for place in dict.fromkeys((m.check, m.number) for t in masters for m in t.measured):
        found = [m.measurement for t in masters for m in t.measured if (m.check, m.number) == place]
        upward, values = found[0].upward, [m.value for m in found]
        worst = min(found, key=lambda m: m.margin)
        label = place[0] + (f" ({place[1] + 1})" if place[1] else "")
        mean = statistics.fmean(values)
        row = (task, label, len(masters), worst.value, mean, worst.threshold, upward, failed, names, weak)
        rows.append(Stability(*row))
    return rows


def changed(reports: list[Report], trials: Iterable[tuple[Task, JudgedAnswer]] = ()) -> list[str]:
    """Return how later reports of the same notebook, and trials of its answers, differ from the first report.

    Trials come with their task, which knows its grade cells: the answer's own id may be quite another one.
    """
    found = []
    names = {task.key: task.task for report in reports for task in report.tasks}
    first = _results(reports[0])
    for number, report in enumerate(reports[1:], 2):
        here = _results(report)
        for key, check in sorted(first.keys() | here.keys()):
            if first.get((key, check)) != here.get((key, check)):
                found.append(f"{names[key]}: {check} differs when the master is graded for the {number}. time")
    for task, trial in trials:
        name = trial.answer.task
        own = {key: outcome for key, (outcome, _) in first.items() if key[0].grade_id in task.grade_ids}
        outcomes = {task.called(key.grade_id, check): outcome for (key, check), outcome in own.items()}
        differing = [check.name for check in trial.checks if outcomes.get(check.name) != check.outcome]
        found += [f"{name}: {check} differs between the whole notebook and its task alone" for check in differing]
    return found


def _results(report: Report) -> dict[tuple[TaskKey, str], tuple[Outcome, float]]:
    return {(t.key, c.name): (c.outcome, c.points) for t in report.tasks for c in t.checks}
