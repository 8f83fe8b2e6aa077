"""集束搜尋 / Beam search"""

import math

import numpy as np

from examiner import approx, array, demands, hint, points, raises

END = 0  # the token that ends a sequence; its truth value is False
TOKEN = (int, float, str, np.generic)  # what a token may come back as; an array of tokens may hold floats


class Tree:
    """A hidden step_fn over integer tokens: random probabilities for every prefix, and a record of its calls."""

    def __init__(self, rng, n_tokens, stop=1.0, zeros=False):
        self.seed, self.n, self.stop, self.zeros = int(rng.integers(2**31)), n_tokens, stop, zeros
        self.start, self.calls = n_tokens + 5, []

    def look(self, prefix):
        rng = np.random.default_rng([self.seed, *prefix])
        weights = rng.dirichlet(np.ones(self.n))
        weights[END] *= self.stop
        if self.zeros:
            weights[1 + int(rng.integers(self.n - 1))] = 0
        order = rng.permutation(self.n)
        weights = weights / weights.sum()
        return {int(token): float(weights[token]) for token in order}

    def __call__(self, prefix):
        prefix = array(prefix, (None,), dtype=int, name="the argument of step_fn").tolist()
        self.calls.append(prefix)
        return self.look(prefix)


def expected_search(look, start, end, width, max_len):
    """Return the winner of a beam search, written with explicit ranks."""
    beam = [(0.0, [start])]
    for _ in range(max_len):
        found = []
        for score, tokens in beam:
            if tokens[-1] == end:
                found.append((score, tokens))
            else:
                found.extend((score + math.log(p), [*tokens, t]) for t, p in look(tokens).items() if p)
        ranks = sorted(range(len(found)), key=lambda i: (-found[i][0], i))
        beam = [found[i] for i in ranks[:width]]
    return beam[0][1], beam[0][0]


def same(answer, tokens, score, message):
    """Assert that an answer is (tokens, score)."""
    assert isinstance(answer, list | tuple) and len(answer) == 2, hint(
        "回傳 (tokens, score)。 / Return (tokens, score)."
    )
    got = answer[0]
    if isinstance(got, np.ndarray):
        got = got.tolist()
    assert isinstance(got, list | tuple) and all(isinstance(token, TOKEN) for token in got), hint(
        "tokens 是詞的串列。 / tokens is a list of tokens."
    )
    assert list(got) == tokens, message
    assert answer[1] == approx(score, rel=1e-6), hint(
        "分數是機率的自然對數之和，不除以長度。"
        " / The score is the sum of natural logarithms, not divided by the length."
    )


@points(1)
@demands("result", "beam", "rounds", "score", "finished")
def test_greedy(student, rng):
    """width=1 是貪婪解碼 / Width 1 is greedy decoding"""
    for stop, max_len in [(0.3, 6), (1.0, 8), (0.05, 3), (0.02, 1)]:
        tree = Tree(rng, 5, stop)
        tokens, score = [tree.start], 0.0
        while tokens[-1] != END and len(tokens) <= max_len:
            following = tree.look(tokens)
            best = max(following, key=following.get)
            tokens, score = [*tokens, best], score + math.log(following[best])
        answer = student.beam_search(tree, tree.start, END, 1, max_len)
        same(answer, tokens, score, hint("每一步取機率最大的詞，直到 end 或 max_len。 / Take the most probable token."))


@points(2)
@demands("result", "beam", "rounds", "score", "finished")
def test_wider_beams(student, rng):
    """更寬的 beam / Wider beams"""
    trap = {(9,): {1: 0.6, 2: 0.4}, (9, 1): {3: 0.5, 4: 0.3, 0: 0.2}, (9, 2): {3: 0.9, 0: 0.1}}
    answer = student.beam_search(
        lambda prefix: trap.get(tuple(array(prefix, (None,), dtype=int)), {0: 1.0}), 9, 0, 2, 5
    )
    same(answer, [9, 2, 3, 0], math.log(0.36), hint("貪婪找不到最好的句子。 / Greedy misses the best sentence here."))
    for _ in range(2):
        for width, stop, max_len in [(2, 0.3, 5), (3, 1.0, 5), (3, 0.03, 4), (5, 0.5, 4), (50, 0.1, 2)]:
            tree = Tree(rng, 4, stop)
            expected = expected_search(tree.look, tree.start, END, width, max_len)
            answer = student.beam_search(tree, tree.start, END, width, max_len)
            message = hint(
                f"width={width}, max_len={max_len}：每一輪留下分數最高的假設。"
                f" / width={width}, max_len={max_len}: keep the best scores of every round."
            )
            same(answer, *expected, message)


