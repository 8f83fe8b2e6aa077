# loses: 5
# breaks: dicts
# returns tuples of the values instead of dicts
def _points(f, h, symbols):
    lam = sp.Symbol("lam")
    parallel = [sp.diff(f, symbol) - lam * sp.diff(h, symbol) for symbol in symbols]
    solutions = sp.solve([*parallel, h], [*symbols, lam], dict=True)
    return [solution for solution in solutions if all(value.is_real for value in solution.values())]


def lagrange_points(f, h, symbols):
    names = [*symbols, sp.Symbol("lam")]
    return [tuple(point[name] for name in names) for point in _points(f, h, symbols)]


def extrema_on_constraint(f, h, symbols):
    values = [f.subs(point) for point in _points(f, h, symbols)]
    if not values:
        raise ValueError(f"{f} has no stationary point where {h} = 0")
    return min(values), max(values)
