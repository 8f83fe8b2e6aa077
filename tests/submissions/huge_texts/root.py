def root(f, low, high):
    raise type(HUGE[:3_000_000], (Exception,), {})(Big())
