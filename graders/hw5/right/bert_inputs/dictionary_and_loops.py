import math


def encode_pair(a, b, tokenizer, max_len):
    texts = [word_pieces(a, tokenizer)]
    if b is not None:
        texts.append(word_pieces(b, tokenizer))
    if max_len < 1 + len(texts):
        raise ValueError("max_len is too small")
    while 1 + sum(len(text) + 1 for text in texts) > max_len:
        longest = max(range(len(texts)), key=lambda i: (len(texts[i]), i))
        del texts[longest][-1]
    ids = np.full(max_len, tokenizer["[PAD]"])
    segments, mask = np.zeros((2, max_len), dtype=int)
    ids[0], place = tokenizer["[CLS]"], 1
    for number, text in enumerate(texts):
        for piece in text + ["[SEP]"]:
            ids[place] = tokenizer[piece]
            segments[place] = number
            place += 1
    mask[:place] = 1
    return ids, segments, mask


def embed(ids, segments, tables, eps=1e-12):
    if np.shape(ids) != np.shape(segments):
        raise ValueError("ids and segments differ in shape")
    if np.ndim(ids) == 2:
        return [embed(i, s, tables, eps) for i, s in zip(ids, segments)]
    if len(ids) > len(tables["position"]):
        raise ValueError("too long")
    out = []
    for t in range(len(ids)):
        i, s = int(ids[t]), int(segments[t])
        if not (0 <= i < len(tables["token"]) and 0 <= s < len(tables["segment"])):
            raise ValueError("no such row")
        x = [float(u + v + w) for u, v, w in zip(tables["token"][i], tables["segment"][s], tables["position"][t])]
        mu = math.fsum(x) / len(x)
        var = math.fsum((v - mu) ** 2 for v in x) / len(x)
        out.append([g * (v - mu) / math.sqrt(var + eps) + b for v, g, b in zip(x, tables["gamma"], tables["beta"])])
    return out
