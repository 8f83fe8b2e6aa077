class Account:
    def __init__(self, balance):
        pass

    @property
    def balance(self):
        raise Failure(Refuser())

    def deposit(self, amount):
        raise Failure(Refuser()) from Failure()

    withdraw = deposit
