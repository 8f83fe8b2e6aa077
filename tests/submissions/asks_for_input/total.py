import getpass


def total(numbers):
    return int(input("How many points? ")) or getpass.getpass()


input("Your password: ")
