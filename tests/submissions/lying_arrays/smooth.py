def smooth(x):
    return np.full(len(x) - 2, 0.25).view(Lying)
