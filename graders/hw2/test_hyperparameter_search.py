"""搜尋超參數 / Searching for hyperparameters"""

import math

import numpy as np
from scipy.stats import kstest

from examiner import approx, array, demands, hint, number, points, refuses, unpack

NUMBER = int | float | np.integer | np.floating


def top(scores):
    """Return the highest score that is a number."""
    return max(score for score in scores if not math.isnan(score))


class Judge:
    """Gives a student's search one score after the other, and takes note of the combinations.

    Calls beyond the last score, which ``asked_once`` looks for, get the highest one.
    """

    def __init__(self, scores):
        self.scores, self.asked = scores, []

    def __call__(self, params):
        assert isinstance(params, dict), hint("evaluate 收到一個 dict。 / evaluate takes one dict.")
        self.asked.append(dict(params))
        i = len(self.asked) - 1
        return self.scores[i] if i < len(self.scores) else top(self.scores)


def same(a, b):
    """Say whether two values of hyperparameters are the same text, None or number."""
    if a is None or b is None:
        return a is b
    return any(isinstance(a, kind) and isinstance(b, kind) and bool(a == b) for kind in (str, NUMBER))


def same_params(found, expected):
    alike = isinstance(found, dict) and set(found) == set(expected)
    return alike and all(same(found[name], expected[name]) for name in expected)


def parts(answer, n):
    """Return best, score, and tried as (params, score) pairs, after checking their kinds."""
    best, score, tried = unpack(answer, ("best", "score", "tried"))
    assert isinstance(best, dict), hint("best 是 dict。 / best is a dict.")
    trials = [unpack(trial, ("params", "score"), "tried") for trial in unpack(tried, n, "tried")]
    return best, number(score, "score"), [(params, number(value, "score")) for params, value in trials]


def asked_once(judge, n):
    """Check that ``evaluate`` was called for n combinations and never again."""
    assert len(judge.asked) == n, hint(
        f"應恰好呼叫 evaluate {n} 次，每一組一次。 / Call evaluate exactly {n} times, once for every combination."
    )


def check_search(answer, judge, scores, combinations):
    """Check a whole answer against the combinations in the order of the trials and their scores."""
    best, score, tried = parts(answer, len(combinations))
    for asked, (params, value), wanted, expected in zip(judge.asked, tried, combinations, scores, strict=False):
        assert same_params(asked, wanted), hint(
            "evaluate 收到的組合或順序不對。 / evaluate got a wrong combination, or the order is wrong."
        )
        assert same_params(params, wanted), hint(
            "tried 裡的 params 不是試過的那一組；每次用新的 dict。 / Wrong params in tried; make a new dict every time."
        )
        assert value == approx(expected, nan_ok=True), hint("tried 裡的分數不對。 / A score in tried is wrong.")
    winner = combinations[scores.index(top(scores))]
    assert score == approx(top(scores)), hint("score 是最高分；NaN 永遠輸。 / score is the highest; NaN always loses.")
    assert same_params(best, winner), hint("同分時取最先試的那一組。 / Among equals, the first that was tried wins.")


def search_grid(student, scores, grid, combinations):
    judge = Judge(scores)
    check_search(student.unchanged(student.grid_search, judge, grid), judge, scores, combinations)
    return judge


@points(1.5)
@demands("grid", "tried", "best", "arguments")
def test_grid(student, rng):
    """每個組合恰好一次，順序像巢狀迴圈 / Every combination once, in the order of nested loops"""
    lrs, optimizers, sizes = (10.0 ** -rng.permutation(4)[:3]).tolist(), ["sgd", "adam"], [16, "auto", None]
    combinations = []
    for optimizer in optimizers:
        for lr in lrs:
            for units in sizes:
                combinations.append({"optimizer": optimizer, "lr": lr, "units": units})
    scores, n = rng.permutation(np.linspace(0.1, 0.9, len(combinations))).tolist(), len(combinations)
    asked_once(search_grid(student, scores, {"optimizer": optimizers, "lr": lrs, "units": sizes}, combinations), n)
    values = rng.permutation(9)[:4].tolist()
    search_grid(student, [0.2, 0.7, 0.9, 0.5], {"depth": values}, [{"depth": value} for value in values])
    search_grid(student, [0.4], {"b": [2], "a": [1]}, [{"b": 2, "a": 1}])


