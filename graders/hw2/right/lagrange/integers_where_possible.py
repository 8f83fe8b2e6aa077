def lagrange_points(f, h, symbols):
    lam = sp.Symbol("lam", real=True)
    real = {s: sp.Symbol(s.name, real=True) for s in symbols}  # SymPy leaves complex solutions out by itself
    f, h = sp.sympify(f).subs(real), sp.sympify(h).subs(real)
    unknowns = [*real.values(), lam]
    solutions = sp.solve([h] + [sp.diff(f, u) - lam * sp.diff(h, u) for u in unknowns[:-1]], unknowns, dict=True)
    return [{u.name: int(v) if v.is_Integer else v for u, v in solution.items()} for solution in solutions]


def extrema_on_constraint(f, h, symbols):
    points = lagrange_points(f, h, symbols)
    assert isinstance(points, list)
    if not points:
        raise ValueError("nothing to compare")
    values = [f.subs([(s, point[str(s)]) for s in symbols]) for point in points]
    return sp.Min(*values), sp.Max(*values)
