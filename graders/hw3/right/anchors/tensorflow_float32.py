import tensorflow as tf


def decode_boxes(t, cell, anchor, stride):
    t, cell, anchor = (tf.cast(tf.convert_to_tensor(np.asarray(v)), tf.float32) for v in (t, cell, anchor))
    if t.shape[-1] != 4:
        raise ValueError("t needs four numbers")
    for pair in (cell, anchor):
        if pair.shape[-1] != 2:
            raise ValueError("cell and anchor need two numbers")
    if tf.reduce_min(anchor) <= 0 or stride <= 0:
        raise ValueError("anchor and stride must be positive")
    xy = float(stride) * (tf.sigmoid(t[..., :2]) + cell)
    wh = tf.exp(t[..., 2:]) * anchor
    return tf.concat([xy, wh], -1)


def count_candidates(sizes=(13, 26, 52), anchors=3):
    return np.sum(np.square(sizes)) * anchors
