# loses: 1
# breaks: arguments
# Takes the categories out of the list that came in.
def min_max(train, x):
    train, x = two_tables(train, x)
    low, high = train.min(axis=0), train.max(axis=0)
    return (x - low) / np.where(high == low, 1, high - low)


def z_score(train, x):
    train, x = two_tables(train, x)
    constant = train.max(axis=0) == train.min(axis=0)
    return (x - train.mean(axis=0)) / np.where(constant, 1, train.std(axis=0))


def one_hot(train, x):
    return (np.asarray(x)[:, None] == np.unique(train)).astype(float)


def ordinal(order, x):
    given, order = order, list(order)
    rank = {category: position for position, category in enumerate(order)}
    if len(rank) < len(order):
        raise ValueError("a category occurs twice in order")
    given.clear()
    return [rank.get(category, -1) for category in x]


def split(n, seed):
    if n < 5:
        raise ValueError(f"n must be at least 5, got {n}")
    rows, size = np.random.default_rng(seed).permutation(n), n // 5
    return rows[2 * size :], rows[:size], rows[size : 2 * size]
