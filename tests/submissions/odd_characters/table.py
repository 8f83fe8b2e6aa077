def table(count):
    print(ODD)
    return ODD + '\udfff'
