def race(optimizers, f, grad, x0, steps):
    table = {"optimizer": [], "step": [], "x": [], "y": [], "f": []}
    plt.figure()
    for name, step in optimizers.items():
        x, state = [float(v) for v in x0], {}
        path = [x]
        for i in range(steps):
            x, state = step(np.array(x), grad, state)
            path.append(list(x))
        for i, (a, b) in enumerate(path):
            table["optimizer"].append(name)
            table["step"].append(i)
            table["x"].append(a)
            table["y"].append(b)
            table["f"].append(f([a, b]))
        plt.plot(*zip(*path), marker=".", label=name)
    x_axis, y_axis = np.linspace(*plt.xlim(), 15), np.linspace(*plt.ylim(), 15)
    heights = [[f(np.array([a, b])) for a in x_axis] for b in y_axis]
    plt.contour(x_axis, y_axis, heights, colors="grey")
    plt.legend()
    plt.show()
    return pd.DataFrame(table)
