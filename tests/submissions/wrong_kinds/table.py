import datetime


def table(count):
    print(datetime.date.today())
    return {'squares': count}
