"""梯度下降 / Gradient descent"""

import math

import numpy as np
from hw2_inputs import signed

from examiner import approx, array, demands, hint, number, points, refuses, unpack


def descend(x, y, lr, epochs):
    """Return (w, b, loss) at the start and after every update, as long as the loss is finite."""
    pairs, n = list(zip(x.tolist(), y.tolist(), strict=True)), len(x)
    w = b = 0.0
    states = []
    for _ in range(epochs + 1):
        errors = [w * px + b - py for px, py in pairs]
        loss = sum(e * e for e in errors) / n
        if not math.isfinite(loss):
            break
        states.append((w, b, loss))
        slope = sum(e * px for e, (px, _) in zip(errors, pairs, strict=True))
        w, b = w - lr * 2 / n * slope, b - lr * 2 / n * sum(errors)
    return states


def parts(answer):
    """Return the student's [w, b] and the losses."""
    w, b, losses = unpack(answer, ("w", "b", "losses"))
    return [number(w, "w"), number(b, "b")], array(losses, (None,), name="losses")


def draw(rng, n):
    """Return n points away from 0, and the largest curvature of their loss."""
    x, y = signed(rng, n, 0.5, 2), signed(rng, n, 1, 4)
    a, b, c = 2 * np.mean(x * x), 2 * np.mean(x), 2.0
    return x, y, float((a + c) / 2 + math.hypot((a - c) / 2, b))


@points(1)
@demands("updates")
def test_each_epoch(student, rng):
    """少數幾輪之後的 w 和 b / w and b after a few epochs"""
    for n, epochs in [(5, 1), (1, 2), (4, 0), (3, 7), (6, 15)]:
        x, y, curvature = draw(rng, n)
        for factor in (rng.uniform(0.3, 0.9), rng.uniform(2.2, 3)):
            lr = float(factor / curvature)
            found, _ = parts(student.fit_line(x, y, lr, epochs))
            assert found == approx(descend(x, y, lr, epochs)[-1][:2], rel=1e-4, abs=1e-5), hint(
                "從 0 走 epochs 次；因子 2/n，更新前的 w、b。 / `epochs` steps from 0; a factor 2/n, the old w and b."
            )


@points(1)
@demands("updates", "losses", "arguments")
def test_losses(student, rng):
    """每一輪的損失 / The loss of every epoch"""
    for n, epochs in [(5, 1), (1, 3), (4, 8), (3, 0)]:
        x, y, curvature = draw(rng, n)
        lr = float(rng.uniform(0.3, 0.9) / curvature)
        _, losses = parts(student.fit_line(x.tolist(), y.tolist(), lr, epochs))
        assert losses == approx([loss for *_, loss in descend(x, y, lr, epochs)], rel=1e-9, abs=1e-12), hint(
            "出發時一個，之後每次更新一個；取平均。 / One for the start, then one per update; each is a mean."
        )


@points(1)
@demands("updates", "arguments")
def test_convergence(student, rng):
    """收斂到最小平方的直線 / Convergence to the line of least squares"""
    whole = rng.integers(-2, 3, 6), rng.integers(-9, 10, 6)
    whole[0][:2] = -2, 2
    spread = [(np.linspace(-1, 2, n) + rng.uniform(-0.1, 0.1, n), rng.uniform(-3, 3, n)) for n in (4, 9)]
    for (x, y), lr, epochs in [(spread[0], 0.15, 600), (spread[1], 0.15, 600), (whole, 0.1, 800)]:
        call = student.unchanged if x is whole[0] else lambda function, *args: function(*args)
        found, _ = parts(call(student.fit_line, x, y, lr, epochs))
        assert found == approx(np.polyfit(x, y, 1), rel=1e-3, abs=1e-3), hint(
            "走很多輪後到達谷底；座標是整數時也一樣。 / Many epochs reach the bottom, with integers too."
        )


@points(1)
@demands("updates", "losses", "divergence", "silent")
def test_divergence(student, rng):
    """學習率太大：停在最後的有限狀態，沒有警告 / Too large a learning rate: end at the last finite state, silent"""
    for n, factor in [(4, rng.uniform(3.5, 5)), (1, rng.uniform(5, 9)), (7, 30.0), (5, 1e4), (3, 1e300), (3, 1e308)]:
        x, y, curvature = draw(rng, n)
        lr = float(factor / curvature) if factor < 1e300 else factor
        states = descend(x, y, lr, 1500)
        assert len(states) < 1000  # of the grader's own
        found, losses = parts(student.fit_line(x, y, lr, 1500))
        assert student.warnings == [], hint("溢位時不可以出現警告。 / Overflow must not give a warning.")
        assert bool(np.isfinite([*found, *losses]).all()), hint(
            "回傳的數全都要是有限的。 / All returned numbers must be finite."
        )
        # Rounding, and the order of sums, may decide about the last epoch before the overflow.
        spare = 0 if len(states) == 1 else 1
        assert abs(len(losses) - len(states)) <= spare and len(losses) >= 1, hint(
            "損失溢位之前的每一輪都要保留，之後就停止。 / Keep every epoch before the loss overflows, then stop."
        )
        last = min(len(losses), len(states))
        assert losses[:last] == approx([loss for *_, loss in states[:last]], rel=1e-6)
        if len(losses) == len(states):
            assert found == approx(states[-1][:2], rel=1e-6, abs=1e-9), hint(
                "取消使損失溢位的那次更新。 / Take back the update that made the loss overflow."
            )


@points(1)
@demands("updates", "errors")
def test_bad_arguments(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    x, y, curvature = draw(rng, 4)
    lr = 0.5 / curvature
    assert parts(student.fit_line(x, y, lr, 3))[0] == approx(descend(x, y, lr, 3)[-1][:2], rel=1e-4, abs=1e-5)
    pairs = [(x, y[:3]), (x[:1], y), (x, y[:1]), (x, y[:, None]), (x[:, None], y)]  # some would broadcast
    pairs += [(x.reshape(2, 2), y.reshape(2, 2)), ([], []), (float(x[0]), float(y[0]))]
    refuses(student.fit_line, [(*pair, lr, 3) for pair in pairs])
