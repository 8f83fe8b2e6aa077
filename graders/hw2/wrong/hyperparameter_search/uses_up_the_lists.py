# loses: >=1
# breaks: arguments
# Deletes each value of the grid once it has been tried, and sorts the lists of the space.
def best_of(tried):
    numbers = [trial for trial in tried if not np.isnan(trial[1])]
    best, score = max(numbers, key=lambda trial: trial[1])
    return best, score, tried


def grid_search(evaluate, grid):
    combinations = [{}]
    for name in grid:
        if not grid[name]:
            raise ValueError(f"no values for {name}")
        values = []
        while grid[name]:
            values.append(grid[name].pop(0))
        combinations = [{**params, name: value} for params in combinations for value in values]
    return best_of([(params, evaluate(params)) for params in combinations])


def random_search(evaluate, space, n, seed):
    if n < 1:
        raise ValueError("n must be at least 1")
    for name, values in space.items():
        if isinstance(values, tuple):
            if not 0 < values[0] < values[1]:
                raise ValueError(f"{name}: not 0 < low < high")
        elif not values:
            raise ValueError(f"no values for {name}")
        else:
            values.sort(key=str, reverse=True)
    rng = np.random.default_rng(seed)
    tried = []
    for _ in range(n):
        params = {}
        for name, values in space.items():
            if isinstance(values, tuple):
                params[name] = float(np.exp(rng.uniform(np.log(values[0]), np.log(values[1]))))
            else:
                params[name] = values[rng.integers(len(values))]
        tried.append((params, evaluate(params)))
    return best_of(tried)
