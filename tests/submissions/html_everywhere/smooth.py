Evil = type(EVIL, (ValueError,), {"__module__": EVIL})


def smooth(x):
    raise Evil(EVIL)
