import os


class Account:
    def __init__(self, balance):
        os._exit(9)
