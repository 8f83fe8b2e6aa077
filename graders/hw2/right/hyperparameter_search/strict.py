def is_number(value):
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def trial(evaluate, params):
    score = evaluate(dict(params))
    assert is_number(score) and not np.isinf(score), score
    return params, score


def winner(tried):
    best = None
    for params, score in tried:
        if not np.isnan(score) and (best is None or score > best[1]):
            best = params, score
    assert best is not None, "at least one score is not NaN"
    return best[0], best[1], tried


def grid_search(evaluate, grid):
    assert callable(evaluate)
    assert isinstance(grid, dict) and len(grid) > 0, grid
    for name, values in grid.items():
        assert isinstance(name, str) and isinstance(values, list), (name, values)
        if not values:
            raise ValueError(f"{name} has no values")
    combinations = [{}]
    for name, values in grid.items():
        combinations = [{**params, name: value} for params in combinations for value in values]
    return winner([trial(evaluate, params) for params in combinations])


def random_search(evaluate, space, n, seed):
    assert callable(evaluate)
    assert isinstance(space, dict), type(space)
    for whole in (n, seed):
        assert isinstance(whole, int | np.integer) and not isinstance(whole, bool), type(whole)
    assert seed >= 0, seed
    for name, values in space.items():
        assert isinstance(name, str) and isinstance(values, list | tuple), (name, values)
        if isinstance(values, tuple):
            assert len(values) == 2 and all(is_number(end) and np.isfinite(end) for end in values), values
            if not 0 < values[0] < values[1]:
                raise ValueError(f"{name} must be 0 < low < high")
        elif len(values) == 0:
            raise ValueError(f"{name} has no values")
    if n < 1:
        raise ValueError("n must be at least 1")
    rng = np.random.default_rng(seed)
    tried = []
    for _ in range(n):
        params = {}
        for name, values in space.items():
            u = rng.random()
            if isinstance(values, tuple):
                params[name] = values[0] * (values[1] / values[0]) ** u
            else:
                params[name] = values[int(u * len(values))]
        tried.append(trial(evaluate, params))
    return winner(tried)
