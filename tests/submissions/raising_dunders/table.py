def table(count):
    raise Failure()
