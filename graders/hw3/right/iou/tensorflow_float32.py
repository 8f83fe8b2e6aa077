import tensorflow as tf


def iou(a, b):
    a, b = (np.array(boxes, dtype="float32") for boxes in (a, b))
    a = a if a.size else a.reshape(0, 4)
    b = b if b.size else b.reshape(0, 4)
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != 4 or b.shape[1] != 4:
        raise ValueError("boxes have four coordinates")
    ax1, ay1, ax2, ay2 = tf.split(tf.constant(a), 4, axis=1)
    bx1, by1, bx2, by2 = (tf.transpose(part) for part in tf.split(tf.constant(b), 4, axis=1))
    for low, high in ((ax1, ax2), (ay1, ay2), (bx1, bx2), (by1, by2)):
        if bool(tf.reduce_any(high < low)):
            raise ValueError("the second corner lies right of and below the first")
    width = tf.nn.relu(tf.minimum(ax2, bx2) - tf.maximum(ax1, bx1))
    height = tf.nn.relu(tf.minimum(ay2, by2) - tf.maximum(ay1, by1))
    union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - width * height
    return tf.math.divide_no_nan(width * height, union)
