import pandas as pd


def smooth(x):
    return pd.Series([None] * (len(x) - 2), dtype="Float64")
