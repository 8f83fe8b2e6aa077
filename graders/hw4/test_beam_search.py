"""集束搜尋 / Beam search"""

import math

import numpy as np

from examiner import approx, array, demands, hint, points, refuses, unpack

END = 0  # the token that ends a sequence; its truth value is False
TOKEN = (int, float, str, np.generic)  # what a token may come back as; an array of tokens may hold floats
WRONG = hint("結果不對。 / The result is wrong.")


class Step:
    """A hidden step_fn over integer tokens, made of a function of the prefix; it records its calls."""

    def __init__(self, look, start=9):
        self.look, self.start, self.calls = look, start, []

    def __call__(self, prefix):
        self.calls.append(array(prefix, (None,), dtype=int, name="the argument of step_fn").tolist())
        return self.look(self.calls[-1])


def tree(rng, n_tokens, stop=1.0, zeros=False):
    """Return a step_fn with random probabilities for every prefix."""
    seed = int(rng.integers(2**31))

    def look(prefix):
        rng = np.random.default_rng([seed, *prefix])
        weights = rng.dirichlet(np.ones(n_tokens))
        weights[END] *= stop
        if zeros:
            weights[1 + int(rng.integers(n_tokens - 1))] = 0
        return {int(token): float(weights[token] / weights.sum()) for token in rng.permutation(n_tokens)}

    return Step(look, n_tokens + 5)


def table(rows):
    """Return a step_fn that reads a table; what does not stand there ends."""
    return Step(lambda prefix: rows.get(tuple(prefix), {END: 1.0}))


def expected_search(look, start, width, max_len):
    """Return the winner of a beam search, written with explicit ranks."""
    beam = [(0.0, [start])]
    for _ in range(max_len):
        found = []
        for score, tokens in beam:
            if tokens[-1] == END:
                found.append((score, tokens))
            else:
                found.extend((score + math.log(p), [*tokens, t]) for t, p in look(tokens).items() if p)
        ranks = sorted(range(len(found)), key=lambda i: (-found[i][0], i))
        beam = [found[i] for i in ranks[:width]]
    return beam[0][1], beam[0][0]


def same(answer, tokens, score, message):
    """Assert that an answer is (tokens, score)."""
    got, found = unpack(answer, ("tokens", "score"))
    got = got.tolist() if isinstance(got, np.ndarray) else got
    assert isinstance(got, list | tuple) and all(isinstance(token, TOKEN) for token in got), hint(
        "tokens 是詞的串列。 / tokens is a list of tokens."
    )
    assert list(got) == tokens, message
    assert found == approx(score, rel=1e-9), hint(
        "分數是機率的自然對數之和，不除以長度。"
        " / The score is the sum of natural logarithms, not divided by the length."
    )


def check(student, step, width, max_len, message=WRONG):
    """Assert that the student's search finds what it must."""
    answer = student.beam_search(step, step.start, END, width, max_len)
    same(answer, *expected_search(step.look, step.start, width, max_len), message)


@points(1)
@demands("result", "beam", "rounds", "score", "finished")
def test_greedy(student, rng):
    """width=1 是貪婪解碼 / Width 1 is greedy decoding"""
    for stop, max_len in [(0.3, 6), (1.0, 8), (0.05, 3), (0.02, 1)]:
        message = hint("每一步取機率最大的詞，直到 end 或 max_len。 / Take the most probable token.")
        check(student, tree(rng, 5, stop), 1, max_len, message)


@points(2)
@demands("result", "beam", "rounds", "score", "finished")
def test_wider_beams(student, rng):
    """更寬的 beam / Wider beams"""
    trap = table({(9,): {1: 0.6, 2: 0.4}, (9, 1): {3: 0.5, 4: 0.3, 0: 0.2}, (9, 2): {3: 0.9, 0: 0.1}})
    check(student, trap, 2, 5, hint("貪婪找不到最好的句子。 / Greedy misses the best sentence here."))
    for width, stop, max_len in 2 * [(2, 0.3, 5), (3, 1.0, 5), (3, 0.03, 4), (5, 0.5, 4), (50, 0.1, 2)]:
        message = hint(
            f"width={width}, max_len={max_len}：每一輪留下分數最高的假設。"
            f" / width={width}, max_len={max_len}: keep the best scores of every round."
        )
        check(student, tree(rng, 4, stop), width, max_len, message)


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
    cases = [(short, 2, 6), (short, 1, 6), (place, 2, 5), (place, 3, 5), (late, 2, 6), (late, 2, 3)]
    message = hint(
        "完成的假設原樣保留、佔一個位置，最後取分數最高的，不論長短。"
        " / A finished hypothesis is kept as it is and takes up a place; the best score wins, short or long."
    )
    for rows, width, max_len in cases:
        step = table(rows)
        check(student, step, width, max_len, message)
        assert all(call[0] == 9 and call[-1] != END for call in step.calls), hint(
            "不要再延長已經以 end 結尾的假設。 / Do not extend a hypothesis that ends with end."
        )