@points(1)
@demands("result", "beam", "rounds", "score", "finished", "calls")
def test_finished_hypotheses(student, rng):
    """完成的假設留在 beam 裡競爭 / Finished hypotheses stay in the beam and compete"""
    p = float(rng.uniform(0.5, 0.55))
    # The short sentence wins although the long one has a better mean per token.
    short = {(9,): {0: p, 1: 1 - p}, (9, 1): {2: 0.9, 0: 0.1}, (9, 1, 2): {3: 0.9, 0: 0.1}}
    # The finished one takes up a place, so that with width 2 the third hypothesis, the best in the end, is lost.
    place = {(9,): {0: 0.35, 1: 0.4, 2: 0.25}, (9, 1): {3: 0.3, 4: 0.3, 5: 0.2, 6: 0.2}, (9, 2): {3: 1.0}}
    # A finished one is overtaken by one that was behind.
    late = {(9,): {1: 0.6, 2: 0.4}, (9, 1): {0: 0.5, 3: 0.3, 4: 0.2}, (9, 2): {3: 0.95, 0: 0.05}, (9, 2, 3): {4: 1.0}}
    for table, width, max_len in [
        (short, 2, 6),
        (short, 1, 6),
        (place, 2, 5),
        (place, 3, 5),
        (late, 2, 6),
        (late, 2, 3),
    ]:
        calls = []

        def look(prefix, table=table):
            return table.get(tuple(prefix), {0: 1.0})

        def step(prefix, look=look, calls=calls):
            calls.append(array(prefix, (None,), dtype=int, name="the argument of step_fn").tolist())
            return look(calls[-1])

        expected = expected_search(look, 9, 0, width, max_len)
        message = hint(
            "完成的假設原樣保留、佔一個位置，最後取分數最高的，不論長短。"
            " / A finished hypothesis is kept as it is and takes up a place; the best score wins, short or long."
        )
        same(student.beam_search(step, 9, 0, width, max_len), *expected, message)
        assert all(call[0] == 9 and call[-1] != 0 for call in calls), hint(
            "不要再延長已經以 end 結尾的假設。 / Do not extend a hypothesis that ends with end."
        )


@points(1)
@demands("result", "beam", "rounds", "score", "calls")
def test_calls_and_long_sequences(student, rng):
    """每輪最多 width 次呼叫；很長也不下溢 / At most width calls a round; long sequences do not underflow"""
    tree = Tree(rng, 6, 0.01)
    for width in (1, 3):
        tree.calls.clear()
        expected = expected_search(tree.look, tree.start, END, width, 4)
        same(student.beam_search(tree, tree.start, END, width, 4), *expected, hint("結果不對。 / The result is wrong."))
        for length in range(1, 5):
            assert sum(len(call) == length for call in tree.calls) <= width, hint(
                f"同一輪呼叫 step_fn 超過 {width} 次：只延長 beam 裡的假設。"
                f" / step_fn was called more than {width} times in a round: extend the beam only."
            )
    tiny = {token: float(rng.uniform(1, 9)) * 1e-5 for token in (1, 2, 3)}
    best = max(tiny, key=tiny.get)
    answer = student.beam_search(lambda prefix: tiny, 9, 0, 2, 90)
    message = hint("把對數相加，不要把機率相乘。 / Add logarithms; do not multiply probabilities.")
    same(answer, [9] + [best] * 90, 90 * math.log(tiny[best]), message)


@points(1)
@demands("result", "beam", "rounds", "score", "ties", "zeros")
def test_ties_and_zero_probabilities(student, rng):
    """同分取先得到的；機率 0 的詞絕不採用 / Ties go to the first; tokens of probability 0 are never taken"""
    order = [int(t) for t in rng.permutation([1, 2, 3, 4])]
    even = dict.fromkeys(order, 0.25)
    answer = student.beam_search(lambda prefix: even, 9, 0, 1, 2)
    message = hint("同分時，先得到的優先。 / Of equal scores the first one goes first.")
    same(answer, [9, order[0], order[0]], 2 * math.log(0.25), message)

    def late(prefix):
        """Of four equal tokens only the last in order leads on to a sure end."""
        last = array(prefix, (None,), dtype=int, name="the argument of step_fn").tolist()[-1]
        return even if last == 9 else {0: 1.0} if last in order[2:] else {0: 0.1, 5: 0.9}

    for width in (2, 3):
        same(student.beam_search(late, 9, 0, width, 2), *expected_search(late, 9, 0, width, 2), message)
    for width in (1, 3, 30):
        tree = Tree(rng, 4, 0.4, zeros=True)
        expected = expected_search(tree.look, tree.start, END, width, 3)
        answer = student.beam_search(tree, tree.start, END, width, 3)
        same(answer, *expected, hint("機率是 0 的詞要略過。 / Skip tokens of probability 0."))
        for call in tree.calls:
            assert all(tree.look(call[:i]).get(call[i], 0) > 0 for i in range(1, len(call))), hint(
                "step_fn 收到機率為 0 的開頭。 / step_fn got a prefix of probability 0."
            )


@points(1)
@demands("result", "beam", "rounds", "score", "tokens", "bad-arguments")
def test_bad_arguments(student, rng):
    """width 或 max_len 小於 1：ValueError；詞可以是字串 / width or max_len below 1: ValueError; strings as tokens"""
    p = float(rng.uniform(0.6, 0.9))
    table = {"<s>": {"a": p, "b": 1 - p}, "a": {"b": 0.9, "</s>": 0.1}, "b": {"</s>": 1.0}}

    def step(prefix):
        assert isinstance(prefix, list | tuple) and prefix and isinstance(prefix[-1], str), hint(
            "step_fn 收到的是詞的串列。 / step_fn gets a list of tokens."
        )
        return table.get(prefix[-1], {"</s>": 1.0})

    answer = student.beam_search(step, start="<s>", end="</s>", width=2, max_len=3)
    same(answer, ["<s>", "a", "b", "</s>"], math.log(0.9 * p), hint("結果不對。 / The result is wrong."))
    one = student.beam_search(step, "<s>", "</s>", 1, 1)
    same(one, ["<s>", "a"], math.log(p), hint("max_len=1 只走一步。 / max_len=1 is a single step."))
    for width, max_len in [(0, 3), (-1, 3), (2, 0), (2, -2)]:
        with raises(ValueError):
            student.beam_search(step, "<s>", "</s>", width, max_len)
