# loses: 1
# breaks: mask
# uses a mask of 0 and 1 as indices
def yolo_loss(pred, true, obj_mask, lambda_coord=5, lambda_noobj=0.5):
    pred, true = np.asarray(pred, dtype=float), np.asarray(true, dtype=float)
    mask = np.asarray(obj_mask)
    if pred.shape != true.shape or pred.shape[-1] < 6 or mask.shape != pred.shape[:-1]:
        raise ValueError(f"shapes {pred.shape}, {true.shape} and {mask.shape} do not fit")

    def squared(difference):
        return float(np.sum(difference**2))

    p, t = pred[mask], true[mask]
    parts = {
        "xy": lambda_coord * squared(p[:, :2] - t[:, :2]),
        "wh": lambda_coord * squared(np.sqrt(np.maximum(p[:, 2:4], 0)) - np.sqrt(t[:, 2:4])),
        "obj": squared(p[:, 4] - t[:, 4]),
        "noobj": lambda_noobj * squared(pred[mask == 0][:, 4] - true[mask == 0][:, 4]),
        "class": squared(p[:, 5:] - t[:, 5:]),
    }
    return {**parts, "total": sum(parts.values())}
