def grid_search(evaluate, grid):
    trials = [dict(zip(grid.keys(), values)) for values in product(*grid.values())]
    if not trials:
        raise ValueError("an empty list of values")
    scores = [float(evaluate(params)) for params in trials]
    i = int(np.nanargmax(scores))
    return trials[i], scores[i], list(zip(trials, scores))


def random_search(evaluate, space, n, seed):
    if n < 1:
        raise ValueError("at least one trial")
    rng = np.random.RandomState(seed)
    columns = {}
    for name, choices in space.items():
        if isinstance(choices, tuple):
            low, high = choices
            if low <= 0 or low >= high:
                raise ValueError("0 < low < high is required")
            columns[name] = np.exp(rng.uniform(np.log(low), np.log(high), size=n)).tolist()
        else:
            if not choices:
                raise ValueError("an empty list of values")
            columns[name] = [choices[i] for i in rng.randint(len(choices), size=n)]
    trials = [{name: column[i] for name, column in columns.items()} for i in range(n)]
    scores = np.array([evaluate(params) for params in trials], dtype=float)
    i = np.nanargmax(scores)
    return trials[i], scores[i], [(params, score) for params, score in zip(trials, scores)]
