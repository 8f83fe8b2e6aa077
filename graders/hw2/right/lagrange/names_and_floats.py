def lagrange_points(f, h, symbols):
    symbols = list(symbols)
    multiplier = sp.Symbol("multiplier")
    lagrangian = f - multiplier * h
    unknowns = symbols + [multiplier]
    solutions = sp.solve([sp.diff(lagrangian, u) for u in unknowns], unknowns)
    if isinstance(solutions, dict):
        solutions = [tuple(solutions[u] for u in unknowns)]
    result = []
    for values in solutions:
        numbers = [complex(v) for v in values]
        if max(abs(z.imag) for z in numbers) < 1e-9:
            names = [s.name for s in symbols] + ["lam"]
            result.append({name: z.real for name, z in zip(names, numbers)})
    return result


def extrema_on_constraint(f, h, symbols):
    values = []
    for point in lagrange_points(f, h, symbols):
        values.append(float(f.subs({s: point[s.name] for s in symbols})))
    if not values:
        raise ValueError("no point satisfies the conditions")
    return [min(values), max(values)]
