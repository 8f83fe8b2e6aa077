def _pieces(text, known):
    result = []
    for word in re.findall(r"[a-z0-9]+|[^a-z0-9\s]", text.lower()):
        parts, rest, mark = [], word, ""
        while rest:
            end = len(rest)
            while end and mark + rest[:end] not in known:
                end -= 1
            if not end:
                parts = ["[UNK]"]
                break
            parts.append(mark + rest[:end])
            rest, mark = rest[end:], "##"
        result.extend(parts)
    return result


def encode_pair(a, b, tokenizer, max_len):
    a = _pieces(a, tokenizer)
    if b is None:
        if max_len < 2:
            raise ValueError("max_len must be at least 2")
        row = [("[CLS]", 0)] + [(p, 0) for p in a[: max_len - 2]] + [("[SEP]", 0)]
    else:
        if max_len < 3:
            raise ValueError("max_len must be at least 3")
        b = _pieces(b, tokenizer)
        spare = max_len - 3
        if len(a) + len(b) > spare:
            n_b = min(len(b), max(spare // 2, spare - len(a)))
            a, b = a[: spare - n_b], b[:n_b]
        row = [("[CLS]", 0)] + [(p, 0) for p in a] + [("[SEP]", 0)] + [(p, 1) for p in b] + [("[SEP]", 1)]
    n = len(row)
    row += [("[PAD]", 0)] * (max_len - n)
    return tuple(tokenizer[p] for p, _ in row), tuple(s for _, s in row), tuple(int(i < n) for i in range(max_len))


def embed(ids, segments, tables, eps=1e-12):
    ids, segments = np.array(ids), np.array(segments)
    E, S, P = (np.array(tables[k], dtype=np.float64) for k in ("token", "segment", "position"))
    T = ids.shape[-1]
    if ids.shape != segments.shape or T > P.shape[0]:
        raise ValueError("shapes do not fit")
    hot, seg = ids[..., None] == np.arange(len(E)), segments[..., None] == np.arange(len(S))
    if not (hot.any(-1).all() and seg.any(-1).all()):
        raise ValueError("a number is in no row")
    x = hot.astype(float) @ E + seg.astype(float) @ S + P[:T]
    m = np.expand_dims(np.mean(x, -1), -1)
    s2 = np.expand_dims(np.mean(np.square(x - m), -1), -1)
    return (x - m) * (s2 + eps) ** -0.5 * np.array(tables["gamma"]) + np.array(tables["beta"])
