# loses: 1
# breaks: arguments
# The start walks along with the first optimizer.
def race(optimizers, f, grad, x0, steps):
    rows = []
    for name, step in optimizers.items():
        x, state = np.asarray(x0, dtype=float) if not rows else np.array(start), {}
        start = x.copy()
        for i in range(steps + 1):
            if i > 0:
                x[:], state = step(x, grad, state)
            rows.append({"optimizer": name, "step": i, "x": float(x[0]), "y": float(x[1]), "f": float(f(x))})
    paths = pd.DataFrame(rows)

    xs = np.linspace(paths["x"].min() - 1, paths["x"].max() + 1, 100)
    ys = np.linspace(paths["y"].min() - 1, paths["y"].max() + 1, 100)
    grid = np.stack(np.meshgrid(xs, ys), axis=-1)
    plt.figure(figsize=(6, 3.5))
    plt.contour(xs, ys, f(grid), levels=20, cmap="viridis", alpha=0.5)
    for name, path in paths.groupby("optimizer", sort=False):
        plt.plot(path["x"], path["y"], "o-", markersize=3, label=name)
    plt.legend()
    plt.show()
    return paths
