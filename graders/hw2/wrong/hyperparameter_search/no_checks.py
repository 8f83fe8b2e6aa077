# loses: >=1.5
# breaks: errors
# Nothing raises ValueError.
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
        combinations = [{**params, name: value} for params in combinations for value in values]
    return search(evaluate, combinations)


def random_search(evaluate, space, n, seed):
    rng = np.random.default_rng(seed)
    combinations = []
    for _ in range(n):
        params = {}
        for name, values in space.items():
            if isinstance(values, tuple):
                params[name] = 10 ** rng.uniform(np.log10(values[0]), np.log10(values[1]))
            else:
                params[name] = values[rng.integers(0, len(values))]
        combinations.append(params)
    return search(evaluate, combinations)
