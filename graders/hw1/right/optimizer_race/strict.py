def race(optimizers, f, grad, x0, steps):
    assert type(optimizers) is dict and optimizers, "at least one optimizer"
    assert all(isinstance(name, str) and callable(step) for name, step in optimizers.items()), optimizers
    assert callable(f) and callable(grad) and type(steps) is int and steps >= 0, (f, grad, steps)
    assert isinstance(x0, np.ndarray | list) and np.shape(x0) == (2,) and np.isfinite(x0).all(), f"two numbers: {x0!r}"
    slope = grad(np.array(x0, dtype=float))
    assert np.shape(slope) == (2,), f"a gradient has shape (2,), got {np.shape(slope)}"

    tables = {}
    for name, step in optimizers.items():
        state, path = {}, np.empty((steps + 1, 2))
        path[0] = x0
        for i in range(steps):
            path[i + 1], state = step(path[i].copy(), grad, state)
        assert np.isfinite(path).all() and np.abs(path).max() < 1e3, "no path diverges"
        values = f(path)
        assert np.shape(values) == (steps + 1,), f"f of (..., 2) has shape (...), got {np.shape(values)}"
        tables[name] = pd.DataFrame({"step": range(steps + 1), "x": path[:, 0], "y": path[:, 1], "f": values})
    table = pd.concat(tables, names=["optimizer", None]).reset_index(level=0).reset_index(drop=True)

    low, high = table[["x", "y"]].to_numpy().min(axis=0) - 0.5, table[["x", "y"]].to_numpy().max(axis=0) + 0.5
    grid = np.moveaxis(np.mgrid[low[0] : high[0] : 50j, low[1] : high[1] : 50j], 0, -1)
    heights = f(grid)
    assert np.shape(heights) == (50, 50), np.shape(heights)
    plt.contour(grid[..., 0], grid[..., 1], heights, levels=12, colors="lightgrey")
    for name, part in tables.items():
        plt.plot(part.x, part.y, marker="x", label=name)
    return table
