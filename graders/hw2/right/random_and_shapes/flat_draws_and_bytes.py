def make_arrays(rng):
    def pixels(*shape):
        return np.frombuffer(rng.bytes(int(np.prod(shape))), dtype=np.uint8).reshape(shape)

    return dict(
        color=np.stack([pixels(32, 48) for _ in range(3)], axis=-1),
        gray=pixels(28, 28, 1),
        height=np.array([rng.normal(loc=170.0, scale=6.0) for _ in range(2000)]),
        standard_normal=rng.standard_normal(5000).reshape(100, 50),
        dice=(6 * rng.random(6000)).astype(int) + 1,
        uniform=rng.random(3000).reshape(1000, 3),
    )
