def root(f, low, high):
    return lying(float)(-1.0)
