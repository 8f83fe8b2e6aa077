def solve_linear_system(X, y, lr=0.02, steps=5000):
    X = np.array(X, dtype=np.float64)
    y = np.array(y, dtype=np.float64)
    n = X.shape[0]
    if X.shape != (n, n) or y.shape != (n,):
        raise ValueError("need X (n, n) and y (n,), got %s and %s" % (X.shape, y.shape))
    A, c = np.dot(X.T, X), np.dot(X.T, y)
    w = np.zeros(n)
    step = 0
    while step < steps:
        w = w + lr * (c - A.dot(w))
        step += 1
    return w
