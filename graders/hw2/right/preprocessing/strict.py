def promised(values):
    assert isinstance(values, list | np.ndarray), type(values)
    array = np.asarray(values)
    assert array.dtype.kind in "iuf" and array.size > 0 and np.isfinite(array).all(), array
    return array.astype(float)


def checked_tables(train, x):
    train, x = promised(train), promised(x)
    if train.ndim != 2 or x.ndim != 2 or train.shape[1:] != x.shape[1:]:
        raise ValueError("train and x must be tables with the same number of columns")
    return train, x


def min_max(train, x):
    train, x = checked_tables(train, x)
    width = np.ptp(train, axis=0)
    return (x - train.min(axis=0)) / np.where(width > 0, width, 1.0)


def z_score(train, x):
    train, x = checked_tables(train, x)
    constant = (train == train[0]).all(axis=0)
    centre = np.where(constant, train[0], train.mean(axis=0))
    spread = np.sqrt(np.square(train - centre).mean(axis=0))
    return (x - centre) / np.where(constant, 1.0, spread)


def categories(values):
    assert isinstance(values, list | np.ndarray), type(values)
    listed = values.tolist() if isinstance(values, np.ndarray) else list(values)
    assert len(listed) > 0
    kinds = {str if isinstance(value, str) else int if isinstance(value, int | np.integer) else None for value in listed}
    assert not any(isinstance(value, bool) for value in listed)
    assert len(kinds) == 1 and None not in kinds, kinds
    return listed, kinds


def one_hot(train, x):
    (train, kind), (x, other) = categories(train), categories(x)
    assert kind == other, "all strings, or all integers"
    columns = {category: column for column, category in enumerate(sorted(set(train)))}
    rows = np.eye(len(columns) + 1, len(columns))
    return rows[[columns.get(value, len(columns)) for value in x]]


def ordinal(order, x):
    (order, kind), (x, other) = categories(order), categories(x)
    assert kind == other, "all strings, or all integers"
    if len(set(order)) != len(order):
        raise ValueError("a category occurs twice in order")
    return np.array([order.index(value) if value in order else -1 for value in x])


def split(n, seed):
    for value in (n, seed):
        assert isinstance(value, int | np.integer) and not isinstance(value, bool) and value >= 0, value
    if n < 5:
        raise ValueError("n must be at least 5")
    rows = np.argsort(np.random.default_rng(seed).random(n))
    valid, test, train = np.split(rows, [n // 5, n // 5 * 2])
    return train, valid, test
