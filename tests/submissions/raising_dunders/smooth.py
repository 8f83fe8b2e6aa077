def smooth(x):
    return [Refuser()] * 2
