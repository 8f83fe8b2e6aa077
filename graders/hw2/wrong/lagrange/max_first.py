# loses: 2
# breaks: extrema
# returns (max, min)
def lagrange_points(f, h, symbols):
    lam = sp.Symbol("lam")
    equations = [h] + [f.diff(s) - lam * h.diff(s) for s in symbols]
    points = []
    for solution in sp.solve(equations, list(symbols) + [lam], dict=True):
        if all(value.is_real for value in solution.values()):
            points.append(solution)
    return points


def extrema_on_constraint(f, h, symbols):
    points = lagrange_points(f, h, symbols)
    if len(points) == 0:
        raise ValueError("there is no point")
    values = [f.subs(point) for point in points]
    return max(values), min(values)
