def table(count):
    return ["x"] * 3_000_000
