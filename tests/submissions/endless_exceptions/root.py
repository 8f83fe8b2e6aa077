def root(f, low, high):
    return root(f, low, high)
