"""遮住再猜 / The masked language model

The bands of the shares are at least six standard errors wide on each side.
"""

import math

import numpy as np

from examiner import approx, args, array, demands, hint, points, refuses, unpack

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def vocabulary(rng, ordinary):
    """Return a vocabulary whose numbers are drawn; special tokens may stand anywhere, the ends included."""
    names = [*SPECIAL, *(f"word{i}" for i in range(ordinary))]
    numbers = rng.permutation(len(names)) + 2
    return {names[i]: int(numbers[i]) for i in rng.permutation(len(names))}


def ordinary_numbers(numbers):
    return np.array([number for name, number in numbers.items() if name not in SPECIAL])


def masked(student, ids, seed, *args, **kwargs):
    """Return what the student makes of ids, as two arrays of their shape."""
    return both(student.mask_tokens(ids, student.generator(int(seed)), *args, **kwargs), np.shape(ids))


def both(answer, shape):
    names = "masked", "labels"
    return [array(part, shape, dtype=int, name=name) for part, name in zip(unpack(answer, names), names, strict=True)]


def near(share, expected, count):
    return abs(share - expected) <= 6 * math.sqrt(max(expected * (1 - expected), 0.01) / count) + 1e-3


def loss_of(logits, labels):
    """Return the mean cross-entropy of the chosen positions, one by one."""
    total, count = 0.0, 0
    for z, label in zip(np.reshape(logits, (-1, np.shape(logits)[-1])), np.ravel(labels), strict=True):
        if label != -100:
            total += max(z) + math.log(sum(math.exp(v - max(z)) for v in z)) - z[label]
            count += 1
    return total / count


@points(1)
@demands("result", "chosen", "special", "labels", "rng")
def test_chosen_positions(student, rng):
    """每個普通的詞以機率 p 被選中 / Every ordinary word is chosen with probability p"""
    numbers = vocabulary(rng, 30)
    ids = rng.choice(ordinary_numbers(numbers), (2000, 12))
    for given, p in [((), 0.15), ((0.4,), 0.4)]:
        out, labels = masked(student, ids, rng.integers(2**31), *given, tokenizer=numbers)
        chosen = labels != -100
        assert bool((labels[chosen] == ids[chosen]).all()), hint(
            "選中的位置，標籤是原來的編號，其他是 -100。"
            " / The label of a chosen position is the original number, elsewhere -100."
        )
        assert bool((out[~chosen] == ids[~chosen]).all()), hint(
            "沒被選中的詞要保持原樣。 / What is not chosen stays as it is."
        )
        assert near(chosen.mean(), p, ids.size), hint(
            f"選中的比例是 {chosen.mean():.3f}，應接近 {p}。"
            f" / A share of {chosen.mean():.3f} is chosen; expected about {p}."
        )
        places, rows = chosen.mean(axis=0), chosen.sum(axis=1)
        spread = float(rows.var()) / (12 * p * (1 - p))
        assert all(near(share, p, len(ids)) for share in places) and 0.75 < spread < 1.25, hint(
            "每個位置各自獨立決定。 / Every position is decided on its own."
        )
    calls = [args(ids[:5], student.generator(int(seed)), 0.4, numbers) for seed in rng.choice(10**6, 16, replace=False)]
    counts = {int((both(answer, (5, 12))[1] != -100).sum()) for answer in student.each("mask_tokens", calls)}
    assert len(counts) > 2, hint("選中幾個不是固定的。 / The number of chosen positions is not fixed.")


@points(2)
@demands("result", "chosen", "special", "shares", "random-word", "labels")
def test_fates(student, rng):
    """80 % [MASK]、10 % 隨機、10 % 不變 / 80 % [MASK], 10 % random, 10 % unchanged"""
    numbers = vocabulary(rng, 20)
    words = ordinary_numbers(numbers)
    original = int(words[3])
    ids = np.full((400, 100), original)
    out, labels = masked(student, ids, rng.integers(2**31), p=1, tokenizer=numbers)
    assert bool((labels == ids).all()), hint("p=1：每個普通的詞都被選中。 / p=1: every ordinary word is chosen.")
    shares = {int(number): float((out == number).mean()) for number in numbers.values()}
    hidden = shares[numbers["[MASK]"]]
    assert near(hidden, 0.8, ids.size), hint(
        f"選中的位置有 {hidden:.3f} 是 [MASK]，應接近 0.8。"
        f" / {hidden:.3f} of the chosen positions are [MASK]; expected about 0.8."
    )
    assert near(shares[original], 0.1 + 0.1 / 20, ids.size), hint(
        f"選中的位置有 {shares[original]:.3f} 和原來相同，應接近 0.105（不變的，加上剛好抽到原詞的）。"
        f" / {shares[original]:.3f} of the chosen positions are as before; expected about 0.105 (unchanged, or drawn)."
    )
    others = [shares[int(word)] for word in words if word != original]
    assert all(near(share, 0.1 / 20, ids.size) and share > 0 for share in others), hint(
        "隨機的詞：每個普通的詞機率相同。 / The random word: all ordinary words are equally likely."
    )
    # the random words of different places differ
    assert max(len(set(row) - {original, numbers["[MASK]"]}) for row in out.tolist()) > 4, hint(
        "每個位置各抽一個詞。 / Every position draws a word of its own."
    )
    fresh, labels = masked(student, ids, rng.integers(2**31), p=0.5, tokenizer=numbers)
    hidden = float((fresh[labels != -100] == numbers["[MASK]"]).mean())
    assert near(hidden, 0.8, ids.size / 2), hint(
        "80 % 是選中的位置裡的比例，與 p 無關。 / 80 % is the share among the chosen positions, whatever p is."
    )


