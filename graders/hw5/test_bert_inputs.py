"""BERT 的輸入 / The inputs of BERT"""

import numpy as np
from hw5_held import held

from examiner import approx, array, demands, hint, points, refuses, unpack

WORDS = [
    "river",
    "stone",
    "lamp",
    "paper",
    "green",
    "walks",
    "sings",
    "under",
    "market",
    "seven",
    "cloud",
    "bread",
    "tiger",
    "opens",
    "silver",
]
PARTS = ["run", "##ner", "##ning", "##s", "play", "##er"]
SPLIT = {"runner": ["run", "##ner"], "running": ["run", "##ning"], "players": ["play", "##er", "##s"]}


def vocabulary(rng):
    """Return a vocabulary whose numbers are drawn: [PAD] is not 0."""
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, *PARTS]
    numbers = rng.permutation(60)[: len(pieces)] + 3
    return {piece: int(number) for piece, number in zip(pieces, numbers, strict=True)}


def text_of(rng, count):
    """Return a text of so many pieces and the pieces."""
    pieces = [str(word) for word in rng.choice(WORDS, count)]
    return " ".join(pieces), pieces


def layout(a, b, numbers, max_len):
    """Return ids, segments and mask of pieces that fit."""
    rows = [("[CLS]", 0), *((piece, 0) for piece in a), ("[SEP]", 0)]
    if b is not None:
        rows += [*((piece, 1) for piece in b), ("[SEP]", 1)]
    mask = [1] * len(rows) + [0] * (max_len - len(rows))
    rows += [("[PAD]", 0)] * (max_len - len(rows))
    return [numbers[piece] for piece, _ in rows], [segment for _, segment in rows], mask


def judge(answer, expected):
    names = "ids", "segments", "mask"
    for name, found, wanted in zip(names, unpack(answer, names), expected, strict=True):
        found = array(found, (len(wanted),), dtype=int, name=name)
        assert found == approx(wanted), hint(
            f"{name} 不對：對照題目的排法，編號要從詞彙表查。"
            f" / {name} is wrong: compare with the layout in the text, and look numbers up in the vocabulary."
        )


def make_tables(rng, V, S, P, d, scale=1.0):
    sizes = {"token": (V, d), "segment": (S, d), "position": (P, d)}
    tables = {name: rng.normal(size=size) * scale for name, size in sizes.items()}
    return tables | {"gamma": rng.uniform(0.5, 2, d), "beta": rng.normal(size=d)}


def embedded(ids, segments, tables, eps):
    """Return the normalized sums, position by position."""
    rows = []
    for t, (token, segment) in enumerate(zip(ids, segments, strict=True)):
        x = [
            float(a + b + c)
            for a, b, c in zip(tables["token"][token], tables["segment"][segment], tables["position"][t], strict=True)
        ]
        mean = sum(x) / len(x)
        variance = sum((v - mean) ** 2 for v in x) / len(x)
        z = [(v - mean) / (variance + eps) ** 0.5 for v in x]
        rows.append([g * v + b for g, v, b in zip(tables["gamma"], z, tables["beta"], strict=True)])
    return np.array(rows)


@points(2)
@demands("layout", "segments", "mask", "vocabulary", "second-text")
def test_layout(student, rng):
    """兩段或一段文字的排法 / The layout of two texts and of one"""
    for count_a, count_b, spare in [(4, 3, 5), (2, 6, 0), (1, 1, 1), (5, 2, 2), (5, None, 3), (3, None, 0)]:
        numbers = vocabulary(rng)
        a, pieces_a = text_of(rng, count_a)
        b, pieces_b = (None, None) if count_b is None else text_of(rng, count_b)
        max_len = count_a + (2 if count_b is None else count_b + 3) + spare
        answer = student.unchanged(student.encode_pair, a, b, numbers, max_len)
        judge(answer, layout(pieces_a, pieces_b, numbers, max_len))


@points(1)
@demands("layout", "segments", "mask", "vocabulary", "second-text")
def test_pieces(student, rng):
    """小片、大寫、不認識的字與空字串 / Word pieces, capitals, unknown words and empty texts"""
    numbers = vocabulary(rng)
    word = str(rng.choice(list(SPLIT)))
    plain = str(rng.choice(WORDS))
    a, pieces_a = f"{plain.upper()} {word} zebra", [plain, *SPLIT[word], "[UNK]"]
    b, pieces_b = f"Runs, {plain}", ["run", "##s", "[UNK]", plain]
    judge(student.encode_pair(a, b, numbers, 15), layout(pieces_a, pieces_b, numbers, 15))
    judge(student.encode_pair(b, None, numbers, 9), layout(pieces_b, None, numbers, 9))
    judge(student.encode_pair(a, "", numbers, 11), layout(pieces_a, [], numbers, 11))
    judge(student.encode_pair("", b, numbers, 9), layout([], pieces_b, numbers, 9))


