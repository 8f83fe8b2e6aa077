def smooth(x):
    raise KeyboardInterrupt
