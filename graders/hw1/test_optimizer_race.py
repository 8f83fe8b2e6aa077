"""最佳化器賽跑 / Optimizer race"""

import io

import matplotlib.image
import numpy as np
import pandas as pd

from examiner import approx, array, demands, exactly, hint, number, points

COLUMNS = ["optimizer", "step", "x", "y", "f"]

# The racers below know their gradient, so that a mistake in an earlier task costs nothing here.


def bowl(rng):
    """Return a function of points (..., 2) and its gradient."""
    scale, centre = rng.uniform(0.3, 1.5, 2), rng.uniform(-1, 1, 2)
    return lambda p: (scale * (pairs(p) - centre) ** 2).sum(axis=-1), lambda p: 2 * scale * (pairs(p) - centre)


def pairs(p):
    found = array(p, name="the argument of f or grad")
    assert found.shape[-1:] == (2,), f"f and grad take points of shape (..., 2), got shape {found.shape}"
    return found


def plain(gradient, lr):
    """Return an optimizer that remembers nothing."""
    return lambda x, grad_fn, state: (pairs(x) - lr * gradient(x), state)


def heavy(gradient, lr, m=0.8):
    """Return an optimizer that lives on its state: a velocity and the number of steps."""

    def step(x, grad_fn, state):
        memory = state if isinstance(state, dict) else {}
        v = m * array(memory.get("v", [0.0, 0.0]), (2,)) - lr * gradient(x)
        t = number(memory.get("t", 0)) + 1
        return pairs(x) + v / t, {"v": v, "t": t}

    return step


def expected_path(step, x0, steps):
    x, state, found = np.array(x0, dtype=float), {}, [x0]
    for _ in range(steps):
        x, state = step(x, None, state)
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
@demands("table", "steps", "values", "fresh-state")
def test_one_path(student, rng):
    """一個最佳化器的路徑 / The path of one optimizer"""
    f, gradient = bowl(rng)
    x0, step = rng.uniform(2, 4, 2), plain(gradient, 0.2)
    for steps in (0, 6):
        found = paths_of(student.race({"plain": step}, f, gradient, x0, steps), steps)
        assert list(found) == ["plain"]
        path = expected_path(step, x0, steps)
        assert found["plain"][:, :2] == approx(path), hint("第 0 步是起點。 / Step 0 is the start.")
        assert found["plain"][:, 2] == approx(f(path)), hint("f 是同一點的函數值。 / f is the value at the same point.")


@points(1.5)
@demands("table", "steps", "values", "fresh-state")
def test_everyone_starts_afresh(student, rng):
    """每個都從同一起點和自己的 state 開始 / Everyone starts from the same point with a state of its own"""
    f, gradient = bowl(rng)
    x0 = rng.uniform(2, 4, 2).tolist()
    racers = {"slow": plain(gradient, 0.05), "heavy": heavy(gradient, 0.1), "heavier": heavy(gradient, 0.2, 0.5)}
    found = paths_of(student.race(racers, f, gradient, x0, 8), 8)
    assert set(found) == set(racers), hint("dict 裡的每個名稱都要出現。 / Every name of the dict must appear.")
    for name, step in racers.items():
        assert found[name][:, :2] == approx(expected_path(step, x0, 8)), hint(
            "把回傳的 state 交給下一步；換最佳化器時重新開始。"
            " / Hand the returned state to the next step; start afresh with the next optimizer."
        )


@points(0.5)
@demands("table", "steps", "order")
def test_order_of_rows(student, rng):
    """列的順序：同 dict，每個由第 0 步開始 / The order of the rows: that of the dict, each from step 0"""
    f, gradient = bowl(rng)
    racers = {name: plain(gradient, lr) for name, lr in (("slow", 0.05), ("quick", 0.1), ("middling", 0.07))}
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
    """畫出等高線與路徑 / A plot of contours and paths"""
    (f, gradient), asked = bowl(rng), set()

    def watched(p):
        asked.update(map(tuple, pairs(p).reshape(-1, 2).tolist()))
        return f(p)

    table = student.race({"plain": plain(gradient, 0.1)}, watched, gradient, [2.0, 1.0], 2)
    assert isinstance(table, pd.DataFrame) and len(table) > 0, hint("應回傳 DataFrame。 / Return a DataFrame.")
    assert any(coloured_pixels(png) >= 300 for png in student.figures), hint(
        "race 要畫出等高線圖與每條路徑。 / race must draw a contour plot with every path."
    )
    assert len(asked) >= 30, hint(  # the path has three points, a grid many more
        "等高線要用整個網格的函數值來畫。 / Contours are drawn from the values of f on a whole grid."
    )


def coloured_pixels(png):
    """Return how many pixels of a plot are coloured; an empty pair of axes has none."""
    image = matplotlib.image.imread(io.BytesIO(png), format="png")
    return int((np.ptp(image[..., :3], axis=-1) > 0.1).sum()) if image.ndim == 3 else 0
