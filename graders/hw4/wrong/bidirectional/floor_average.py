# loses: >=1
# breaks: merge
# Averages integers with //, so halves are lost.
def bidirectional(x, forward, backward, merge="sum"):
    ahead = np.asarray(forward(x))
    behind = np.asarray(backward(x[::-1]))[::-1]
    if merge == "concat":
        return np.concatenate([ahead, behind], axis=1)
    if merge not in ("sum", "mul", "ave") or ahead.shape != behind.shape:
        raise ValueError(f"cannot merge shapes {ahead.shape} and {behind.shape} by {merge!r}")
    if merge == "mul":
        return ahead * behind
    total = ahead + behind
    if merge == "sum":
        return total
    return total // 2 if total.dtype.kind == "i" else total / 2
