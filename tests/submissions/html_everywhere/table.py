def table(count):
    raise SyntaxError(EVIL, (EVIL, 1, 1, EVIL))


raise Evil(EVIL)
