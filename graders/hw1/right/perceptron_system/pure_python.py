def solve_linear_system(X, y, lr=0.02, steps=5000):
    X = [list(row) if hasattr(row, "__len__") else row for row in X]
    n = len(X)
    if any(not isinstance(row, list) or len(row) != n for row in X):
        raise ValueError("X is not square")
    y = list(y)
    if len(y) != n or any(hasattr(value, "__len__") for value in y):
        raise ValueError("y does not match X")
    w = [0.0 for _ in range(n)]
    for _ in range(steps):
        gradient = [0.0] * n
        for row, target in zip(X, y):
            error = sum(a * b for a, b in zip(row, w)) - target
            for j in range(n):
                gradient[j] += error * row[j]
        w = [a - lr * g for a, g in zip(w, gradient)]
    return w
