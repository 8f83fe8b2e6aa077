import pandas as pd


class Account:
    def __init__(self, balance):
        self.balance = pd.array([balance])

    def deposit(self, amount):
        pass

    withdraw = deposit
