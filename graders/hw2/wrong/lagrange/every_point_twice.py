# loses: 5
# breaks: once
# returns every solution twice
def lagrange_points(f, h, symbols):
    lam = sp.Symbol("lam")
    parallel = [sp.diff(f, symbol) - lam * sp.diff(h, symbol) for symbol in symbols]
    solutions = sp.solve([*parallel, h], [*symbols, lam], dict=True)
    return [solution for solution in 2 * solutions if all(value.is_real for value in solution.values())]


def extrema_on_constraint(f, h, symbols):
    values = [f.subs(point) for point in lagrange_points(f, h, symbols)]
    if not values:
        raise ValueError(f"{f} has no stationary point where {h} = 0")
    return min(values), max(values)
