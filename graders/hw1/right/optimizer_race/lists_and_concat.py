def race(optimizers, f, grad, x0, steps):
    frames = []
    for name in optimizers:
        point, memory = np.asarray(x0, dtype="float64"), dict()
        points = [point]
        for _ in range(steps):
            point, memory = optimizers[name](point, grad, memory)
            points.append(np.asarray(point))
        points = np.array(points)
        frame = pd.DataFrame(points, columns=["x", "y"])
        frame.insert(0, "step", np.arange(steps + 1))
        frame.insert(0, "optimizer", name)
        frame["f"] = f(points)
        frames.append(frame)
    table = pd.concat(frames)

    reach = 1.2 * table[["x", "y"]].abs().to_numpy().max() + 0.1
    axis = np.linspace(-reach, reach, 60)
    xx, yy = np.meshgrid(axis, axis)
    fig, ax = plt.subplots()
    ax.contourf(xx, yy, f(np.dstack([xx, yy])), levels=30)
    for name, frame in zip(optimizers, frames):
        ax.plot(frame.x, frame.y, label=name)
    ax.legend()
    return table
