def root(f, low, high):
    raise AssertionError("assert True\nassert 1 == 1")
