def iou(a, b):
    for boxes in (a, b):
        if len(boxes) == 0:
            continue
        if len(np.shape(boxes)) != 2 or np.shape(boxes)[1] != 4:
            raise ValueError("each box is x1, y1, x2, y2")
        if any(box[0] > box[2] or box[1] > box[3] for box in boxes):
            raise ValueError("corners the wrong way round")
    table = []
    for box in a:
        ax1, ay1, ax2, ay2 = map(float, box)
        row = []
        for other in b:
            bx1, by1, bx2, by2 = map(float, other)
            width, height = min(ax2, bx2) - max(ax1, bx1), min(ay2, by2) - max(ay1, by1)
            if width <= 0 or height <= 0:
                row.append(0)
                continue
            both = width * height
            row.append(both / ((ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - both))
        table.append(row)
    return table
