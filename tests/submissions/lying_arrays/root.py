def root(f, low, high):
    return np.ma.masked_array([1.0], mask=[True])
