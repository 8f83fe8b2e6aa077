"""最佳化器賽跑 / Optimizer race"""

import io

import matplotlib.image
import numpy as np
import pandas as pd

from examiner import approx, array, demands, exactly, hint, number, points

COLUMNS = ["optimizer", "step", "x", "y", "f"]

# The racers below are hidden, so that a mistake in an earlier task costs nothing here.


def bowl(rng):
    """Return a function of points (..., 2) and its gradient."""
    scale, centre = rng.uniform(0.3, 1.5, 2), rng.uniform(-1, 1, 2)
    return lambda p: (scale * (pairs(p) - centre) ** 2).sum(axis=-1), lambda p: 2 * scale * (pairs(p) - centre)


def pairs(p):
    found = array(p, name="the argument of f or grad")
    assert found.shape[-1:] == (2,), f"f and grad take points of shape (..., 2), got shape {found.shape}"
    return found


def plain(lr):
    """Return an optimizer that remembers nothing and asks for the gradient."""
    return lambda x, grad_fn, state: (x - lr * grad_fn(x), state)


def plain_there(student, lr):
    """Return the same as a function of the kernel, where it can ask the gradient that the student hands to it."""
    return student.library("builtins").eval(f"lambda x, grad_fn, state: (x - {lr} * grad_fn(x), state)")


def heavy(gradient, lr, m=0.8):
    """Return an optimizer that lives on its state, a velocity and the number of steps, and knows its gradient."""

    def step(x, grad_fn, state):
        memory = state if isinstance(state, dict) else {}
        v = m * array(memory.get("v", [0.0, 0.0]), (2,)) - lr * gradient(x)
        t = number(memory.get("t", 0)) + 1
        return pairs(x) + v / t, {"v": v, "t": t}

    return step


def expected_path(step, gradient, x0, steps):
    x, state, found = np.array(x0, dtype=float), {}, [x0]
    for _ in range(steps):
        x, state = step(x, gradient, state)
        found.append(x)
    return np.array(found)


def paths_of(table, steps):
    """Return the rows of each optimizer as an array (steps + 1, 3) of x, y, f in the order of the steps."""
    assert isinstance(table, pd.DataFrame), hint("應回傳 DataFrame。 / Return a DataFrame.")
    assert sorted(map(str, table.columns)) == sorted(COLUMNS), hint(
        "欄位應為 optimizer, step, x, y, f。 / The columns are optimizer, step, x, y, f."
    )
    names = [name if isinstance(name, str) else "" for name in table["optimizer"].tolist()]
    cells = table[COLUMNS[1:]].astype(object).to_numpy().tolist() or [[]]
    numbers = array(cells, (None, 4), name="the table's numbers")
    result = {}
    for name in dict.fromkeys(names):
        rows = numbers[[n == name for n in names]]
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        assert rows[:, 0].tolist() == list(range(steps + 1)), hint(
            "每個最佳化器的第 0 步到第 steps 步各一列。 / One row for each step, 0 to steps, of every optimizer."
        )
        result[name] = rows[:, 1:]
    return result


@points(1)
@demands("table", "steps", "values", "fresh-state", "arguments")
def test_one_path(student, rng):
    """一個最佳化器的路徑 / The path of one optimizer"""
    f, gradient = bowl(rng)
    x0, there = rng.uniform(2, 4, 2), plain_there(student, 0.2)
    for steps in (0, 6):
        found = paths_of(student.unchanged(student.race, {"plain": there}, f, gradient, x0, steps), steps)
        assert list(found) == ["plain"]
        path = expected_path(plain(0.2), gradient, x0, steps)
        assert found["plain"][:, :2] == approx(path, rel=1e-9), hint("第 0 步是起點。 / Step 0 is the start.")
        assert found["plain"][:, 2] == approx(f(path), rel=1e-9), hint(
            "f 是同一點的函數值，用 64 位元浮點數。 / f is the value at the same point, in 64-bit floats."
        )


