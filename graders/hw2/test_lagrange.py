"""拉格朗日乘數法 / Lagrange multipliers

SymPy's objects stay in the kernel: expressions are made there from text, and what the student returns comes
back as floats through ``plain``, which the notebook gives.
"""

import numpy as np

from examiner import array, demands, hint, points, raises, unpack


def problem(student, f, h, names):
    """Return the expressions and symbols of a problem, made in the student's kernel."""
    sympy = student.library("sympy")
    return sympy.sympify(f), sympy.sympify(h), [sympy.Symbol(name) for name in names.split()]


def check_points(student, f, h, names, expected, text, form=list):
    """Check the student's points against rows of the symbols in the order of ``names``, then lam."""
    f, h, symbols = problem(student, f, h, names)
    answer = student.plain(student.unchanged(student.lagrange_points, f, h, form(symbols)))
    keys = [*names.split(), "lam"]
    good = isinstance(answer, list) and all(isinstance(p, dict) and set(p) == set(keys) for p in answer)
    assert good, hint("dict 的串列；鍵是所有的符號和 lam。 / A list of dicts; the keys are all the symbols and lam.")
    shape = (len(answer), len(keys))
    rows = array([[p[key] for key in keys] for p in answer], shape) if answer else np.zeros(shape)
    expected = np.asarray(expected, dtype=float).reshape(-1, len(keys))
    near = np.isclose(rows[:, None], expected[None], rtol=1e-5, atol=1e-7).all(axis=2)  # in any order, none twice
    assert len(rows) == len(expected) and bool(near.any(axis=0).all() and near.any(axis=1).all()), hint(text)


def check_extrema(student, f, h, names, least, greatest, text):
    """Check the student's (min, max)."""
    found = unpack(student.unchanged(student.extrema_on_constraint, *problem(student, f, h, names)), ("min", "max"))
    found = array(student.plain(found), (2,), name="(min, max)")
    assert bool(np.allclose(found, [least, greatest], rtol=1e-5, atol=1e-7)), hint(text)


def digits(rng, n=1, low=1, high=6):
    """Return n different positive integers."""
    return [int(d) for d in rng.choice(np.arange(low, high), n, replace=False)]


@points(1)
@demands("solutions", "dicts", "once")
def test_circles(student, rng):
    """圓上的線性函數：點與 lam / A linear function on a circle: points and lam"""
    first, second = digits(rng, 2)
    text = "解 ∇f = lam·∇h 與 h = 0；兩個解都要。 / Solve ∇f = lam·∇h and h = 0; there are two solutions."
    for a, b, k in [(1, 1, 4), (first, second, 2), (-second, first, 3)]:
        f, h = f"{a}*x + {b}*y", f"x**2 + y**2 - {k * k * (a * a + b * b)}"
        check_points(student, f, h, "x y", [[s * k * a, s * k * b, s / (2 * k)] for s in (1, -1)], text)


@points(1)
@demands("solutions", "dicts", "symbols", "once")
def test_other_constraints(student, rng):
    """橢圓與直線；符號的名稱與順序不同 / An ellipse and a line; symbols of other names and in another order"""
    a, b = digits(rng, 2)
    signs = [(s, t) for s in (1, -1) for t in (1, -1)]
    expected = [[s * b / 2**0.5, t * a / 2**0.5, s * t * a * b / 2] for s, t in signs]  # q before p
    text = "符號由參數 symbols 決定，不一定是 x、y。 / The argument symbols says which they are; not always x and y."
    check_points(student, "p*q", f"p**2/{a * a} + q**2/{b * b} - 1", "q p", expected, text, tuple)
    m, n, s = *digits(rng, 2), int(rng.integers(3, 9))
    lam = s / (m * m / (2 * a) + n * n / (2 * b))
    place, f = [lam * m / (2 * a), lam * n / (2 * b)], f"{a}*u**2 + {b}*v**2"
    check_points(student, f, f"{m}*u + {n}*v - {s}", "u v", [[*place, lam]], text)
    text = "h 變號時 lam 也變號。 / With the sign of h that of lam changes as well."
    check_points(student, f, f"{s} - {m}*u - {n}*v", "u v", [[*place, -lam]], text)


@points(1)
@demands("solutions", "dicts", "symbols", "once")
def test_special_cases(student, rng):
    """lam = 0、f 不含某個符號、無解 / lam = 0, a symbol missing from f, no solution"""
    a, b, r = *digits(rng, 2), int(rng.integers(2, 7))
    text = "lam = 0 也是解：不要除以 lam。 / lam = 0 is a solution as well: do not divide by lam."
    check_points(student, f"(x - {a})**2 + (y - {b})**2", f"x + y - {a + b}", "x y", [[a, b, 0]], text)
    expected = [[a + s * r, 0, s / (2 * r)] for s in (1, -1)]
    text = "即使 f 不含某個符號，它也有一個方程式。 / A symbol has its equation even if f does not contain it."
    check_points(student, "x", f"(x - {a})**2 + y**2 - {r * r}", "x y", expected, text)
    text = "∇f 永遠不與 ∇h 平行，所以沒有解：空串列。 / ∇f is never parallel to ∇h, so there is none: an empty list."
    check_points(student, "x", f"y - {b}", "x y", [], text)


