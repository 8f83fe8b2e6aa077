# loses: >=1
# breaks: tried
# Random search changes one dict again and again.
def search(evaluate, combinations):
    best, best_score, tried = None, -np.inf, []
    for params in combinations:
        score = evaluate(params)
        tried.append((params, score))
        if best is None or score > best_score or np.isnan(best_score):
            best, best_score = params, score
    return best, best_score, tried


def grid_search(evaluate, grid):
    combinations = [{}]
    for name, values in grid.items():
        if len(values) == 0:
            raise ValueError(f"no values for {name}")
        combinations = [{**params, name: value} for params in combinations for value in values]
    return search(evaluate, combinations)


def random_search(evaluate, space, n, seed):
    if n < 1:
        raise ValueError("n must be positive")
    for name, values in space.items():
        if isinstance(values, tuple):
            if not (0 < values[0] < values[1]):
                raise ValueError(f"bad range for {name}")
        elif len(values) == 0:
            raise ValueError(f"no values for {name}")
    rng = np.random.default_rng(seed)
    combinations = []
    params = {}
    for _ in range(n):
        for name, values in space.items():
            if isinstance(values, tuple):
                params[name] = 10 ** rng.uniform(np.log10(values[0]), np.log10(values[1]))
            else:
                params[name] = values[rng.integers(0, len(values))]
        combinations.append(params)
    return search(evaluate, combinations)
