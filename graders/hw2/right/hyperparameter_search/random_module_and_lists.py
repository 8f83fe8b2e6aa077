import math
import random


def winner(tried):
    top = max(score for _, score in tried if not math.isnan(score))
    for params, score in tried:
        if score == top:
            return [params, score, tried]


def grid_search(evaluate, grid):
    def nested(names):
        if not names:
            return [{}]
        if not grid[names[0]]:
            raise ValueError("an empty list")
        return [{names[0]: value, **rest} for value in grid[names[0]] for rest in nested(names[1:])]

    return winner([[params, evaluate(params)] for params in nested(list(grid))])


def random_search(evaluate, space, n, seed):
    source = random.Random(seed)
    if n <= 0 or any(len(values) == 0 for values in space.values()):
        raise ValueError("nothing to try")
    ranges = [values for values in space.values() if isinstance(values, tuple)]
    if any(low <= 0 or high <= low for low, high in ranges):
        raise ValueError("a range must be 0 < low < high")
    tried = []
    for _ in range(n):
        params = {}
        for name, values in space.items():
            if isinstance(values, tuple):
                low, high = values
                params[name] = low * (high / low) ** source.random()
            else:
                params[name] = source.choice(values)
        tried.append([params, evaluate(dict(params))])
    return winner(tried)
