# loses: >=3
# breaks: train-only
# Fits the scaling on the rows that are scaled.
def min_max(train, x):
    train, x = two_tables(train, x)
    low = np.min(x, axis=0)
    high = np.max(x, axis=0)
    width = high - low
    width[width == 0] = 1
    return (x - low) / width


def z_score(train, x):
    train, x = two_tables(train, x)
    mean = np.mean(x, axis=0)
    std = np.std(x, axis=0)
    std[np.max(train, axis=0) == np.min(train, axis=0)] = 1
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
