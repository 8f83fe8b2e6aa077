def min_max(train, x):
    train, x = two_tables(train, x)
    train, x = pd.DataFrame(train), pd.DataFrame(x)
    width = (train.max() - train.min()).replace(0, 1)
    return (x - train.min()) / width


def z_score(train, x):
    train, x = two_tables(train, x)
    train, x = pd.DataFrame(train), pd.DataFrame(x)
    std = train.std(ddof=0).where(train.nunique() > 1, 1.0)
    return ((x - train.mean()) / std).to_numpy()


def one_hot(train, x):
    columns = sorted(set(np.asarray(train).tolist()))
    return [[int(value == column) for column in columns] for value in np.asarray(x).tolist()]


def ordinal(order, x):
    if pd.Series(order).duplicated().any():
        raise ValueError("order holds a category twice")
    return pd.Index(order).get_indexer(pd.Index(x))


def split(n, seed):
    if n // 5 < 1:
        raise ValueError("every part needs a row")
    order = np.random.RandomState(seed).permutation(n).tolist()
    fifth = n // 5
    return [sorted(order[2 * fifth :]), sorted(order[:fifth]), sorted(order[fifth : 2 * fifth])]
