import tensorflow as tf


def yolo_loss(pred, true, obj_mask, lambda_coord=5, lambda_noobj=0.5):
    pred, true, mask = (np.array(v, dtype="float32") for v in (pred, true, obj_mask))
    if pred.shape != true.shape or mask.shape != pred.shape[:-1] or pred.shape[-1] < 6:
        raise ValueError(f"{pred.shape} {true.shape} {mask.shape}")
    here = mask[..., None]
    gap = tf.square(pred - true)
    roots = tf.square(tf.sqrt(tf.nn.relu(pred[..., 2:4])) - tf.sqrt(true[..., 2:4]))
    xy = lambda_coord * tf.reduce_sum(here * gap[..., :2])
    wh = lambda_coord * tf.reduce_sum(here * roots)
    obj = tf.reduce_sum(mask * gap[..., 4])
    noobj = lambda_noobj * tf.reduce_sum((1 - mask) * gap[..., 4])
    cls = tf.reduce_sum(here * gap[..., 5:])
    return dict(xy=xy, wh=wh, obj=obj, noobj=noobj, total=xy + wh + obj + noobj + cls, **{"class": cls})
