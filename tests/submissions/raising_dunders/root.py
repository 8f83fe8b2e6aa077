def root(f, low, high):
    f(Refuser())
