def table(count):
    print(Yes())
    return Yes()
