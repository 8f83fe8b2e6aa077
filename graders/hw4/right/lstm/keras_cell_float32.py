def make_cell(W, U, b):
    W, U, b = (np.asarray(a, dtype="float32") for a in (W, U, b))
    cell = keras.layers.LSTMCell(len(U))
    cell.build((1, len(W)))
    cell.set_weights([W, U, b])  # refuses other shapes with a ValueError
    return cell


def lstm_cell(x, h, c, W, U, b):
    cell = make_cell(W, U, b)
    x, h, c = (np.asarray(a, dtype="float32") for a in (x, h, c))
    if x.shape != (len(W),) or h.shape != (len(U),) or c.shape != h.shape:
        raise ValueError("x, h or c has a wrong shape")
    _, (h, c) = cell(x[None], [h[None], c[None]])
    return [h[0].numpy(), c[0].numpy()]


def lstm_forward(x, W, U, b):
    x = np.asarray(x, dtype="float32")
    if x.ndim != 2 or x.shape[1] != len(W):
        raise ValueError("x must be (T, D)")
    cell = make_cell(W, U, b)
    states, H = [tf.zeros((1, len(U)))] * 2, []
    for t in range(len(x)):
        out, states = cell(x[t : t + 1], states)
        H.append(out[0].numpy().tolist())
    return H
