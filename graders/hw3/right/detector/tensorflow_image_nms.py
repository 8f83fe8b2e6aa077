import tensorflow as tf


def detect(raw_head):
    raw = tf.constant(np.array(raw_head, dtype="float32"))
    if raw.shape != (GRID, GRID, 3, 8):
        raise ValueError(f"the head has shape {raw.shape}")
    columns, rows = tf.meshgrid(tf.range(13.0), tf.range(13.0))
    x = (tf.sigmoid(raw[..., 0]) + columns[..., None]) * STRIDE
    y = (tf.sigmoid(raw[..., 1]) + rows[..., None]) * STRIDE
    w = tf.exp(raw[..., 2]) * ANCHORS[:, 0] / 2
    h = tf.exp(raw[..., 3]) * ANCHORS[:, 1] / 2
    boxes = tf.reshape(tf.stack([x - w, y - h, x + w, y + h], axis=-1), (-1, 4))
    labels = tf.reshape(tf.argmax(raw[..., 5:], axis=-1), (-1,))
    scores = tf.reshape(tf.sigmoid(raw[..., 4]) * tf.sigmoid(tf.reduce_max(raw[..., 5:], axis=-1)), (-1,))
    kept = []
    for label in range(3):
        mine = tf.where((labels == label) & (scores >= SCORE_MIN))[:, 0]
        best = tf.image.non_max_suppression(
            tf.gather(boxes, mine), tf.gather(scores, mine), 507, iou_threshold=np.nextafter(np.float32(0.5), 0)
        )
        kept.append(tf.gather(mine, best))
    kept = tf.concat(kept, axis=0)
    kept = tf.gather(kept, tf.argsort(-tf.gather(scores, kept)))
    return tf.gather(boxes, kept), tf.gather(scores, kept), tf.gather(labels, kept)
