def _numbers(values):
    assert isinstance(values, np.ndarray | list), f"neither array nor list: {type(values)}"
    found = np.asarray(values)
    assert found.size == 0 or found.dtype.kind in "iuf", f"no numbers: {found.dtype}"
    assert np.isfinite(found).all(), "numbers are finite"
    return found.astype(float)


def yolo_loss(pred, true, obj_mask, lambda_coord=5, lambda_noobj=0.5):
    pred, true = _numbers(pred), _numbers(true)
    mask = np.asarray(obj_mask)
    assert isinstance(obj_mask, np.ndarray | list) and np.isin(mask, (0, 1)).all(), "a mask of booleans, or of 0 and 1"
    if pred.shape != true.shape or pred.shape[-1] < 6 or mask.shape != pred.shape[:-1]:
        raise ValueError("shapes that do not fit")
    assert pred.size and (pred.ndim == 2 or (pred.ndim == 4 and pred.shape[0] == pred.shape[1])), pred.shape
    assert (true[..., 2:4] >= 0).all(), "true widths and heights are never negative"
    assert ((true[..., 4] >= 0) & (true[..., 4] <= 1)).all(), "an IoU lies from 0 to 1"
    there = (mask == 1).astype(float)
    gaps = (pred - true) ** 2
    roots = (np.sqrt(pred[..., 2:4].clip(min=0)) - np.sqrt(true[..., 2:4])) ** 2
    loss = {
        "xy": lambda_coord * np.sum(there * gaps[..., :2].sum(axis=-1)),
        "wh": lambda_coord * np.sum(there * roots.sum(axis=-1)),
        "obj": np.sum(there * gaps[..., 4]),
        "noobj": lambda_noobj * np.sum((1 - there) * gaps[..., 4]),
        "class": np.sum(there * gaps[..., 5:].sum(axis=-1)),
    }
    loss["total"] = np.sum(list(loss.values()))
    return loss
