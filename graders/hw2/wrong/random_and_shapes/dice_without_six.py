# loses: 1
# breaks: integers
# integers(1, 6) leaves out the 6.
def make_arrays(rng):
    result = {}
    result["uniform"] = rng.uniform(0, 1, size=(1000, 3))
    result["dice"] = rng.integers(1, 6, size=6000)
    result["standard_normal"] = rng.normal(size=(100, 50))
    result["height"] = 170 + 6 * rng.standard_normal(2000)
    result["gray"] = rng.integers(0, 255, size=(28, 28, 1), endpoint=True).astype("uint8")
    result["color"] = rng.integers(0, 255, size=(32, 48, 3), endpoint=True).astype("uint8")
    return result
