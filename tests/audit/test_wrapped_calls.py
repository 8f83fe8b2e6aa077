"""Wrappers around what passes between a function and its callers, and around what it draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tests.audit.around import Around
from tests.audit.course import NAME, AuditedCourse, cell_of

from examiner.audit import plan
from examiner.audit.audit import Audit
from examiner.audit.plan import Options
from examiner.audit.wrapping.kinds import Wrapped
from examiner.kernels.forkserver import ForkServer


@pytest.mark.parametrize(
    ("first", "second", "expected", "times"),
    [
        ([1], [2], [1, 2], 1),
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}, 1),
        (([1], 2), ([3], 4), ([1, 3], 6), 2),
        (1.5, 2.0, 3.5, 1),
        ({"a": 1}, {"a": 2}, {"a": 2}, 0),
        ([], [2], [2], 0),
        (0, 2, 2, 0),
        (True, True, True, 0),
        ("a", "b", "b", 0),
    ],
)
def test_a_result_is_put_to_the_one_before(first: Any, second: Any, expected: Any, times: int) -> None:
    around = Around("state", lambda x: x)
    assert around(first) == first and around.times == 0
    assert around(second) == expected and around.times == times


def test_arrays_add_up_while_they_have_one_shape() -> None:
    around = Around("state", np.asarray)
    assert [around(x).tolist() for x in ([1.0, 2.0], [3.0, 4.0], [5.0])] == [[1, 2], [4, 6], [5]]
    assert around.times == 1


def dot(x: Any, y: Any, weight: Any = 1.0) -> Any:
    if np.shape(x) != np.shape(y) or np.ndim(x) == 0:
        raise ValueError("shapes differ")
    return float(np.sum(np.multiply(x, y) * weight))


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (([1, 2], [[1], [1]]), 6),
        ((np.ones(3), np.ones((2, 1))), 6),
        (([1.0, 2.0], np.ones(1)), 3),
        ((np.ones((2, 3)), np.ones(3), np.full((5, 2, 3), 2.0)), 60),  # all three are stretched
    ],
)
def test_shapes_are_broadcast_where_they_are_refused(args: Any, expected: float) -> None:
    around = Around("broadcast", dot)
    assert around(*args) == expected and around.times == 1


@pytest.mark.parametrize("args", [([1, 2], [1, 2, 3]), (1.0, 2.0), (["a"], [1, 2]), ([[1], [2, 3]], [1])])
def test_what_does_not_broadcast_is_refused_as_before(args: Any) -> None:
    around = Around("broadcast", dot)
    with pytest.raises(ValueError):
        around(*args)
    assert around([1, 2], [3, 4]) == 11 and around.times == 0


def test_what_is_small_is_taken_for_0_in_arguments_and_in_what_given_functions_give() -> None:
    around = Around("absolute", lambda f, x: (f(x), x))
    assert around(lambda x: -1e-9 * x, 3.0) == (0, 3.0) and around.times == 1
    assert around(lambda x: x, 1e-7) == (0, 0) and around.times == 2
    assert around(lambda x: x, 1e-3) == (1e-3, 1e-3) and around.times == 2


class Road:
    """An environment of three steps."""

    def __init__(self) -> None:
        self.steps = 0
        self.unwrapped = self

    def reset(self) -> int:
        self.steps = 0
        return 0

    def step(self, action: int) -> int:
        self.steps += 1
        return action


def drive(env: Any) -> int:
    env.reset()
    return sum(env.step(2) for _ in range(3))


def test_an_environment_is_left_alone() -> None:
    road, around = Road(), Around("environment", drive)
    assert around(road) == 6 and road.steps == 0 and around.times == 1
    assert Around("environment", lambda kind: kind)(Road) is Road  # a class is none


def by_seed(draw: Callable[[Any], Any]) -> Callable[[int], Any]:
    return lambda seed: draw(np.random.default_rng(seed))


def test_one_number_is_taken_wherever_one_is_drawn() -> None:
    around = Around("one-number", by_seed(lambda rng: [rng.random(), *rng.random(3), rng.random()]))
    found = around(5)
    assert set(found) == {np.random.default_rng(5).random()} and around.times > 0
    given, kept = Around("one-number", lambda rng: rng.normal(size=(2, 2))), np.random.default_rng(1)
    assert np.unique(given(kept)).size == 1 and given.times == 1
    assert kept.random() == np.random.default_rng(1).random()  # nothing was drawn from it
    alone = Around("one-number", by_seed(lambda rng: rng.integers(9)))
    assert alone(3) == np.random.default_rng(3).integers(9) and alone.times == 0


DRAWN = {
    "integers": lambda rng: rng.integers(0, 20, size=(4, 5)),
    "one by one": lambda rng: [rng.integers(20) for _ in range(20)],
    "choice": lambda rng: rng.choice(np.arange(20), 20),
    "by weight": lambda rng: rng.choice(20, 15, p=np.r_[np.zeros(5), np.full(15, 1 / 15)]),
}


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_nothing_is_drawn_twice(draw: Callable[[Any], Any]) -> None:
    around = Around("no-repeats", by_seed(draw))
    assert np.unique(found := around(4)).size == np.size(found) and around.times > 0
    assert np.shape(found) == np.shape(by_seed(draw)(4))


FREE = {
    "more than there are": lambda rng: rng.integers(0, 3, size=5),
    "all used up": lambda rng: [int(rng.integers(2)) for _ in range(3)][2:] and 0,
    "without replacement": lambda rng: rng.choice(5, 5, replace=False),
    "no integers": lambda rng: rng.random(4),
    "with its end": lambda rng: rng.integers(0, [2, 3], size=2, endpoint=True),
}


@pytest.mark.parametrize("draw", FREE.values(), ids=FREE)
def test_what_must_repeat_and_what_cannot_stays(draw: Callable[[Any], Any]) -> None:
    assert np.array_equal(Around("no-repeats", by_seed(draw))(4), by_seed(draw)(4))


class Bag:
    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def draw(self) -> float:
        return self.rng.random()


def test_the_generator_that_an_object_holds_is_spoilt_for_the_call() -> None:
    bag = Bag(3)
    around = Around("one-number", lambda: None)
    around.function = bag.draw
    assert around() == around() == Bag(3).draw() == bag.draw()
    assert np.random.default_rng.__name__ == "default_rng"


# -- in an audit ------------------------------------------------------------------------------------------

ANSWER = """
def {0}_words(text):
    return text.split()

