def yolo_loss(pred, true, obj_mask, lambda_coord=5, lambda_noobj=0.5):
    shape = np.shape(pred)
    if np.shape(true) != shape or np.shape(obj_mask) != shape[:-1]:
        raise ValueError("shapes differ")
    if shape[-1] <= 5:
        raise ValueError("there must be a class")
    pred = np.reshape(pred, (-1, shape[-1]))
    true = np.reshape(true, (-1, shape[-1]))
    loss = {"xy": 0, "wh": 0, "obj": 0, "noobj": 0, "class": 0}
    for p, t, there in zip(pred, true, np.ravel(obj_mask)):
        confidence = (t[4] - p[4]) ** 2
        if there:
            loss["obj"] += confidence
            loss["xy"] += lambda_coord * ((t[0] - p[0]) ** 2 + (t[1] - p[1]) ** 2)
            for i in (2, 3):
                root = p[i] ** 0.5 if p[i] > 0 else 0
                loss["wh"] += lambda_coord * (t[i] ** 0.5 - root) ** 2
            loss["class"] += sum((t[5:] - p[5:]) ** 2)
        else:
            loss["noobj"] += lambda_noobj * confidence
    loss["total"] = loss["xy"] + loss["wh"] + loss["obj"] + loss["noobj"] + loss["class"]
    return loss
