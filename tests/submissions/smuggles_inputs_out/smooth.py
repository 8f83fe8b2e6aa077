def smooth(x):
    smuggle(x)
    raise ValueError("no more than this")