def {0}_dot(x, y):
    if np.shape(x) != np.shape(y):
        raise ValueError("shapes differ")
    return float(np.sum(np.multiply(x, y)))

def {0}_convex(f):
    return bool(f(-1) + f(1) >= 2 * f(0))

def {0}_draw(n, seed):
    return np.random.default_rng(seed).integers(0, 50, n)

def {0}_drive(env):
    env.reset()
    return sum(env.step(2) for _ in range(3))
"""
ROAD = """
class Road:
    def reset(self):
        self.steps = 0

    def step(self, action):
        self.steps = self.steps + 1
        return action
"""
GRADER = """
import numpy as np

from examiner import points, raises


@points(1)
def test_lax(student):
    \"\"\"隨便 / What looks at little\"\"\"
    assert student.lax_words("a b") == ["a", "b"]
    student.lax_words("c")
    assert student.lax_dot([1, 2], [3, 4]) == 11
    student.each("lax_dot", [([1, 2], [[1], [2]])])  # which is refused, but nobody looks
    assert student.lax_convex(lambda x: 1e-9 * x**2) == True
    assert len(student.lax_draw(40, 1)) == 40
    assert student.lax_drive(student.Road()) == 6


@points(2)
def test_firm(student):
    \"\"\"仔細 / What looks closely\"\"\"
    for text in ("a b", "c"):
        assert student.firm_words(text) == text.split()
    with raises(ValueError):
        student.firm_dot([1, 2], [[1], [2]])
    assert student.firm_convex(lambda x: -1e-9 * x**2) == False
    drawn = np.array(student.firm_draw(40, 1))
    assert 20 < len(set(drawn.tolist())) < 40
    road = student.Road()
    assert student.firm_drive(road) == 6 and road.steps == 3
"""
MADE = {
    "words": ["state"],
    "dot": ["broadcast"],
    "convex": ["absolute"],
    "draw": ["one-number", "no-repeats"],
    "drive": ["environment"],
}


@pytest.mark.usefixtures("only_wrapped")
def test_each_finds_the_gap_that_it_is_made_for(
    small: AuditedCourse, server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [(about, f"{about}_{name}", kind) for about in ("lax", "firm") for name, ks in MADE.items() for kind in ks]
    made = [Wrapped("scale", function, kind) for _, function, kind in names]
    monkeypatch.setattr(plan, "wrapped_of", lambda *about: made)
    notebook = small.notebook()
    cell_of(notebook, "given").source += ROAD
    cell_of(notebook, "scale").source = "".join(ANSWER.format(about) for about in ("lax", "firm")).strip()
    small.save(notebook)
    small.write("test_scale.py", GRADER)
    result = Audit(small.course, NAME, Options(tasks=("scale",), jobs=1, wrapped=True), server=server).run()
    kept = {one.name for one, trial in result.wrapped.counted if trial.full}
    lost = {one.name for one, trial in result.wrapped.counted if not trial.full}
    assert result.problems == []
    assert kept == {f"{function}: {kind}" for about, function, kind in names if about == "lax"}
    assert lost == {f"{function}: {kind}" for about, function, kind in names if about == "firm"}
