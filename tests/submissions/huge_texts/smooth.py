def smooth(x):
    return Big()
