class Account:
    def __init__(self, balance):
        raise GeneratorExit