@points(1)
@demands("layout", "segments", "mask", "vocabulary", "truncation")
def test_truncation(student, rng):
    """太長時，從較長的一段拿掉 / What is too long loses from the longer text"""
    for count_a, count_b, room in [(9, 4, 10), (3, 8, 7), (6, 6, 9), (6, 6, 6), (2, 9, 3), (7, 5, 0), (4, 1, 2)]:
        numbers = vocabulary(rng)
        (a, pieces_a), (b, pieces_b) = text_of(rng, count_a), text_of(rng, count_b)
        keep_a, keep_b = count_a, count_b
        while keep_a + keep_b > room:
            keep_a, keep_b = (keep_a - 1, keep_b) if keep_a > keep_b else (keep_a, keep_b - 1)
        expected = layout(pieces_a[:keep_a], pieces_b[:keep_b], numbers, room + 3)
        judge(student.encode_pair(a, b, numbers, room + 3), expected)
    for room in (4, 0):
        expected = layout(pieces_a[:room], None, numbers, room + 2)
        judge(student.encode_pair(a, None, numbers, room + 2), expected)


@points(1)
@demands("shapes", "sum", "layer-norm", "lists")
def test_embedding(student, rng):
    """三種嵌入的和與 LayerNorm：一列 / The sum of three embeddings and LayerNorm: one row"""
    for eps, scale in ((0.3, 1), (0.3, 1000), (0.01, 1)):
        tables = make_tables(rng, 11, 3, 9, 5, scale)
        ids, segments = rng.integers(0, 11, 7), rng.integers(0, 3, 7)
        ids[:2], segments[:2] = (0, 10), (2, 0)
        out = array(student.unchanged(student.embed, ids, segments, tables, eps=eps), (7, 5))
        assert out == approx(embedded(ids, segments, tables, eps), rel=1e-6, abs=1e-8), hint(
            "平均與變異數是每個位置自己 d 個數的，eps 加在變異數上。"
            " / Mean and variance are those of the d numbers of a position; eps is added to the variance."
        )
    lists = {name: table.tolist() for name, table in tables.items()}
    out = array(student.embed(ids.tolist(), segments.tolist(), lists, eps=0.2), (7, 5))
    assert out == approx(embedded(ids, segments, tables, 0.2), rel=1e-6, abs=1e-8), hint(
        "表可能是串列。 / The tables may be lists."
    )
    rows = [(ids, segments, tables, 0.2), (ids[::-1], segments, tables, 0.2)]
    assert array(held(student, student.embed, rows), (2, 7, 5)) == approx([embedded(*row) for row in rows]), hint(
        "每次呼叫都要回傳自己的陣列。 / Every call returns an array of its own."
    )


@points(1)
@demands("shapes", "sum", "layer-norm")
def test_embedding_batch(student, rng):
    """三種嵌入的和與 LayerNorm：批次、預設的 eps / The same for a batch, and with the default eps"""
    for n, T, P in [(4, 6, 6), (1, 3, 8), (5, 1, 2)]:
        tables = make_tables(rng, 8, 2, P, 4, scale=1e-6)  # variances about as small as the default eps
        ids, segments = rng.integers(0, 8, (n, T)), rng.integers(0, 2, (n, T))
        out = array(student.embed(ids, segments, tables), (n, T, 4))
        expected = [embedded(i, s, tables, 1e-12) for i, s in zip(ids, segments, strict=True)]
        assert out == approx(expected, rel=1e-6, abs=1e-7), hint(
            "預設的 eps 是 1e-12；每一列的位置都從 0 開始。"
            " / The default of eps is 1e-12; the positions of every row begin at 0."
        )


@points(1)
@demands("layout", "segments", "mask", "vocabulary", "bad-length", "shapes", "sum", "layer-norm", "lists", "bad-rows")
def test_bad_arguments(student, rng):
    """不合的參數：ValueError / Arguments that do not fit raise ValueError"""
    numbers = vocabulary(rng)
    a, pieces = text_of(rng, 2)
    for b, least in ((None, 2), (a, 3)):
        expected = layout(pieces, None if b is None else pieces, numbers, 8)
        judge(student.encode_pair(a, b, numbers, 8), expected)
        refuses(student.encode_pair, [(a, b, numbers, least - 1), (a, b, numbers, 0)])
    tables = make_tables(rng, 6, 2, 4, 3)
    good = ([5, 0, 1, 2], [0, 1, 1, 0])
    out = array(student.embed(*good, tables), (4, 3))
    assert out == approx(embedded(*good, tables, 1e-12), rel=1e-6, abs=1e-8)
    bad = [
        ([1, 2, 3], [0, 1]),
        ([[1, 2, 3]], [0, 1, 1]),  # would broadcast
        ([1, 2, 3, 4, 5], [0, 0, 1, 1, 1]),
        ([1, -1], [0, 0]),
        ([1, 6], [0, 0]),
        ([1, 2], [0, -1]),
        ([1, 2], [2, 0]),
    ]
    short = tables | {"position": tables["position"][:1]}  # would broadcast
    refuses(student.embed, [*((*pair, tables) for pair in bad), (*good, short)])
