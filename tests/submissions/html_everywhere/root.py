def root(f, low, high):
    return type(EVIL, (), {})()
