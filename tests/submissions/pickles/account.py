class Account:
    def __init__(self, balance):
        pass

    def deposit(self, amount):
        return Evil()

    @property
    def balance(self):
        return pickle.dumps(Evil())

    def withdraw(self, amount):
        raise ValueError(Evil(), pickle.dumps(Evil()))
