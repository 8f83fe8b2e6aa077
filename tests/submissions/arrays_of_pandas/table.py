import numpy as np
import pandas as pd


def table(count):
    found = np.empty(1, object)
    found[0] = pd.array(["squares"], dtype="string")
    return found
