"""The numbers about a class are right, and count what has no score apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.reports import report_with

from examiner.model import Check, Marks, Outcome, Task, Text, Verdict
from examiner.reports import statistics as numbers
from examiner.reports.statistics import Bin, Total


def student(name, *scores, manual=(), outcome=Verdict.GRADED):
    """Return a report of tasks worth 10 points each."""
    tasks = []
    for number, score in enumerate(scores):
        fault = Check("c", Text.plain("c"), Outcome.FAULT, 0.0, 10.0)
        checks = (fault,) if score is None and number not in manual else ()
        tasks.append(
            Task(
                "hw1",
                f"t{number}",
                f"g{number}",
                Text.plain(f"T{number}"),
                score,
                10.0,
                checks,
                manual=number in manual,
            )
        )
    most = 10.0 * len(scores)
    return Marks.of(report_with(name, tasks, outcome=outcome, score=None, max_score=most))


CLASS = [
    student("a", 10.0, 0.0),
    student("b", 5.0, 10.0),
    student("c", 6.0, None),
    student("d", 0.0, 4.0),
    student("e", outcome=Verdict.REJECTED),
    student("f", outcome=Verdict.FAULT),
]


def test_submissions_are_counted_by_outcome():
    assert numbers.outcome_counts(CLASS) == {Verdict.GRADED: 4, Verdict.REJECTED: 1, Verdict.FAULT: 1}
    assert numbers.outcome_counts([]) == {Verdict.GRADED: 0, Verdict.REJECTED: 0, Verdict.FAULT: 0}


def test_a_task_has_mean_median_full_marks_and_zeros_of_what_was_judged():
    first, second = numbers.task_statistics(CLASS)
    assert (first.judged, first.mean, first.median, first.full, first.zero) == (4, 5.25, 5.5, 1, 1)
    assert (second.judged, second.mean, second.median, second.full, second.zero) == (3, 14 / 3, 4.0, 1, 1)


def test_a_task_nobody_was_judged_on_has_no_mean():
    (task,) = numbers.task_statistics([student("a", None), student("b", None)])
    assert (task.judged, task.mean, task.median, task.correlation) == (0, None, None, None)


def test_only_what_is_judged_for_everybody_enters_the_totals():
    totals = numbers.complete_totals(CLASS)
    assert [(one.student, one.score, one.max_score) for one in totals] == [
        ("a", 10.0, 20.0),
        ("b", 15.0, 20.0),
        ("d", 4.0, 20.0),
    ]
    by_hand = [student("a", 4.0, None, manual={1}), student("b", 6.0, 0.0, manual={1})]
    assert numbers.complete_totals(by_hand) == [
        Total("a", 4.0, 10.0, {("hw1", "g0"): 4.0}),
        Total("b", 6.0, 10.0, {("hw1", "g0"): 6.0}),
    ]


def test_the_histogram_holds_each_total_once_with_full_marks_in_the_last_bin():
    shares = [0, 9.99, 10, 55, 90, 99.9, 100, 100, 29.999999999999996]
    bins = numbers.histogram([Total("x", share, 100.0) for share in shares])
    assert bins[0] == Bin(0, 10, 2) and bins[1] == Bin(10, 20, 1) and bins[9] == Bin(90, 100, 4)
    assert bins[3].count == 1  # a sum that misses 30 by a rounding error
    assert sum(one.count for one in bins) == len(shares)


@given(st.lists(st.floats(0, 1), max_size=50), st.integers(1, 20))
def test_no_total_is_lost_from_a_histogram(shares, count):
    bins = numbers.histogram([Total("x", share * 7, 7.0) for share in shares], count)
    assert sum(one.count for one in bins) == len(shares) and len(bins) == count


def test_the_correlation_is_with_the_rest_of_the_points():
    reports = [student(str(n), float(n), float(2 * n), float(5 - n)) for n in range(5)]
    first, _, third = numbers.task_statistics(reports)
    assert first.correlation == pytest.approx(1.0)
    assert third.correlation == pytest.approx(-1.0)


def test_incomplete_submissions_and_marks_by_hand_do_not_bend_the_correlation():
    reports = [student(str(n), float(n), float(2 * n), 9.0, manual={2}) for n in range(5)]
    reports.append(student("fault", 0.0, None, 9.0, manual={2}))
    first, second, by_hand = numbers.task_statistics(reports)
    assert first.correlation == second.correlation == pytest.approx(1.0)
    assert by_hand.correlation is None


def test_a_rest_that_is_the_same_but_for_rounding_goes_with_nothing():
    reports = [student(str(n), own, 3.0) for n, own in enumerate((0.1, 0.2, 0.7, 0.9, 1.1, 3.3))]
    assert len({one.sums.score - one.tasks[0].score for one in reports}) > 1  # of sums with rounding errors
    assert [task.correlation for task in numbers.task_statistics(reports)] == [None, None]


@pytest.mark.parametrize("pairs", [[], [(1.0, 2.0)], [(1.0, 2.0)] * 2, [(1.0, 2.0)] * 9, [(1.0, n) for n in range(9)]])
def test_a_correlation_without_meaning_is_none(pairs):
    assert numbers.correlation(pairs) is None


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), max_size=30))
def test_a_correlation_lies_between_minus_one_and_one(pairs):
    value = numbers.correlation(pairs)
    assert value is None or -1.000001 <= value <= 1.000001


def with_check(name, outcome, check="test_x"):
    task = Task(
        "hw1", "t", "g", Text.plain("T"), 0.0, 1.0, checks=(Check(check, Text.plain(check), outcome, 0.0, 1.0),)
    )
    return Marks.of(report_with(name, [task], score=0.0, max_score=1.0))


def test_the_most_failed_checks_come_first_and_faults_are_nobodys_failure():
    reports = [
        with_check("a", Outcome.FAILED),
        with_check("b", Outcome.TIMED_OUT),
        with_check("c", Outcome.PASSED),
        with_check("d", Outcome.FAULT),
        with_check("e", Outcome.RAISED, "test_y"),
        with_check("f", Outcome.PASSED, "test_z"),
    ]
    every = numbers.check_statistics(reports)
    assert [(check.name, check.pass_rate) for check in every] == [
        ("test_x", pytest.approx(1 / 3)),
        ("test_y", 0.0),
        ("test_z", 1.0),
    ]
    found = numbers.most_failed(every)
    assert [(check.name, check.failed, check.judged) for check in found] == [("test_y", 1, 1), ("test_x", 2, 3)]
    assert found[1].students == ("a", "b")
    assert found[1].outcomes == {Outcome.FAILED: 1, Outcome.TIMED_OUT: 1}


def test_who_waits_for_a_person_is_listed_by_urgency():
    reports = [*CLASS, student("m", 1.0, None, manual={1})]
    found = [(case.kind, case.student) for case in numbers.cases(reports)]
    assert found == [("fault", "f"), ("task_fault", "c"), ("rejected", "e"), ("manual", "m")]
