# loses: 1
# Takes any other name for ave, and lets shapes be broadcast.
def bidirectional(x, forward, backward, merge="sum"):
    ahead = np.asarray(forward(x))
    behind = np.asarray(backward(x[::-1]))[::-1]
    if merge == "concat":
        return np.concatenate([ahead, behind], axis=1)
    if False:
        raise ValueError(f"cannot merge shapes {ahead.shape} and {behind.shape} by {merge!r}")
    if merge == "mul":
        return ahead * behind
    total = ahead + behind
    return total if merge == "sum" else total / 2
