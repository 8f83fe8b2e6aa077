"""Make the hidden detector outputs of homework 3: ``python graders/hw3/make_heads.py`` writes ``data/heads.npz``.

Everything is drawn from a seed, so there is no one else's data and no licence to mind. Each picture holds a few objects
of three classes; what is written is what the last layer of a YOLO network might give for it: the right numbers with
noise in the cell of each object, weaker repetitions in other anchors and neighbouring cells, false alarms, misses,
and background. Most pictures have two objects of different classes that overlap so much that NMS across classes would
drop one. The release holds neither this script nor its seed; its own example is one other head.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

SEED = 20240917
GRID, STRIDE = 13, 32
ANCHORS = np.array([[60.0, 120.0], [160.0, 100.0], [200.0, 160.0]])
CLASSES = 3
PICTURES = 30
SIDE = GRID * STRIDE


def iou(a: np.ndarray, b: np.ndarray) -> float:
    """Return the IoU of two boxes x1, y1, x2, y2."""
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    if sides.min() <= 0:
        return 0.0
    intersection = sides.prod()
    return float(intersection / ((a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - intersection))


def draw_objects(rng: np.random.Generator) -> list[tuple[int, np.ndarray]]:
    """Return (class, box) of the objects of one picture; those of one class hardly overlap."""
    objects: list[tuple[int, np.ndarray]] = []
    wanted = int(rng.integers(2, 6))
    for _ in range(60):
        if len(objects) >= wanted:
            break
        size = ANCHORS[rng.integers(3)] * np.exp(rng.normal(0, 0.2, 2))
        size = np.minimum(size, SIDE - 20)
        corner = rng.uniform(2, SIDE - 2 - size)
        box = np.concatenate([corner, corner + size])
        if all(iou(box, other) < 0.3 for _, other in objects):
            objects.append((int(rng.integers(CLASSES)), box))
    for _ in range(40):  # a partner of another class for the first object
        label, box = objects[0]
        other = np.clip(box + rng.normal(0, 0.07, 4) * np.tile(box[2:] - box[:2], 2), 1, SIDE - 1)
        if 0.6 < iou(box, other) < 0.85:
            partner = (label + int(rng.integers(1, CLASSES))) % CLASSES
            if all(iou(other, box_) < 0.3 for label_, box_ in objects[1:] if label_ == partner):
                objects.append((partner, other))
                break
    return objects


def write(
    head: np.ndarray, slot: tuple[int, int, int], box: np.ndarray, label: int, objectness: float, noise: float, rng
) -> None:
    """Write into one slot (row, column, anchor) the numbers that decode to nearly this box."""
    row, column, anchor = slot
    centre, size = (box[:2] + box[2:]) / 2, box[2:] - box[:2]
    inside = np.clip(centre / STRIDE - (column, row), 0.03, 0.97)
    numbers = head[row, column, anchor]
    numbers[:2] = np.log(inside / (1 - inside)) + rng.normal(0, 3 * noise, 2)
    numbers[2:4] = np.log(size / ANCHORS[anchor]) + rng.normal(0, noise, 2)
    numbers[4] = objectness
    numbers[5:] = rng.normal(-3, 0.7, CLASSES)
    numbers[5 + label] = rng.normal(2.6, 0.6)


def draw_head(objects: list[tuple[int, np.ndarray]], rng: np.random.Generator) -> np.ndarray:
    """Return the raw head (row, column, anchor, 5 + classes) that sees these objects."""
    head = rng.normal(0, 1, (GRID, GRID, len(ANCHORS), 5 + CLASSES))
    head[..., 4] = rng.normal(-6, 1, head.shape[:3])
    taken: set[tuple[int, int, int]] = set()
    for label, box in objects:
        if rng.random() < 0.015:  # missed altogether
            continue
        centre, size = (box[:2] + box[2:]) / 2, box[2:] - box[:2]
        column, row = (int(i) for i in centre // STRIDE)
        by_shape = [int(a) for a in np.argsort(np.abs(np.log(size / ANCHORS)).sum(axis=1))]
        free = [(row, column, a) for a in by_shape if (row, column, a) not in taken]
        if not free:
            continue
        objectness = max(rng.normal(2.8, 0.7), 1.4)
        write(head, free[0], box, label, objectness, 0.05, rng)
        taken.add(free[0])
        again = free[1:2]
        for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            near = (row + down, column + right, by_shape[0])
            if 0 <= near[0] < GRID and 0 <= near[1] < GRID and near not in taken:
                gap = np.abs(centre / STRIDE - (near[1] + 0.5, near[0] + 0.5)) * STRIDE - STRIDE / 2
                if (gap < 0.1 * size).all():
                    again.append(near)
        for slot in again:
            if rng.random() < 0.7:
                write(head, slot, box, label, objectness - rng.uniform(0.3, 2), 0.05, rng)
                taken.add(slot)
    for _ in range(int(rng.integers(1, 4))):  # false alarms: an object, but of no class in particular
        slot = (int(rng.integers(GRID)), int(rng.integers(GRID)), int(rng.integers(len(ANCHORS))))
        if slot not in taken:
            head[slot][:4] = rng.normal(0, 0.5, 4)
            head[slot][4] = rng.normal(2.5, 1)
            head[slot][5:] = rng.normal(-1.2, 0.5, CLASSES)
            taken.add(slot)
    return head


def make_heads(seed: int = SEED) -> dict[str, np.ndarray]:
    """Return the arrays of ``heads.npz``.

    Returns
    -------
    dict
        ``heads`` (pictures, 13, 13, 3, 8) float16; ``picture`` (n,), ``label`` (n,) and ``box`` (n, 4) of all objects.
    """
    rng = np.random.default_rng(seed)
    heads, rows = [], []
    for picture in range(PICTURES):
        objects = draw_objects(rng)
        heads.append(draw_head(objects, rng))
        rows += [(picture, label, box) for label, box in objects]
    pictures, labels, boxes = zip(*rows, strict=True)
    return {
        "heads": np.array(heads, dtype=np.float16),
        "picture": np.array(pictures, dtype=np.uint8),
        "label": np.array(labels, dtype=np.uint8),
        "box": np.array(boxes, dtype=np.float32),
    }


if __name__ == "__main__":
    folder = Path(__file__).parent / "data"
    folder.mkdir(exist_ok=True)
    np.savez_compressed(folder / "heads.npz", **make_heads())
