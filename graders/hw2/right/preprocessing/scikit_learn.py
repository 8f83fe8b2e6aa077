from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler


def min_max(train, x):
    train, x = two_tables(train, x)
    return MinMaxScaler().fit(train).transform(x)


def z_score(train, x):
    train, x = two_tables(train, x)
    return StandardScaler().fit(train).transform(x)


def one_hot(train, x):
    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return encoder.fit(np.array(train)[:, None]).transform(np.array(x)[:, None])


def ordinal(order, x):
    positions = {}
    for position, category in enumerate(order):
        if category in positions:
            raise ValueError(f"{category} occurs twice")
        positions[category] = position
    return np.array([positions.get(category, -1) for category in x], dtype=np.int32)


def split(n, seed):
    if n < 5:
        raise ValueError("n must be at least 5")
    train, rest = train_test_split(np.arange(n), test_size=2 * (n // 5), random_state=seed)
    valid, test = train_test_split(rest, test_size=n // 5, random_state=seed)
    return train, valid, test
