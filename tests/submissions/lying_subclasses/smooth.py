def smooth(x):
    return lying(list)([0.5] * (len(x) - 2))
