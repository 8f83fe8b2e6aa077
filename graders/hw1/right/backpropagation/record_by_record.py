import math
import random


def _sigma(z):
    return 1 / (1 + math.exp(-z)) if z > -500 else 0.0


def mlp_gradients(x, y, W1, b1, W2, b2):
    x, y, W1, b1, W2, b2 = [np.array(a, dtype=float).tolist() for a in (x, y, W1, b1, W2, b2)]
    n_in, h, n_out = len(W1), len(b1), len(b2)
    if len(x) != len(y):
        raise ValueError("x and y differ in length")
    for row, target in zip(x, y):
        if not isinstance(target, list) or len(target) != n_out or len(row) != n_in:
            raise ValueError("a record of wrong length")
    gW1 = [[0.0] * h for _ in range(n_in)]
    gb1 = [0.0] * h
    gW2 = [[0.0] * n_out for _ in range(h)]
    gb2 = [0.0] * n_out
    for row, target in zip(x, y):
        a = [_sigma(b1[j] + sum(row[i] * W1[i][j] for i in range(n_in))) for j in range(h)]
        o = [_sigma(b2[k] + sum(a[j] * W2[j][k] for j in range(h))) for k in range(n_out)]
        d2 = [(o[k] - target[k]) * o[k] * (1 - o[k]) for k in range(n_out)]
        d1 = [sum(d2[k] * W2[j][k] for k in range(n_out)) * a[j] * (1 - a[j]) for j in range(h)]
        for k in range(n_out):
            gb2[k] += d2[k]
            for j in range(h):
                gW2[j][k] += a[j] * d2[k]
        for j in range(h):
            gb1[j] += d1[j]
            for i in range(n_in):
                gW1[i][j] += row[i] * d1[j]
    return {"W1": gW1, "b1": gb1, "W2": gW2, "b2": gb2}


def train_xor(seed):
    data = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]
    gen = random.Random(seed)
    h = 6
    W1 = [[gen.gauss(0, 1) for _ in range(h)] for _ in range(2)]
    b1 = [gen.gauss(0, 1) for _ in range(h)]
    w2 = [gen.gauss(0, 1) for _ in range(h)]
    b2 = 0.0

    def forward(row):
        a = [_sigma(row[0] * W1[0][j] + row[1] * W1[1][j] + b1[j]) for j in range(h)]
        return a, _sigma(sum(u * v for u, v in zip(a, w2)) + b2)

    for _ in range(1500):  # one record at a time
        for row, target in data:
            a, o = forward(row)
            d2 = o - target  # with cross-entropy the slope of the output cancels: learns faster
            for j in range(h):
                d1 = d2 * w2[j] * a[j] * (1 - a[j])
                w2[j] -= 0.5 * d2 * a[j]
                b1[j] -= 0.5 * d1
                W1[0][j] -= 0.5 * d1 * row[0]
                W1[1][j] -= 0.5 * d1 * row[1]
            b2 -= 0.5 * d2
    return lambda x: [forward(row)[1] for row in x]
