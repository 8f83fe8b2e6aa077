# loses: >=3
# Minimum, maximum, mean of the whole table instead of each column.
def min_max(train, x):
    train, x = two_tables(train, x)
    low = np.min(train)
    high = np.max(train)
    width = high - low
    width = width if width else 1
    return (x - low) / width


def z_score(train, x):
    train, x = two_tables(train, x)
    mean = np.mean(train)
    std = np.std(train)
    std = std if train.max() > train.min() else 1
    return (x - mean) / std


def one_hot(train, x):
    categories = sorted(set(train))
    out = np.zeros((len(x), len(categories)))
    for i, value in enumerate(x):
        if value in categories:
            out[i, categories.index(value)] = 1
    return out


def ordinal(order, x):
    order = list(order)
    if len(set(order)) != len(order):
        raise ValueError("a category occurs twice")
    return [order.index(value) if value in order else -1 for value in x]


def split(n, seed):
    if n < 5:
        raise ValueError("too few rows")
    rows = np.arange(n)
    np.random.default_rng(seed).shuffle(rows)
    k = n // 5
    return rows[: n - 2 * k], rows[n - 2 * k : n - k], rows[n - k :]
