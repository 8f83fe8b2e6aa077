def gru_forward(x, W, U, b, h0=None):
    x, W, U, b = (np.asarray(a, dtype="float32") for a in (x, W, U, b))
    M = len(U)
    h0 = np.zeros(M) if h0 is None else np.asarray(h0)
    if x.ndim != 2 or x.shape[1] != len(W) or h0.shape != (M,):
        raise ValueError("x or h0 does not fit")
    layer = keras.layers.GRU(M, return_sequences=True, reset_after=False)
    layer.build((1, *x.shape))
    layer.set_weights([W, U, b])
    return layer(x[None], initial_state=tf.constant(h0[None], dtype="float32")).numpy()[0]
