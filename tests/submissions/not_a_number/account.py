class Account:
    def __init__(self, balance):
        self.balance = np.nan

    def deposit(self, amount):
        self.balance = np.inf

    withdraw = deposit
