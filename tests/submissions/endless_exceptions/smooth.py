def smooth(x):
    group = ValueError("inside")
    for number in range(2000):
        group = ExceptionGroup("outside", [group])
    raise group