@points(1)
@demands("result", "beam", "rounds", "score", "calls")
def test_calls_and_long_sequences(student, rng):
    """每輪最多 width 次呼叫；很長也不下溢 / At most width calls a round; long sequences do not underflow"""
    step = tree(rng, 6, 0.01)
    for width in (1, 3):
        step.calls.clear()
        check(student, step, width, 4)
        for length in range(1, 5):
            assert sum(len(call) == length for call in step.calls) <= width, hint(
                f"同一輪呼叫 step_fn 超過 {width} 次：只延長 beam 裡的假設。"
                f" / step_fn was called more than {width} times in a round: extend the beam only."
            )
    tiny = {token: float(rng.uniform(1, 9)) * 1e-20 for token in (1, 2, 3)}
    message = hint("把對數相加，不要把機率相乘。 / Add logarithms; do not multiply probabilities.")
    check(student, Step(lambda prefix: tiny), 2, 90, message)


@points(1)
@demands("result", "beam", "rounds", "score", "ties", "zeros")
def test_ties_and_zero_probabilities(student, rng):
    """同分取先得到的；機率 0 的詞絕不採用 / Ties go to the first; tokens of probability 0 are never taken"""
    order = [int(t) for t in rng.permutation([1, 2, 3, 4])]
    even = dict.fromkeys(order, 0.25)
    message = hint("同分時，先得到的優先。 / Of equal scores the first one goes first.")
    check(student, Step(lambda prefix: even), 1, 2, message)
    # Of four equal tokens only the last in order lead on to a sure end.
    late = {(9,): even} | {(9, token): {0: 0.1, 5: 0.9} for token in order[:2]}
    for width in (2, 3):
        check(student, table(late), width, 2, message)
    for width in (1, 3, 30):
        step = tree(rng, 4, 0.4, zeros=True)
        check(student, step, width, 3, hint("機率是 0 的詞要略過。 / Skip tokens of probability 0."))
        for call in step.calls:
            assert all(step.look(call[:i]).get(call[i], 0) > 0 for i in range(1, len(call))), hint(
                "step_fn 收到機率為 0 的開頭。 / step_fn got a prefix of probability 0."
            )


@points(1)
@demands("result", "beam", "rounds", "score", "tokens", "bad-arguments")
def test_bad_arguments(student, rng):
    """width 或 max_len 小於 1：ValueError；詞可以是字串 / width or max_len below 1: ValueError; strings as tokens"""
    p = float(rng.uniform(0.6, 0.9))
    following = {"<s>": {"a": p, "b": 1 - p}, "a": {"b": 0.9, "</s>": 0.1}, "b": {"</s>": 1.0}}

    def step(prefix):
        assert isinstance(prefix, list | tuple) and prefix and isinstance(prefix[-1], str), hint(
            "step_fn 收到的是詞的串列。 / step_fn gets a list of tokens."
        )
        return following.get(prefix[-1], {"</s>": 1.0})

    answer = student.beam_search(step, start="<s>", end="</s>", width=2, max_len=3)
    same(answer, ["<s>", "a", "b", "</s>"], math.log(0.9 * p), WRONG)
    one = student.beam_search(step, "<s>", "</s>", 1, 1)
    same(one, ["<s>", "a"], math.log(p), hint("max_len=1 只走一步。 / max_len=1 is a single step."))
    refuses(student.beam_search, [(step, "<s>", "</s>", *bad) for bad in [(0, 3), (-1, 3), (2, 0), (2, -2)]])
