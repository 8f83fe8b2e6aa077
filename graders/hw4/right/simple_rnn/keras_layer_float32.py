def rnn_forward(x, Wxh, Whh, bh, h0=None):
    x, Wxh, Whh, bh = (np.asarray(a, dtype="float32") for a in (x, Wxh, Whh, bh))
    M = Wxh.shape[1]
    h0 = np.zeros(M, "float32") if h0 is None else np.asarray(h0, dtype="float32")
    if x.ndim != 2 or h0.shape != (M,):
        raise ValueError("x must be (T, D) and h0 (M,)")
    layer = keras.layers.SimpleRNN(M, return_sequences=True)
    layer.build((1, *x.shape))
    if x.shape[1] != Wxh.shape[0]:
        raise ValueError("x has the wrong number of features")
    layer.set_weights([Wxh, Whh, bh])
    return layer(x[None], initial_state=tf.constant(h0[None]))[0].numpy()
