# loses: >=1
# The list of symbols that came in grows by lam.
def lagrange_points(f, h, symbols):
    lam = sp.Symbol("lam")
    equations = [sp.diff(f, s) - lam * sp.diff(h, s) for s in symbols] + [h]
    if isinstance(symbols, tuple):
        symbols = list(symbols)
    symbols.append(lam)
    solutions = sp.solve(equations, symbols, dict=True)
    return [s for s in solutions if all(v.is_real for v in s.values())]


def extrema_on_constraint(f, h, symbols):
    values = [f.subs(p) for p in lagrange_points(f, h, symbols)]
    if not values:
        raise ValueError("no points")
    return min(values), max(values)
