def root(f, low, high):
    return Yes()
