def smooth(x):
    raise ValueError(ODD)
