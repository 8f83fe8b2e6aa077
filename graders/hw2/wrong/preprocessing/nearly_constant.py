# loses: 1
# a column of tiny but different values is taken for constant
def min_max(train, x):
    """Scale the columns of x by the minima and maxima of train; ``two_tables`` (given) checks the arguments.

    Parameters
    ----------
    train : array-like, shape (n, d)
        The rows that the statistics come from.
    x : array-like, shape (m, d)
        The rows to scale.

    Returns
    -------
    array, shape (m, d)
    """
    train, x = two_tables(train, x)
    low, high = train.min(axis=0), train.max(axis=0)
    return (x - low) / np.where(np.isclose(high, low), 1, high - low)


def z_score(train, x):
    """Scale the columns of x by the means and standard deviations of train; arguments as in ``min_max``."""
    train, x = two_tables(train, x)
    constant = train.max(axis=0) == train.min(axis=0)
    return (x - train.mean(axis=0)) / np.where(constant, 1, train.std(axis=0))


def one_hot(train, x):
    """Encode categories as rows with a single 1.

    Parameters
    ----------
    train, x : sequences of str or int, of lengths n and m

    Returns
    -------
    array, shape (m, k)
        One column for each category of train, in ascending order; a row of zeros for any other category.
    """
    categories = sorted(set(train))
    return np.array([[int(value == category) for category in categories] for value in x])


def ordinal(order, x):
    """Return the position in order of each category in x, -1 for a category that is not there.

    Parameters
    ----------
    order : sequence of str or int
        All categories, from lowest to highest.
    x : sequence of str or int, length m

    Returns
    -------
    list of int, length m

    Raises
    ------
    ValueError
        If a category occurs twice in order.
    """
    order = list(order)
    if len(set(order)) < len(order):
        raise ValueError("order holds a category twice")
    position = {category: i for i, category in enumerate(order)}
    return [position.get(value, -1) for value in x]


def split(n, seed):
    """Divide n rows at random: one fifth each for validation and test, rounded down, the rest for training.

    Parameters
    ----------
    n : int
    seed : int

    Returns
    -------
    train, valid, test : arrays of int
        Row numbers.

    Raises
    ------
    ValueError
        If n is below 5.
    """
    if n < 5:
        raise ValueError(f"n must be at least 5, got {n}")
    rows = np.random.default_rng(seed).permutation(n)
    fifth = n // 5
    return rows[2 * fifth :], rows[:fifth], rows[fifth : 2 * fifth]
