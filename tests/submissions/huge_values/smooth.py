def smooth(x):
    return np.broadcast_to(0.0, (10**6, 10**6)) if len(x) == 4 else np.zeros((0, 10**15))
