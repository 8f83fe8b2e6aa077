"""What the numbers of a task tell its author to look at."""

from __future__ import annotations

from examiner.reports.statistics import TaskStatistics

FEWEST = 10  # students; of fewer, chance makes any number
WEAK = 0.2  # a corrected correlation below this tells little apart, as handbooks of test theory have it
EASY, HARD = 0.95, 0.3  # of the points, on the average


def advice(task: TaskStatistics) -> str:
    """Return a word of the page that says what to look at; "" where nothing stands out."""
    if task.judged < FEWEST or task.difficulty is None:
        return "advice_few"
    if task.correlation is not None and task.correlation < 0:
        return "advice_negative"
    if task.difficulty >= EASY:
        return "advice_easy"
    if task.difficulty <= HARD:
        return "advice_hard"
    if task.correlation is not None and task.correlation < WEAK:
        return "advice_weak"
    return ""
