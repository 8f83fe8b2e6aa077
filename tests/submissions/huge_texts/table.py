def table(count):
    return HUGE