@points(1)
@demands("result", "chosen", "special", "random-word", "labels")
def test_special_tokens(student, rng):
    """特殊符號不會被選上，也不會被抽到 / Special tokens are never chosen and never drawn"""
    numbers = vocabulary(rng, 6)
    special = np.array([numbers[name] for name in SPECIAL])
    ids = rng.permuted(np.tile(list(numbers.values()), (300, 4)), axis=1)
    ordinary = ~np.isin(ids, special)
    for p in (0.15, 1.0):
        out, labels = masked(student, ids, rng.integers(2**31), p, numbers)
        assert bool((out[~ordinary] == ids[~ordinary]).all() and (labels[~ordinary] == -100).all()), hint(
            "特殊符號的編號要從 tokenizer 查。 / Look the numbers of the special tokens up in tokenizer."
        )
        assert bool((p < 1) | (labels[ordinary] == ids[ordinary]).all()) and bool((labels != -100).any())
        drawn = set(out[ordinary].tolist())
        assert drawn <= set(ordinary_numbers(numbers).tolist()) | {numbers["[MASK]"]}, hint(
            "隨機的詞不能是特殊符號。 / The random word is no special token."
        )


@points(1)
@demands("result", "chosen", "labels", "rng", "arguments")
def test_generator_and_arguments(student, rng):
    """亂數只來自 rng；形狀與參數 / All randomness comes from rng; shapes and arguments"""
    given = student.tokenizer
    assert isinstance(given, dict) and {"[CLS]", "[MASK]", "jim", "hand"} <= set(given), hint(
        "不要改動題目給的 tokenizer。 / Leave the given tokenizer as it is."
    )
    words = [given[name] for name in ("jim", "hand")]
    ids = rng.choice(array(words, (2,), dtype=int, name="tokenizer"), 400)
    seed, other = (int(s) for s in rng.choice(10**6, 2, replace=False))
    first, labels = masked(student, ids, seed, 0.5)
    again, labels_again = masked(student, ids.tolist(), seed, 0.5)
    assert bool((first == again).all() and (labels == labels_again).all()), hint(
        "相同的種子應得到相同的結果。 / The same seed should give the same result."
    )
    assert bool((first != masked(student, ids, other, 0.5)[0]).any()), hint(
        "不同的種子應得到不同的結果。 / Different seeds should give different results."
    )
    shared = student.generator(seed)
    one, two = (both(student.mask_tokens(ids, shared, 0.5), (400,))[0] for _ in range(2))
    assert bool((one != two).any()), hint("第二次呼叫應得到新的亂數。 / A second call should give new numbers.")
    out, labels = masked(student, ids, seed, 0)
    assert bool((out == ids).all() and (labels == -100).all()), hint("p=0：什麼都不選。 / p=0: nothing is chosen.")
    both(student.unchanged(student.mask_tokens, ids, student.generator(seed), 1), (400,))


@points(1)
@demands("arguments", "loss", "nothing-chosen", "large-scores")
def test_loss(student, rng):
    """損失只看選中的位置 / The loss looks at the chosen positions only"""
    for shape, V in [((7,), 4), ((3, 5), 6), ((1, 1), 2)]:
        logits, labels = rng.normal(size=(*shape, V)) * 3, rng.integers(0, V, shape)
        if labels.size > 1:
            labels[rng.random(shape) < 0.4] = -100
            labels.flat[0], labels.flat[1], labels.flat[-1] = V - 1, -100, 0
        expected = loss_of(logits, labels)
        assert student.unchanged(student.mlm_loss, logits, labels) == approx(expected, rel=1e-5, abs=1e-7), hint(
            "對 label 不是 -100 的位置平均。 / Take the mean over the positions whose label is not -100."
        )
        assert student.mlm_loss(logits.tolist(), labels.tolist()) == approx(expected, rel=1e-5, abs=1e-7)
    large = np.array([[1000.0, -1000.0, 0.0], [-1000.0, -1000.0, -990.0], [0.0, 1000.0, 3.0]])
    assert student.mlm_loss(large, [2, 2, -100]) == approx(loss_of(large, [2, 2, -100]), rel=1e-5), hint(
        "分數很大時溢位。 / Large scores overflow."
    )
    assert student.mlm_loss(logits, np.full_like(labels, -100)) == approx(0.0), hint(
        "沒有選中的位置：0。 / No chosen position: 0."
    )


@points(1)
@demands("result", "chosen", "special", "labels", "bad-p", "loss", "bad-shapes")
def test_bad_arguments(student, rng):
    """不合的參數：ValueError / Arguments that do not fit raise ValueError"""
    numbers = vocabulary(rng, 9)
    ids = rng.choice(ordinary_numbers(numbers), 50)
    out, labels = masked(student, ids, 1, 1, numbers)
    assert bool((labels == ids).all()) and bool((out != ids).any())
    refuses(student.mask_tokens, [(ids, student.generator(1), p, numbers) for p in (-0.01, 1.01)])
    logits = rng.normal(size=(2, 3, 4))
    assert student.mlm_loss(logits, [[1, 2, -100], [-100, 0, 3]]) == approx(
        loss_of(logits, [[1, 2, -100], [-100, 0, 3]]), rel=1e-5
    )
    refuses(student.mlm_loss, [(logits, bad) for bad in ([[1, 2], [0, 3]], [1, 2, 3, 0, 1, 2], [[1, 2, 3]])])
