def root(f, low, high):
    f(ODD)
    return {ODD: ODD}