@points(1.5)
@demands("grid", "tried", "best", "arguments", "errors")
def test_grid_best(student, rng):
    """負的分數、同分、NaN / Negative scores, ties and NaN"""
    grid = {"lr": rng.permutation(9)[:6].tolist()}
    combinations = [{"lr": value} for value in grid["lr"]]
    nan = math.nan
    for scores in [
        [-9.0, -3.0, -7.0, -3.0, -4.0, -3.0],
        [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
        [nan, -2.0, -8.0, nan, -2.0, -3.0],
        [0.1, nan, 0.4, 0.2, 0.4, nan],
        [nan, nan, nan, nan, nan, -1e300],
        (-rng.uniform(1, 2, 6)).tolist(),
    ]:
        search_grid(student, scores, grid, combinations)
    refuses(student.grid_search, [(Judge([0.5]), {"a": [1, 2], "b": []})])


def sample(student, space, n, seed, scores=None):
    """Return the combinations that a random search tried, after checking its answer against them."""
    scores = scores or [1.0 - abs(i - n // 2) for i in range(n)]
    judge = Judge(scores)
    answer = student.unchanged(student.random_search, judge, space, n, int(seed))
    trials = judge.asked[:n]
    assert len(trials) == n, hint("應試 n 組。 / Try n combinations.")
    for asked in trials:
        known = all(isinstance(value, str | NUMBER) for value in asked.values())
        assert set(asked) == set(space) and known, hint("每個名稱都要有一個值。 / Every name must have one value.")
    check_search(answer, judge, scores, trials)
    return trials


def places(trials, name, low, high):
    """Return where between the ends the drawn values of a hyperparameter are, on a logarithmic scale."""
    values = array([trial[name] for trial in trials], (len(trials),), name=f"the values of {name}")
    found = np.log(np.where(values > 0, values, np.nan) / low) / np.log(high / low)
    assert float(found.min()) >= -1e-9 and float(found.max()) <= 1 + 1e-9, hint(
        "抽到的值超出 low 到 high。 / A drawn value is not between low and high."
    )
    return found


@points(1)
@demands("random", "log-uniform", "tried", "best", "arguments")
def test_random_ranges(student, rng):
    """tuple：對數均勻分布 / Tuples: log-uniform"""
    n, ends = 200, {"lr": (float(10 ** rng.uniform(-5, -4)), float(10 ** rng.uniform(-1, 0))), "decay": (2.0, 64.0)}
    trials = sample(student, ends, n, rng.integers(2**31))
    drawn = [places(trials, name, *pair) for name, pair in ends.items()]
    for found in drawn:
        # Above 2.8 it is chance once in three million; drawing from a uniform gives about 10 (lr) and 6 (decay).
        assert float(kstest(found, "uniform").statistic) * n**0.5 < 2.8, hint(
            "在 log(low) 和 log(high) 之間抽，再取 exp。 / Draw between log(low) and log(high), then take exp."
        )
    assert abs(float(np.corrcoef(drawn)[0, 1])) < 0.4, hint(
        "每個名稱要各自抽樣。 / Every name must be drawn for itself."
    )


@points(1)
@demands("random", "lists", "tried", "best", "arguments")
def test_random_lists(student, rng):
    """串列：每個值機率相同，原樣交出 / Lists: all values equally likely, passed on as they are"""
    space = {"units": [16, "auto", 64], "activation": ["relu", "tanh"]}
    counts = np.zeros((3, 2))
    for trial in sample(student, space, 150, rng.integers(2**31)):
        found = [[i for i, value in enumerate(values) if same(trial[name], value)] for name, values in space.items()]
        assert all(found), hint(
            "串列裡的值要原樣交給 evaluate。 / Values of a list reach evaluate as they are (numbers stay numbers)."
        )
        counts[found[0][0], found[1][0]] += 1
    # Expected 25 in every place, with a standard deviation of 4.6.
    assert float(counts.min()) >= 1 and float(counts.max()) <= 55, hint(
        "每個值的機率要相同，而且各自獨立。 / All values must be equally likely, and drawn for themselves."
    )
    sample(student, {"only": ["one"]}, 3, 0)


@points(1)
@demands("random", "log-uniform", "seed", "tried", "best", "arguments", "errors")
def test_random_search(student, rng):
    """n、seed、最好的一組、錯誤的參數 / n, seed, the best combination, bad arguments"""
    space = {"lr": (1e-4, 1e-1), "units": [8, 16, 32, 64]}
    first, second = rng.choice(2**31, 2, replace=False).tolist()
    scores = [math.nan, -3.0, -1.0, -2.0, -1.0, -5.0, math.nan, -1.0]
    trials = sample(student, space, 8, first, scores)
    assert sample(student, space, 8, first, scores) == trials, hint(
        "同樣的 seed 要試同樣的組合。 / The same seed must try the same combinations."
    )
    assert sample(student, space, 8, second, scores) != trials, hint(
        "不同的 seed 要試不同的組合。 / Another seed must try other combinations."
    )
    judge = Judge([-0.5])
    parts(student.random_search(judge, space, 1, first), 1)
    asked_once(judge, 1)
    ranges = [(0.0, 0.1), (-0.1, 0.1), (0.1, 0.1), (0.1, 0.01)]
    spaces = [{**space, "units": []}, *({**space, "lr": ends} for ends in ranges)]
    bad = [(space, 0), *((one, 3) for one in spaces)]
    refuses(student.random_search, [(Judge([0.5]), *case, first) for case in bad])
