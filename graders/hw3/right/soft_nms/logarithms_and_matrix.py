def soft_nms(boxes, scores, sigma, score_min):
    boxes, scores = np.array(boxes, float), np.array(scores, float)
    n = scores.size
    if scores.shape != (n,) or (boxes.shape != (n, 4) and boxes.size + n > 0) or sigma <= 0:
        raise ValueError("bad arguments")
    boxes = boxes.reshape(n, 4)
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    both = np.clip(high - low, 0, None).prod(-1)
    area = (boxes[:, 2:] - boxes[:, :2]).prod(-1)
    union = np.add.outer(area, area) - both
    exponent = np.square(np.where(union > 0, both / np.where(union > 0, union, 1), 0)) / sigma
    factor = np.exp(-exponent)
    order = []
    done = np.zeros(n, bool)
    for _ in range(n):
        now = np.where(done, -1, scores)
        best = now.argmax()
        if now[best] < score_min:
            break
        done[best] = True
        order.append(best)
        scores = np.where(done, scores, scores * factor[best])
    return [np.array(order, dtype="int64"), np.array([scores[i] for i in order])]