@points(1.5)
@demands("table", "steps", "values", "fresh-state")
def test_everyone_starts_afresh(student, rng):
    """每個都從同一起點和自己的 state 開始 / Everyone starts from the same point with a state of its own"""
    f, gradient = bowl(rng)
    x0 = rng.integers(2, 5, 2).tolist()
    racers = {"slow": plain(0.05), "heavy": heavy(gradient, 0.1), "heavier": heavy(gradient, 0.2, 0.5)}
    there = {**racers, "slow": plain_there(student, 0.05)}
    found = paths_of(student.race(there, f, gradient, x0, 8), 8)
    assert set(found) == set(racers), hint("dict 裡的每個名稱都要出現。 / Every name of the dict must appear.")
    for name, step in racers.items():
        assert found[name][:, :2] == approx(expected_path(step, gradient, x0, 8), rel=1e-9), hint(
            "把回傳的 state 交給下一步；換最佳化器時重新開始。"
            " / Hand the returned state to the next step; start afresh with the next optimizer."
        )


@points(0.5)
@demands("table", "steps", "order")
def test_order_of_rows(student, rng):
    """列的順序：同 dict，每個由第 0 步開始 / The order of the rows: that of the dict, each from step 0"""
    f, gradient = bowl(rng)
    racers = {name: plain_there(student, lr) for name, lr in (("slow", 0.05), ("quick", 0.1), ("middling", 0.07))}
    table = student.race(racers, f, gradient, rng.uniform(2, 4, 2), 3)
    paths_of(table, 3)
    assert table["optimizer"].tolist() == exactly([name for name in racers for _ in range(4)]), hint(
        "依照 dict 的順序，一個最佳化器接著一個；不要排序。"
        " / One optimizer after the other in the order of the dict; do not sort."
    )
    assert table["step"].tolist() == approx(3 * [0, 1, 2, 3]), hint(
        "每個最佳化器的列由第 0 步排到最後一步。 / The rows of an optimizer run from step 0 to the last."
    )


@points(1)
@demands("table", "contours", "paths")
def test_plot(student, rng):
    """一張圖，有等高線與每條路徑 / One plot of contours and of every path"""
    (f, gradient), asked = bowl(rng), set()

    def watched(p):
        asked.update(map(tuple, pairs(p).reshape(-1, 2).tolist()))
        return f(p)

    x0, square = [0.0, 0.0], [[2, 2], [2, -2], [-2, -2], [-2, 2]]  # all paths below have the same range
    both = {"first": following(square), "second": following(square[::-1])}
    pictures = [picture(student, both, watched, gradient, x0)]
    assert len(asked) >= 30, hint(  # the paths have five points, a grid many more
        "等高線要用整個網格的函數值來畫。 / Contours are drawn from the values of f on a whole grid."
    )
    for name in both:
        other = {**both, name: following([square[0], square[2], square[1], square[3]])}
        pictures.append(picture(student, other, f, gradient, x0))
        assert differing(*pictures[:: len(pictures) - 1]) >= 30, hint(
            "每條路徑都要畫在圖上。 / Every path is drawn on the plot."
        )
    steeper = picture(student, both, lambda p: f(p) ** 2 + pairs(p)[..., 0], gradient, x0)
    assert differing(pictures[0], steeper) >= 30, hint("等高線是 f 的。 / The contours are those of f.")


def following(points):
    """Return an optimizer that goes round some points, whatever the slope and the state."""
    corners = np.array(points, dtype=float)

    def step(x, grad_fn, state):
        here = int(np.abs(corners - pairs(x)).sum(axis=1).argmin())
        return corners[(here + 1) % len(corners)], state

    return step


def picture(student, racers, f, gradient, x0):
    """Return the one plot of a race as an array (height, width, colours); it must be coloured."""
    before = len(student.figures)
    table = student.race(racers, f, gradient, x0, 4)
    assert isinstance(table, pd.DataFrame) and len(table) > 0, hint("應回傳 DataFrame。 / Return a DataFrame.")
    figures = student.figures[before:]
    assert len(figures) == 1, hint("race 要畫出恰好一張圖。 / race must draw exactly one figure.")
    image = matplotlib.image.imread(io.BytesIO(figures[0]), format="png")[..., :3]
    coloured = np.ptp(image, axis=-1) > 0.1  # an empty pair of axes has no such pixel
    assert int(coloured.sum()) >= 300, hint(
        "race 要畫出等高線圖與每條彩色的路徑。 / race must draw a contour plot with every path in colour."
    )
    return image


def differing(one, other):
    """Return how many pixels differ; of pictures of different sizes all."""
    if one.shape != other.shape:
        return one[..., 0].size
    return int((np.ptp([one, other], axis=0).max(axis=-1) > 0.1).sum())
