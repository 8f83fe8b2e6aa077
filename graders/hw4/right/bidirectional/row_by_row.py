def bidirectional(x, forward, backward, merge="sum"):
    ahead = [list(row) for row in forward([list(row) for row in x])]
    behind = [list(row) for row in backward([list(row) for row in x][::-1])]
    behind.reverse()
    rows = []
    for a, b in zip(ahead, behind, strict=True):
        if merge == "concat":
            rows.append([*a, *b])
            continue
        if len(a) != len(b):
            raise ValueError("different widths")
        match merge:
            case "sum":
                rows.append([p + q for p, q in zip(a, b, strict=True)])
            case "mul":
                rows.append([p * q for p, q in zip(a, b, strict=True)])
            case "ave":
                rows.append([(p + q) / 2 for p, q in zip(a, b, strict=True)])
            case _:
                raise ValueError(f"unknown merge {merge!r}")
    return rows
