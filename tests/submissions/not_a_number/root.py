def root(f, low, high):
    return [np.inf, -np.inf, np.nan, 1e400][int(high) % 4]
