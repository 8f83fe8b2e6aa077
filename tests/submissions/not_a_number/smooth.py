def smooth(x):
    return np.full(len(x) - 2, np.nan) if len(x) > 4 else [complex('nan'), float('-inf')]
