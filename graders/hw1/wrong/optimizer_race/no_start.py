# loses: 3
# breaks: steps
# Step 0, the start, is missing.
def race(optimizers, f, grad, x0, steps):
    rows = []
    for name, step in optimizers.items():
        x, state = np.array(x0, dtype=float), {}
        for i in range(1, steps + 1):
            x, state = step(x, grad, state)
            rows.append([name, i, x[0], x[1], f(x)])
    paths = pd.DataFrame(rows, columns=["optimizer", "step", "x", "y", "f"])
    side = np.linspace(-8, 8, 80)
    grid = np.stack(np.meshgrid(side, side), axis=-1)
    plt.figure()
    plt.contour(side, side, f(grid), levels=20)
    for name, path in paths.groupby("optimizer"):
        plt.plot(path["x"], path["y"], label=name)
    plt.legend()
    plt.show()
    return paths
