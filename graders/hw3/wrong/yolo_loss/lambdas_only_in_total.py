# loses: 4
# breaks: weights
# applies the lambdas in the total only
def yolo_loss(pred, true, obj_mask, lambda_coord=5, lambda_noobj=0.5):
    pred, true = np.asarray(pred, dtype=float), np.asarray(true, dtype=float)
    mask = np.asarray(obj_mask).astype(bool)
    if pred.shape != true.shape or pred.shape[-1] < 6 or mask.shape != pred.shape[:-1]:
        raise ValueError(f"shapes {pred.shape}, {true.shape} and {mask.shape} do not fit")

    def squared(difference):
        return float(np.sum(difference**2))

    p, t = pred[mask], true[mask]
    parts = {
        "xy": squared(p[:, :2] - t[:, :2]),
        "wh": squared(np.sqrt(np.maximum(p[:, 2:4], 0)) - np.sqrt(t[:, 2:4])),
        "obj": squared(p[:, 4] - t[:, 4]),
        "noobj": squared(pred[~mask][:, 4] - true[~mask][:, 4]),
        "class": squared(p[:, 5:] - t[:, 5:]),
    }
    return {**parts, "total": lambda_coord * (parts["xy"] + parts["wh"]) + parts["obj"] + lambda_noobj * parts["noobj"] + parts["class"]}
