def root(f, low, high):
    try:
        f(1e9)
    except BaseException as error:
        for found in (error, error.__cause__, error.__context__):
            print(repr(found))
    below = f(low) < 0
    for _ in range(60):
        middle = (low + high) / 2
        if (f(middle) < 0) == below:
            low = middle
        else:
            high = middle
    return (low + high) / 2
