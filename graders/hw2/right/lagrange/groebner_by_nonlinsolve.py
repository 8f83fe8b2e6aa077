def lagrange_points(f, h, symbols):
    lam = sp.symbols("lam")
    gradient_f = sp.Matrix([f]).jacobian(sp.Matrix(symbols))
    gradient_h = sp.Matrix([h]).jacobian(sp.Matrix(symbols))
    system = list(gradient_f - lam * gradient_h) + [h]
    keys = (*symbols, lam)
    found = sp.nonlinsolve(system, keys)
    return [dict(zip(keys, values)) for values in found if all(sp.im(v) == 0 for v in values)]


def extrema_on_constraint(f, h, symbols):
    points = lagrange_points(f, h, symbols)
    values = sorted((sp.N(f.subs(p), 30) for p in points), key=float)
    if not values:
        raise ValueError("f has no stationary point on the constraint")
    return (values[0], values[-1])
