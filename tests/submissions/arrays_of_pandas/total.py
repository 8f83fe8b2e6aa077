import pandas as pd


def total(numbers):
    return pd.array([0])
