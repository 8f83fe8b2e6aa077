"""How answers are dealt out to kernels."""

from __future__ import annotations

import pytest

from examiner.audit.judging import Answer
from examiner.audit.plan import deal

MUTANTS = [Answer("t", "mutant", f"m{i}", "") for i in range(10)]
BASELINES = [Answer("t", "seed", "baseline", "", seed) for seed in (1, 2)]
MASTERS = [Answer("t", "seed", "master", "", seed) for seed in range(1, 4)]
RIGHT = [Answer("t", "right", f"r{i}", "") for i in range(2)]


@pytest.mark.parametrize("size", [1, 3, 5, 100])
def test_every_answer_is_dealt_once_in_portions_of_the_size(size: int) -> None:
    answers = [*RIGHT, *MASTERS, *BASELINES, *MUTANTS]
    portions = list(deal(answers, size))
    assert sorted(map(repr, sum(portions, ()))) == sorted(map(repr, answers))
    assert all(0 < len(portion) <= size for portion in portions)


def test_each_portion_ends_with_a_good_answer_while_there_are_some() -> None:
    portions = list(deal([*RIGHT, *MASTERS, *BASELINES, *MUTANTS], 4))
    assert len(portions) == 5 and all(portion[-1].good for portion in portions)
    few = list(deal([RIGHT[0], *BASELINES, *MUTANTS], 4))
    assert [portion[-1].good for portion in few].count(True) == 1


def test_a_wrong_answer_is_not_good_whatever_it_is_called() -> None:
    assert not Answer("t", "wrong", "master", "").good
    assert not Answer("t", "seed", "baseline", "").good
