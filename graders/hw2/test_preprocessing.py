"""資料前處理 / Preprocessing"""

import numpy as np
from hw2_inputs import results_kept, whole_parts

from examiner import approx, array, demands, hint, points, refuses, unpack

KINDS = ("min_max", "z_score")


def columns(rng, n, d):
    """Return a table whose columns have very different scales."""
    return rng.normal(size=(n, d)) * 10.0 ** rng.integers(-1, 3, d) + rng.uniform(-50, 50, d)


def scaled(train, x, kind):
    """Return x scaled column by column with plain arithmetic on the training rows."""
    result = np.zeros((len(x), len(train[0])))
    for j, column in enumerate(np.asarray(train, dtype=float).T.tolist()):
        if kind == "min_max":
            shift, scale = min(column), max(column) - min(column)
        else:
            shift = sum(column) / len(column)
            scale = (sum((value - shift) ** 2 for value in column) / len(column)) ** 0.5
        if len(set(column)) == 1:
            scale = 1
        result[:, j] = [(row[j] - shift) / scale for row in x]
    return approx(result, rel=1e-7)


def scale_checks(student, rng, kind):
    function = getattr(student, kind)
    for n, m, d in [(6, 4, 3), (9, 1, 2), (2, 5, 1), (5, 5, 2)]:
        train, x = columns(rng, n, d), columns(rng, m, d)
        x[m // 2] = train.mean(axis=0) + 5e-7 * train.std(axis=0)  # near 0, and not 0
        x[0] = train.min(axis=0) - rng.uniform(5, 50, d)  # below and above everything in train
        x[-1] = train.max(axis=0) + rng.uniform(5, 50, d)
        assert student.unchanged(function, train, x) == scaled(train, x, kind), hint(
            "統計量只用 train，每一行各自計算；不要截斷。 / Statistics of train only, column by column; do not clip."
        )
    tables = [(train, x), (train, x[::-1])]
    for table, found in zip(tables, results_kept(student, function, tables), strict=True):
        assert found == scaled(*table, kind)
    whole = rng.integers(-20, 20, (7, 2))
    whole[:2] = [[-30, 30], [30, -30]]
    assert function(whole.tolist(), whole.tolist()) == scaled(whole, whole, kind)


@points(1.5)
@demands("min-max", "train-only", "arguments")
def test_min_max(student, rng):
    """min-max，只用訓練資料 / Min-max, from the training rows only"""
    scale_checks(student, rng, "min_max")


@points(1.5)
@demands("z-score", "train-only", "arguments")
def test_z_score(student, rng):
    """z-score，只用訓練資料 / z-score, from the training rows only"""
    scale_checks(student, rng, "z_score")


@points(1)
@demands("min-max", "z-score", "train-only", "constant", "tables")
def test_constant_columns(student, rng):
    """整行都一樣時分母是 1；形狀不合是 ValueError / Constant columns: the denominator is 1; bad shapes: ValueError"""
    values = (0.1, 0.0, float(rng.uniform(1, 9)), -7.3)
    for value, n, kind in [(value, n, kind) for value in values for n in (1, 3, 7) for kind in KINDS]:
        train, x = columns(rng, n, 3), columns(rng, 4, 3)
        train[:, 1] = x[0, 1] = value
        found = array(getattr(student, kind)(train, x), (4, 3))
        assert found[:, 1] == approx(x[:, 1] - value, rel=1e-7, abs=1e-8), hint(
            "整行相同時只減去 min 或 μ。 / A constant column only has its min or μ subtracted."
        )
    nearly = np.array([[1e-10, 5.0], [2e-10, 6.0], [4e-10, 9.0]])  # small, not constant
    for kind in KINDS:
        found = array(getattr(student, kind)(nearly, nearly), (3, 2))
        assert float(np.ptp(found[:, 0])) >= 1, hint(
            "變化很小的行不是常數。 / A column that varies little is not constant."
        )
        narrow = nearly[:, :1]
        bad = [(nearly, narrow), (narrow, nearly), (nearly[0], nearly), (nearly, nearly[0])]
        refuses(getattr(student, kind), bad)


@points(1.5)
@demands("one-hot", "arguments")
def test_one_hot(student, rng):
    """one-hot，沒見過的類別整列是 0 / One-hot; categories not seen in training get a row of zeros"""
    numbers = rng.integers([5, 10, 40, 100, 500], [10, 40, 100, 500, 1000]).tolist()  # as text, the second comes first
    for names in (["plum", "apple", "pear", "kiwi", "date"], numbers):
        known = sorted(names[:-1])
        train = rng.permutation(np.array(names[:-1] * 2)).tolist()
        x = [*rng.choice(names, 4).tolist(), names[-1], known[0], known[-1]]
        expected = np.array([[float(category == value) for category in known] for value in x])
        assert student.unchanged(student.one_hot, train, x) == approx(expected), hint(
            "train 的類別由小到大；沒見過的整列是 0。 / Categories of train, ascending; zeros for an unseen one."
        )
        pairs = [(np.array(train), np.array(x[-1:])), (np.array(train), np.array(x[-2:-1]))]
        assert results_kept(student, student.one_hot, pairs) == [approx(expected[-1:]), approx(expected[-2:-1])], hint(
            "行數由 train 決定，不是由 x。 / The number of columns is up to train, not to x."
        )
    assert student.one_hot(["ab", "c"], ["abc", "ab", "c"]) == approx([[0, 0], [1, 0], [0, 1]])


@points(1)
@demands("ordinal", "repeated", "arguments")
def test_ordinal(student, rng):
    """有順序的類別 / Categories with an order"""
    for order in (["S", "M", "L", "XL"], rng.choice(50, 6, replace=False).tolist(), ["low"]):
        other = "none" if isinstance(order[0], str) else -1
        places = [*rng.integers(0, len(order), 5).tolist(), len(order) - 1, -1, 0]
        x = [order[place] if place >= 0 else other for place in places]
        found = array(student.unchanged(student.ordinal, order, x), (8,), dtype=int, name="the positions")
        assert found.tolist() == places, hint(
            "照 order 的順序，不在裡面的是 -1。 / Positions follow order, not the alphabet; what is not in it gets -1."
        )
        refuses(student.ordinal, [([*order, order[0]], x)])


def parts_of(answer, n):
    """Return the row numbers of the three parts as sets, after checking them."""
    fifth = n // 5
    parts = zip(unpack(answer, ("train", "valid", "test")), (n - 2 * fifth, fifth, fifth), strict=True)
    rows = [array(part, (size,), dtype=int, name="the part").tolist() for part, size in parts]
    assert whole_parts(rows, n), hint(
        "0 到 n−1 的每個列號恰好出現一次。 / Every row number from 0 to n−1 occurs exactly once."
    )
    return [frozenset(part) for part in rows]


@points(1.5)
@demands("split", "too-few")
def test_split(student, rng):
    """隨機分成三份 / A random split in three"""
    for n in (5, 9, 10, 24, int(rng.integers(30, 90))):
        first, again = student.each("split", [(n, int(rng.integers(2**31)))] * 2)
        assert parts_of(first, n) == parts_of(again, n), hint(
            "同樣的 seed 要得到同樣的結果。 / The same seed must give the same parts."
        )
    seeds = rng.choice(2**31, 100, replace=False).tolist()
    splits = [parts_of(found, 10) for found in student.each("split", [(10, seed) for seed in seeds])]
    for part, expected in enumerate((0.6, 0.2, 0.2)):
        share = np.mean([[row in parts[part] for row in range(10)] for parts in splits], axis=0)
        # 0.35 is seven standard errors at 100 splits; 0.2 - 0 is five (the chance of a row never drawn is 2e-10).
        assert float(np.abs(share - expected).max()) < 0.35 and share.min() > 0, hint(
            "每一列的機會要相同：先打亂，再切開。 / Each row has the same chance of each part: shuffle, then cut."
        )
    refuses(student.split, [(4, seeds[0]), (0, seeds[0])])
