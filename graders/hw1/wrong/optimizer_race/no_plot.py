# loses: 1
# Nothing is drawn.
def race(optimizers, f, grad, x0, steps):
    rows = []
    for name, step in optimizers.items():
        x, state = np.array(x0, dtype=float), {}
        rows.append([name, 0, x[0], x[1], f(x)])
        for i in range(1, steps + 1):
            x, state = step(x, grad, state)
            rows.append([name, i, x[0], x[1], f(x)])
    paths = pd.DataFrame(rows, columns=["optimizer", "step", "x", "y", "f"])
    return paths
