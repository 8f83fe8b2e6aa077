class Account(Yes):
    def __init__(self, balance):
        pass
