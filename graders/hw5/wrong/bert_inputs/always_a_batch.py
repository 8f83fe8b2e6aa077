# loses: 2
# breaks: shapes
# gives a batch for one row too
def encode_pair(a, b, tokenizer, max_len):
    pieces_a = word_pieces(a, tokenizer)
    pieces_b = [] if b is None else word_pieces(b, tokenizer)
    room = max_len - (2 if b is None else 3)
    if room < 0:
        raise ValueError(f"max_len={max_len} has no room for the special tokens")
    while len(pieces_a) + len(pieces_b) > room:
        (pieces_a if len(pieces_a) > len(pieces_b) else pieces_b).pop()
    first = ["[CLS]", *pieces_a, "[SEP]"]
    second = [] if b is None else [*pieces_b, "[SEP]"]
    used = len(first) + len(second)
    padding = max_len - used
    ids = [tokenizer[piece] for piece in first + second + ["[PAD]"] * padding]
    segments = [0] * len(first) + [1] * len(second) + [0] * padding
    mask = [1] * used + [0] * padding
    return ids, segments, mask


def embed(ids, segments, tables, eps=1e-12):
    ids, segments = np.asarray(ids), np.asarray(segments)
    tables = {name: np.asarray(table) for name, table in tables.items()}
    if ids.shape != segments.shape:
        raise ValueError(f"ids and segments have shapes {ids.shape} and {segments.shape}")
    length, most = ids.shape[-1], len(tables["position"])
    if length > most:
        raise ValueError(f"{length} positions, but the table has {most}")
    for name, numbers in {"token": ids, "segment": segments}.items():
        if numbers.min() < 0 or numbers.max() >= len(tables[name]):
            raise ValueError(f"a number is in no row of the {name} table")
    x = tables["token"][ids] + tables["segment"][segments] + tables["position"][:length]
    centred = x - x.mean(axis=-1, keepdims=True)
    scale = np.sqrt(x.var(axis=-1, keepdims=True) + eps)
    found = tables["gamma"] * centred / scale + tables["beta"]
    return found if found.ndim == 3 else found[None]
