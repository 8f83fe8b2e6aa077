# loses: 1
# breaks: keys
# Returns one array more.
def make_arrays(rng):
    return {
        "bits": rng.integers(0, 2, 10),
        "uniform": rng.random((1000, 3)),
        "dice": rng.integers(1, 7, 6000),
        "standard_normal": rng.standard_normal((100, 50)),
        "height": rng.normal(170, 6, 2000),
        "gray": rng.integers(0, 256, (28, 28, 1), dtype=np.uint8),
        "color": rng.integers(0, 256, (32, 48, 3), dtype=np.uint8),
    }
