# loses: 1
# breaks: channels
# Repeats one channel in all three.
def make_arrays(rng):
    result = {}
    result["uniform"] = rng.uniform(0, 1, size=(1000, 3))
    result["dice"] = rng.integers(1, 6, size=6000, endpoint=True)
    result["standard_normal"] = rng.normal(size=(100, 50))
    result["height"] = 170 + 6 * rng.standard_normal(2000)
    result["gray"] = rng.integers(0, 255, size=(28, 28, 1), endpoint=True).astype("uint8")
    result["color"] = rng.integers(0, 255, size=(32, 48, 1), endpoint=True).astype("uint8").repeat(3, axis=2)
    return result
