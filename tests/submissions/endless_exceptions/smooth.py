def smooth(x):
    group = ValueError("inside")
    for number in range(500):
        group = ExceptionGroup("outside", [group])
    raise group
