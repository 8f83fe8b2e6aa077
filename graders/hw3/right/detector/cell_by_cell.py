from math import exp


def detect(raw_head):
    if np.shape(raw_head) != (13, 13, 3, 8):
        raise ValueError("raw_head must be (13, 13, 3, 8)")

    def sigma(z):
        return 1 / (1 + exp(-z))

    def overlap(a, b):
        both = max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))
        return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)

    found = []
    for row in range(13):
        for col in range(13):
            for a in range(3):
                tx, ty, tw, th, obj, *z = (float(v) for v in raw_head[row][col][a])
                label = z.index(max(z))
                score = sigma(obj) * sigma(z[label])
                if score < SCORE_MIN:
                    continue
                x, y = STRIDE * (col + sigma(tx)), STRIDE * (row + sigma(ty))
                w, h = ANCHORS[a][0] * exp(tw), ANCHORS[a][1] * exp(th)
                found.append((score, label, [x - w / 2, y - h / 2, x + w / 2, y + h / 2]))
    found.sort(key=lambda item: item[0], reverse=True)
    kept = []
    for item in found:
        if all(other[1] != item[1] or overlap(other[2], item[2]) < NMS_THRESHOLD for other in kept):
            kept.append(item)
    return [item[2] for item in kept], [item[0] for item in kept], [item[1] for item in kept]
