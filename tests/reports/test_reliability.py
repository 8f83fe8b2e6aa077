"""The figures of a class agree with what other formulas and libraries make of the same scores."""

from __future__ import annotations

import random

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures.reports import report_with

from examiner.model import Check, Marks, Outcome, Task, Text
from examiner.reports import reliability
from examiner.reports import statistics as numbers
from examiner.reports.advice import advice
from examiner.reports.reliability import Alpha, alpha_of
from examiner.reports.statistics import TaskStatistics, Total

# Six students and four tasks, worked by hand: the variances of the tasks are 13/6, 29/30, 16/15 and 13/6, and that of
# the sums, which are 6, 8, 14, 15, 17 and 11, is 109/6.
BY_HAND = [[1, 2, 1, 2], [2, 2, 3, 1], [3, 4, 3, 4], [4, 3, 3, 5], [5, 4, 4, 4], [2, 4, 2, 3]]


def totals(scores):
    return [
        Total(f"s{i}", float(sum(row)), 10.0, {("hw", f"g{j}"): float(x) for j, x in enumerate(row)})
        for i, row in enumerate(scores)
    ]


def hoyt(scores):
    """Return the reliability that an analysis of variance gives: of persons, without what persons and tasks share."""
    scores = np.asarray(scores, float)
    people, tasks = scores.shape
    grand = scores.mean()
    between = tasks * ((scores.mean(1) - grand) ** 2).sum() / (people - 1)
    left = scores - scores.mean(1, keepdims=True) - scores.mean(0, keepdims=True) + grand
    return 1 - (left**2).sum() / ((people - 1) * (tasks - 1)) / between


def f_quantile(share, above, below):
    """Return a quantile of F by way of the beta distribution."""
    x = scipy.stats.beta.ppf(share, above / 2, below / 2)
    return below * x / (above * (1 - x))


def test_alpha_of_a_small_class_is_what_one_gets_by_hand():
    found = alpha_of(totals(BY_HAND))
    assert found.value == pytest.approx(4 / 3 * (1 - (13 / 6 + 29 / 30 + 16 / 15 + 13 / 6) / (109 / 6)))
    assert (found.students, found.tasks) == (6, 4)


@settings(max_examples=40, deadline=None)
@given(st.integers(3, 40), st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_alpha_and_its_interval_agree_with_an_analysis_of_variance(people, tasks, seed):
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(people, 1)) * rng.uniform(0, 3) + rng.normal(size=(people, tasks)) + 5
    found = alpha_of(totals(scores))
    value = hoyt(scores)
    assert found.value == pytest.approx(value)
    above, below = people - 1, (people - 1) * (tasks - 1)
    assert found.low == pytest.approx(1 - (1 - value) * f_quantile(0.975, above, below))
    assert found.high == pytest.approx(1 - (1 - value) * f_quantile(0.025, above, below))


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    rng, tasks, held = np.random.default_rng(1), 5, 0
    truth = tasks * 1.0 / (tasks * 1.0 + 1.0)  # of parallel tasks: the person's variance is the error's
    for _ in range(400):
        scores = rng.normal(size=(30, 1)) + rng.normal(size=(30, tasks))
        found = alpha_of(totals(scores))
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 400 <= 0.98


def test_alpha_without_a_meaning_is_none():
    assert alpha_of([]) is None
    assert alpha_of(totals([[1, 2], [2, 1]])) is None  # two students
    assert alpha_of(totals([[1], [2], [3]])) is None  # one task
    assert alpha_of(totals([[1, 2], [2, 1], [1, 2]])) is None  # equal totals


def test_without_scipy_there_is_no_interval(monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(reliability.importlib, "import_module", missing)
    found = alpha_of(totals(BY_HAND))
    assert isinstance(found, Alpha) and found.value > 0.8 and (found.low, found.high) == (None, None)


def test_the_figures_of_a_random_class_are_numpys():
    rng = random.Random(7)
    scores = np.asarray([[rng.randint(0, 10) for _ in range(5)] for _ in range(60)], float)
    marks = [
        Marks.of(
            report_with(
                f"s{i:02}",
                [
                    Task("hw", f"t{j}", f"g{j}", Text.plain("T"), x, 10.0, (_check(x),), answer="")
                    for j, x in enumerate(row)
                ],
                score=None,
                max_score=50.0,
            )
        )
        for i, row in enumerate(scores.tolist())
    ]
    for j, task in enumerate(numbers.task_statistics(marks)):
        rest = scores.sum(1) - scores[:, j]
        assert task.mean == pytest.approx(scores[:, j].mean()) and task.median == np.median(scores[:, j])
        assert task.difficulty == pytest.approx(scores[:, j].mean() / 10)
        assert task.correlation == pytest.approx(np.corrcoef(scores[:, j], rest)[0, 1])
    for j, check in enumerate(numbers.check_statistics(marks)):
        assert check.pass_rate == pytest.approx((scores[:, j] >= 5).mean())
    assert alpha_of(numbers.complete_totals(marks)).value == pytest.approx(hoyt(scores))


def _check(score):
    ended = Outcome.PASSED if score >= 5 else Outcome.FAILED
    return Check("test_x", Text.plain("x"), ended, score, 10.0)


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"judged": 9, "mean": 5.0}, "advice_few"),
        ({"judged": 30, "mean": None}, "advice_few"),
        ({"judged": 30, "mean": 9.9, "correlation": -0.1}, "advice_negative"),
        ({"judged": 30, "mean": 9.6, "correlation": 0.1}, "advice_easy"),
        ({"judged": 30, "mean": 2.0, "correlation": 0.1}, "advice_hard"),
        ({"judged": 30, "mean": 6.0, "correlation": 0.1}, "advice_weak"),
        ({"judged": 30, "mean": 6.0, "correlation": 0.5}, ""),
        ({"judged": 30, "mean": 6.0, "correlation": None}, ""),
    ],
)
def test_what_to_look_at_goes_by_the_numbers(facts, word):
    usual = {"key": ("hw", "g"), "title": Text.plain("T"), "max_score": 10.0, "median": 5.0, "full": 0, "zero": 0}
    assert advice(TaskStatistics(**{**usual, "correlation": None, **facts})) == word
