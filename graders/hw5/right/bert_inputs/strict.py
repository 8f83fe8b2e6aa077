def encode_pair(a, b, tokenizer, max_len):
    assert isinstance(a, str) and (b is None or isinstance(b, str)) and isinstance(max_len, int)
    assert type(tokenizer) is dict and set(SPECIAL_TOKENS) <= set(tokenizer)
    assert all(isinstance(piece, str) and type(number) is int for piece, number in tokenizer.items())
    assert len(set(tokenizer.values())) == len(tokenizer)
    texts = [word_pieces(text, tokenizer) for text in (a, b) if text is not None]
    if max_len < 1 + len(texts):
        raise ValueError("no room for the special tokens")
    lengths = [len(text) for text in texts]
    while sum(lengths) + len(texts) + 1 > max_len:
        lengths[1 if len(texts) == 2 and lengths[1] >= lengths[0] else 0] -= 1
    rows = [("[CLS]", 0, 1)]
    for segment, (text, length) in enumerate(zip(texts, lengths, strict=True)):
        rows += [(piece, segment, 1) for piece in [*text[:length], "[SEP]"]]
    rows += [("[PAD]", 0, 0)] * (max_len - len(rows))
    pieces, segments, mask = (list(column) for column in zip(*rows, strict=True))
    return [tokenizer[piece] for piece in pieces], segments, mask


def embed(ids, segments, tables, eps=1e-12):
    assert all(isinstance(rows, np.ndarray | list) for rows in (ids, segments))
    assert set(tables) == {"token", "segment", "position", "gamma", "beta"} and eps > 0
    tables = {name: np.array(table, dtype=float) for name, table in tables.items()}
    d = len(tables["gamma"])
    assert tables["gamma"].shape == tables["beta"].shape == (d,) and d > 0
    for name in ("token", "segment", "position"):
        assert tables[name].ndim == 2 and tables[name].shape[1] == d and len(tables[name]) > 0
    ids, segments = np.array(ids), np.array(segments)
    assert ids.dtype.kind == segments.dtype.kind == "i" and ids.size > 0 and ids.ndim in (1, 2)
    if ids.shape != segments.shape or ids.shape[-1] > len(tables["position"]):
        raise ValueError("the shapes do not fit")
    total = np.zeros((*ids.shape, d))
    for place in np.ndindex(ids.shape):
        for name, row in (("token", ids[place]), ("segment", segments[place]), ("position", place[-1])):
            if row not in range(len(tables[name])):
                raise ValueError("no such row")
            total[place] += tables[name][row]
    mean = np.mean(total, axis=-1, keepdims=True)
    variance = np.mean(np.square(total - mean), axis=-1, keepdims=True)
    return (total - mean) * (variance + eps) ** -0.5 * tables["gamma"] + tables["beta"]
