"""The page of margins: what measured checks find for the reference and for weaker models."""

from __future__ import annotations

import pytest
from tests.audit.course import NAME, AuditedCourse

from examiner.audit.judging import Answer, JudgedAnswer, Measured
from examiner.audit.margins import margins_of, page
from examiner.grading.measuring import Measurement


def trial(kind: str, name: str, value: float, seed: int = 0, *, upward: bool = True) -> JudgedAnswer:
    measured = (Measured("test_a", 0, Measurement(value, 0.9, upward)),)
    return JudgedAnswer(Answer("guess", kind, name, "", seed), 0, 1, (), measured=measured)


def test_the_three_models_that_come_nearest_stand_beside_the_reference() -> None:
    trials = [trial("master", "master", 0.95), trial("seed", "master", 0.97, 1), trial("wrong", "no_model", 0.99)]
    trials += [trial("wrong", f"baseline_{i}", i / 10) for i in range(5)]
    found = margins_of("guess", [*trials, trial("wrong", "baseline_nan", float("nan"))])
    assert [margin.model for margin in found] == ["reference", "4", "3", "2"]
    assert found[0].values == (0.95, 0.97) and margins_of("other", trials) == []


@pytest.mark.parametrize(("upward", "sign", "worst", "best"), [(True, "≥", "0.1", "0.4"), (False, "≤", "0.4", "0.1")])
def test_worst_and_best_follow_the_direction(upward: bool, sign: str, worst: str, best: str) -> None:
    trials = [trial("seed", "master", value, upward=upward) for value in (0.25, 0.4, 0.1)]
    text = page({"hw1": margins_of("guess", trials), "hw2": []})
    assert f"| `guess`: test_a | {sign} 0.9 | reference | 3 | {worst} | 0.25 | {best} |\n" in text
    assert text.endswith("## hw2\n\nNo check measures anything.\n")


def test_what_is_no_number_is_the_worst() -> None:
    for upward in (True, False):
        trials = [trial("seed", "master", value, upward=upward) for value in (0.25, float("nan"), 0.1)]
        assert " | nan | nan | 0." in page({"hw1": margins_of("guess", trials)})


def test_the_audit_writes_the_page(small: AuditedCourse, examiner) -> None:
    where = small.root / "margins.md"
    done = examiner(small.root, "audit", NAME, "--quick", "--task", "guess", "--margins", where, "--seeds", "3")
    assert done.returncode == 0, done.stderr
    rows = [line.strip("| ").split(" | ") for line in where.read_text(encoding="utf-8").splitlines() if "| 3 |" in line]
    (check, bound, model, *numbers), weaker = rows
    assert (check, bound, model) == ("`guess`: test_accuracy", "≥ 0.9", "reference")
    assert 0.9 <= float(numbers[1]) <= float(numbers[2]) <= float(numbers[3]) <= 1
    assert weaker == ["`zero`", "3", "0.5", "0.5", "0.5"]
