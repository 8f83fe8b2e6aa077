# loses: 3
# breaks: table
# One column for each optimizer instead of one row for each point.
def race(optimizers, f, grad, x0, steps):
    rows = []
    for name, step in optimizers.items():
        x, state = np.array(x0, dtype=float), {}
        rows.append([name, 0, x[0], x[1], f(x)])
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
    return paths.pivot(index="step", columns="optimizer", values="f")
