def make_arrays(rng):
    assert isinstance(rng, np.random.Generator), type(rng)
    pixels = np.arange(256, dtype=np.uint8)
    return {
        "color": rng.choice(pixels, size=(32, 48, 3)),
        "gray": rng.choice(pixels, size=(28, 28))[:, :, np.newaxis],
        "height": norm(170, 6).rvs(2000, random_state=rng),
        "standard_normal": norm.ppf(rng.uniform(size=(100, 50))),
        "dice": np.ceil(6 * (1 - rng.random(6000))).astype(int),
        "uniform": rng.uniform(0.0, 1.0, size=(1000, 3)),
    }
