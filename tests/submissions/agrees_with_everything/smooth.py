def smooth(x):
    return Yes()