@points(1)
@demands("solutions", "dicts", "symbols", "real", "once")
def test_real_solutions_only(student, rng):
    """只留下實數解 / Real solutions only"""
    d, k, r = int(rng.integers(3, 9)), int(rng.integers(1, 4)), int(rng.integers(2, 6))
    half = (r * r - 1 / 4) ** 0.5
    text = "只要有一個值不是實數，整個解就不要。 / Drop a solution if any of its values is not real."
    # x = 1/2, lam = 1 are real here, but y = ±i √(1/4 - 1/d²) is not
    small = [[s / d, 0, s * d / 2] for s in (1, -1)]
    check_points(student, "x + y**2", f"x**2 + y**2 - Rational(1, {d * d})", "x y", small, text)
    four = [[r, 0, 1 / (2 * r)], [-r, 0, -1 / (2 * r)], [0.5, half, 1], [0.5, -half, 1]]
    check_points(student, "x + y**2", f"x**2 + y**2 - {r * r}", "x y", four, "四個實數解都要。 / All four are real.")
    for m in (k, -k):  # two more solutions are complex
        check_points(student, "a + b", f"a**3 + b**3 - {2 * m**3}", "a b", [[m, m, 1 / (3 * k**2)]], text)


@points(1)
@demands("solutions", "dicts", "symbols", "once")
def test_three_variables(student, rng):
    """三個變數 / Three variables"""
    (a, b, c), k = digits(rng, 3), int(rng.integers(2, 5))
    text = "每個符號都有一個方程式，再加上 h = 0。 / There is an equation for every symbol, and h = 0."
    expected = [[s * k * a, -s * k * b, s * k * c, s / (2 * k)] for s in (1, -1)]
    f, h = f"{a}*x - {b}*y + {c}*z", f"x**2 + y**2 + z**2 - {k * k * (a * a + b * b + c * c)}"
    check_points(student, f, h, "x y z", expected, text)
    expected = [[k, k, k, k * k], [3 * k, 0, 0, 0], [0, 3 * k, 0, 0], [0, 0, 3 * k, 0]]
    check_points(student, "x*y*z", f"x + y + z - {3 * k}", "z x y", expected, text, tuple)


@points(1)
@demands("extrema", "real", "symbols")
def test_extrema(student, rng):
    """限制上的最小值與最大值 / Minimum and maximum on the constraint"""
    (a, b), r = digits(rng, 2), int(rng.integers(2, 6))
    text = "依序是最小值、最大值：f 在那些點的值。 / First the least, then the greatest value of f at those points."
    every = "比較所有的點，不只其中兩個。 / Compare all the points, not only two of them."
    top, circle = 2 * (a * a + b * b), f"x**2 + y**2 - {r * r}"
    check_extrema(student, "x + y", "x**2 + y**2 - 32", "x y", -8, 8, text)
    check_extrema(student, f"{a}*u - {b}*v", f"u**2 + v**2 - {2 * top}", "v u", -top, top, text)
    for h in (circle, f"-({circle})"):  # in either order of the points by lam
        check_extrema(student, "x + y**2", h, "x y", -r, r * r + 0.25, every)
    for m in (a, -a):  # the greatest value is that of the middle one of three points, whatever they are sorted by
        f = f"{b}*(3*x**4 - 4*x**3 - 12*x**2) - {m}*(2*x - 1)*y"
        check_extrema(student, f, "y", "x y", -32 * b, 0, every)
    reach, only = (r * r + 5) ** -0.5, "只看實數的點。 / Look at the real points only."
    check_extrema(student, "x + y**2", f"{r * r + 5}*(x**2 + y**2) - 1", "x y", -reach, reach, only)
    if 5 * a != r:  # else the origin is on the circle, and f is stationary there
        h, far = f"(x - {3 * a})**2 + (y - {4 * a})**2 - {r * r}", [(5 * a + s * r) ** 2 - 1000 for s in (-1, 1)]
        check_extrema(student, "x**2 + y**2 - 1000", h, "y x", *far, text)


@points(1)
@demands("extrema", "symbols", "no-points")
def test_extrema_of_three_variables_or_none(student, rng):
    """三個變數的極值；沒有點時 ValueError / Extrema with three variables; ValueError where there is no point"""
    (a, b, c), k = digits(rng, 3), int(rng.integers(2, 5))
    reach = k * (a * a + b * b + c * c)
    f, h = f"{a}*x - {b}*y + {c}*z + 1", f"x**2 + y**2 + z**2 - {k * reach}"
    text = "常數項也算在 f 裡。 / A constant is part of f as well."
    check_extrema(student, f, h, "x y z", 1 - reach, 1 + reach, text)
    for f, h in [("x", f"y - {b}"), ("x + y", f"x**2 + y**2 + {a}")]:  # no gradient fits; no real point
        bad = problem(student, f, h, "x y")
        with raises(ValueError):
            student.extrema_on_constraint(*bad)
