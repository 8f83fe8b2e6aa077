# loses: 2
# breaks: merge
# Forgets to halve for ave.
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
    return total if merge == "sum" else total
