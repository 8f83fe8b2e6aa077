"""亂數與陣列形狀 / Random numbers and shapes of arrays

The tolerances are at least six standard errors of the statistic that they judge.
"""

import numpy as np
from scipy.stats import kstest, norm, uniform

from examiner import demands, hint, points, reproducible

SHAPES = {
    "uniform": (1000, 3),
    "dice": (6000,),
    "standard_normal": (100, 50),
    "height": (2000,),
    "gray": (28, 28, 1),
    "color": (32, 48, 3),
}
DTYPES = {"uniform": "f8", "standard_normal": "f8", "height": "f8", "gray": "u1", "color": "u1"}
CONTINUOUS = {"uniform": uniform.cdf, "standard_normal": norm.cdf, "height": norm(170, 6).cdf}


def draw(student, seed):
    """Return the six arrays of a generator that lives in the student's kernel, with their shapes checked."""
    arrays = student.make_arrays(student.generator(int(seed)))
    assert isinstance(arrays, dict), hint("應回傳 dict。 / Return a dict.")
    for name, shape in SHAPES.items():
        found = arrays.get(name)
        assert isinstance(found, np.ndarray) and found.shape == shape, hint(
            f'"{name}" 應為形狀 {shape} 的 NumPy 陣列。 / "{name}" must be a NumPy array of shape {shape}.'
        )
        assert found.dtype.kind in "iuf" and float(np.ptp(found.astype(float))) > 0, hint(
            f'"{name}" 的數字都相同，或不是數字。 / The numbers in "{name}" are all alike, or no numbers.'
        )
    return arrays


def pooled(student, rng, *names, n=10):
    """Return the arrays of some names from several generators, stacked."""
    drawn = [draw(student, seed) for seed in rng.integers(2**31, size=n)]
    return [np.stack([arrays[name] for arrays in drawn]).astype(float) for name in names]


@points(1)
@demands("keys", "shapes", "dtypes")
def test_keys_shapes_and_dtypes(student, rng):
    """鍵、形狀與 dtype / Keys, shapes and dtypes"""
    arrays = draw(student, rng.integers(2**31))
    assert len(arrays) == len(SHAPES), hint("恰好六個鍵。 / Exactly six keys.")
    for name, dtype in DTYPES.items():
        assert arrays[name].dtype == np.dtype(dtype), hint(
            f'"{name}" 的 dtype 應為 {np.dtype(dtype)}。 / The dtype of "{name}" must be {np.dtype(dtype)}.'
        )
    assert arrays["dice"].dtype.kind in "iu", hint("骰子的點數是整數型別。 / Throws of a die are of an integer type.")


@points(1)
@demands("shapes", "continuous")
def test_continuous_distributions(student, rng):
    """均勻與常態分布 / The uniform and the normal distributions"""
    arrays = pooled(student, rng, *CONTINUOUS)
    assert float(arrays[0].min()) >= 0 and float(arrays[0].max()) < 1, hint(
        '"uniform" 在 [0, 1) 之間。 / "uniform" is on [0, 1).'
    )
    for (name, cdf), values in zip(CONTINUOUS.items(), arrays, strict=True):
        # Of 50,000 numbers with 64 bits two are equal once in a million times; with 32 bits some dozens are.
        assert np.unique(values).size == values.size, hint(
            f'"{name}" 有重複的數：用 64 位元抽樣，不要捨入。 / "{name}" repeats numbers: draw 64 bits, do not round.'
        )
        # The Kolmogorov-Smirnov distance in units of 1/√n; above 3 it is chance once in 30 million.
        assert float(kstest(values.ravel(), cdf).statistic) * values.size**0.5 < 3, hint(
            f'"{name}" 的平均或標準差不對。 / "{name}" has another mean or standard deviation (not variance).'
        )


@points(1)
@demands("shapes", "integers", "channels")
def test_integer_distributions(student, rng):
    """骰子與像素：兩端都包含 / Dice and pixels: both ends included"""
    dice, gray, color = pooled(student, rng, "dice", "gray", "color")
    share = (dice.ravel()[:, None] == np.arange(1, 7)).mean(axis=0)
    assert float(np.abs(share - 1 / 6).max()) < 0.01, hint(
        "1 到 6 的機率應相同，6 也包含。 / 1 to 6 must be equally likely, 6 included."
    )
    for name, pixels in (("gray", gray), ("color", color)):
        counts, _ = np.histogram(pixels, bins=16, range=(0, 256))
        lowest, highest = float(pixels.min()), float(pixels.max())
        assert (lowest, highest) == (0, 255) and float(np.abs(counts / pixels.size - 1 / 16).max()) < 0.02, hint(
            f'"{name}" 是 0 到 255，機率相同，255 也包含。 / "{name}" is 0 to 255, equally likely, 255 included.'
        )
    between = np.corrcoef(color.reshape(-1, 3), rowvar=False)[np.triu_indices(3, 1)]
    assert float(np.abs(between).max()) < 0.1, hint("三個通道要各自抽樣。 / Draw each channel for itself.")


@points(1)
@demands("shapes", "rng")
def test_all_from_the_generator(student, rng):
    """亂數全部來自 rng / All random numbers come from rng"""
    first, other = reproducible(lambda seed: draw(student, seed), rng.choice(2**31, 2, replace=False))
    for name in SHAPES:
        assert not bool((first[name] == other[name]).all()), hint(
            f'"{name}" 與種子無關：不要自己設種子。 / "{name}" does not depend on the seed: set none of your own.'
        )
