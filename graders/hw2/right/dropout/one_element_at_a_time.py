def dropout(x, rate, training, rng):
    if not (0 <= rate < 1):
        raise ValueError(f"bad rate {rate}")
    if np.ndim(x) > 0:
        return [dropout(v, rate, training, rng) for v in x]
    if not training:
        return float(x)
    return 0.0 if rng.random() < rate else float(x) / (1 - rate)
