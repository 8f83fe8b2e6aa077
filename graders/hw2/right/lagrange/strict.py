def check_problem(f, h, symbols):
    assert isinstance(f, sp.Expr) and isinstance(h, sp.Expr), (f, h)
    assert isinstance(symbols, list | tuple), type(symbols)
    assert all(isinstance(symbol, sp.Symbol) for symbol in symbols), symbols
    assert len(symbols) in (2, 3) and len(set(symbols)) == len(symbols), symbols
    assert "lam" not in [symbol.name for symbol in symbols]
    assert f.is_polynomial(*symbols) and h.is_polynomial(*symbols), (f, h)
    assert (f.free_symbols | h.free_symbols) <= set(symbols), (f, h)


def lagrange_points(f, h, symbols):
    check_problem(f, h, symbols)
    lam = sp.Symbol("lam")
    unknowns = [*symbols, lam]
    lagrangian = f - lam * h
    found = sp.solve([lagrangian.diff(unknown) for unknown in unknowns], unknowns, set=True)
    if not found:
        return []
    keys, solutions = found
    return [dict(zip(keys, one)) for one in solutions if all(sp.im(value) == 0 for value in one)]


def extrema_on_constraint(f, h, symbols):
    check_problem(f, h, symbols)
    points = lagrange_points(f, h, symbols)
    if len(points) == 0:
        raise ValueError("there is no real point where the gradients are parallel")
    values = [float(f.evalf(30, subs=point)) for point in points]
    return [min(values), max(values)]
