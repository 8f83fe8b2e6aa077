"""經驗重播緩衝區 / The replay buffer"""

import numpy as np

from examiner import approx, array, demands, hint, points, refuses, unpack


def new_buffer(student, capacity, seed):
    return student.ReplayBuffer(capacity, int(seed))


def filled(student, capacity, seed, steps):
    """Return a buffer with these steps pushed into it."""
    buffer = new_buffer(student, capacity, seed)
    push(student, buffer, steps)
    return buffer


def push(student, buffer, steps):
    list(student.each(buffer.push, steps, unchanged=True))  # a call that failed says so when it is looked at


def push_the_same_arrays(student, buffer, n):
    """Push n steps, with the same two arrays of the kernel for all of them: state i is (i, i²), then comes i + 1."""
    builtins, numpy, itertools = (student.library(name) for name in ("builtins", "numpy", "itertools"))
    squares = np.array([(i, i**2) for i in range(n + 1)], dtype=float)
    state, following = itertools.repeat(np.zeros(2)), itertools.repeat(np.zeros(2))
    filled = [builtins.map(numpy.copyto, *pair) for pair in ((state, squares[:-1]), (following, squares[1:]))]
    pushed = builtins.map(buffer.push, state, itertools.repeat(0), itertools.repeat(0.5), following, [False] * n)
    for _ in range(n):
        for step in (*filled, pushed):
            builtins.next(step)


def draw(rng, n, k=None):
    """Return n steps that differ in all but action and done; states are numbers or have k features."""
    shape = (2, n) if k is None else (2, n, k)
    states = rng.uniform(-5, 5, shape)
    rewards = rng.permutation(n) + rng.uniform(0, 0.5, n)
    return [
        (s, int(a), float(r), s2, bool(d))
        for s, a, r, s2, d in zip(
            states[0], rng.integers(0, 4, n), rewards, states[1], rng.random(n) < 0.4, strict=True
        )
    ]


def sampled(buffer, n, k=None):
    """Return the five arrays of a sample, checked for their shapes."""
    return arrays(buffer.sample(n), n, k)


def arrays(sample, n, k=None):
    """Return the five arrays of what sample returned."""
    names = "states", "actions", "rewards", "next_states", "dones"
    state = (n,) if k is None else (n, k)
    shapes = state, (n,), (n,), state, (n,)
    found = zip(unpack(sample, names), shapes, names, strict=True)
    return [array(value, shape, dtype=int if name == "actions" else float, name=name) for value, shape, name in found]


def numbers(sample, steps):
    """Return which of the steps were drawn, in order; each array must tell the same."""
    rewards = np.array([step[2] for step in steps])
    places = np.abs(sample[2][:, None] - rewards).argmin(axis=1)
    for column, values in enumerate(zip(*(steps[i] for i in places), strict=True)):
        assert sample[column] == approx(np.array(values, dtype=float), rel=1e-12), hint(
            "五個陣列的第 i 個元素要屬於同一步，值和存進來的一樣。"
            " / Element i of all five arrays belongs to the same step, with the values that were pushed."
        )
    return places.tolist()


@points(1)
@demands("oldest-out", "sample", "same-step", "stays", "replacement")
def test_oldest_out_first(student, rng):
    """滿了就丟最舊的 / When full, the oldest step goes first"""
    for capacity, n in [(7, 7), (5, 18), (1, 4), (9, 4)]:
        steps = draw(rng, n)
        buffer = new_buffer(student, capacity, rng.integers(1000))
        for i, step in enumerate(steps):
            buffer.push(*step)
            assert len(buffer) == min(i + 1, capacity), hint(
                "len 是目前存的步數。 / len is the number of steps stored."
            )
        kept = min(n, capacity)
        assert sorted(numbers(sampled(buffer, kept), steps)) == list(range(n - kept, n)), hint(
            "只留最新的 capacity 步，抽樣不會拿走東西。 / The newest steps stay, and sampling takes nothing out."
        )
        assert len(buffer) == kept


@points(1)
@demands("steps", "oldest-out", "copies", "sample", "same-step", "stays", "replacement")
def test_arrays(student, rng):
    """五個陣列：形狀、型別、存的是副本 / Five arrays: shapes, types, copies of the states"""
    for k in (3, 1, None):
        steps = draw(rng, 8, k)
        listed = [(np.asarray(s).tolist(), a, r, np.asarray(s2).tolist(), d) for s, a, r, s2, d in steps]
        for given in (steps, listed):
            buffer = filled(student, 20, rng.integers(1000), given)
            for n in (5, 1):
                numbers(sampled(buffer, n, k), steps)
    array(unpack(buffer.sample(4), 5)[4], (4,), dtype=bool, name="dones")
    buffer = new_buffer(student, 12, rng.integers(1000))
    push_the_same_arrays(student, buffer, 15)
    sample = sampled(buffer, 12, 2)
    rows = np.sort(sample[0][:, 0])
    assert rows == approx(np.arange(3.0, 15.0)) and sample[3][:, 0] == approx(sample[0][:, 0] + 1), hint(
        "環境會重複使用同一個陣列：push 時要存副本。 / The environment reuses its array: store copies in push."
    )


@points(1)
@demands("oldest-out", "sample", "same-step", "stays", "replacement", "uniform", "seed")
def test_without_replacement(student, rng):
    """均勻，不重複 / Uniform and without replacement"""
    steps = draw(rng, 8)
    buffer = filled(student, 6, rng.integers(1000), steps)
    counts, pairs = np.zeros(8), np.zeros((8, 8))
    for sample in student.each(buffer.sample, [3] * 200):
        places = numbers(arrays(sample, 3), steps)
        assert len(set(places)) == 3, hint("同一步不可抽到兩次。 / The same step must not be drawn twice.")
        counts[places] += 1
        pairs[np.ix_(places, places)] += 1
    # Each of the six steps is drawn 100 times on average, with a standard deviation of 7.
    assert counts[:2].max() == 0 and counts[2:].min() >= 62 and counts[2:].max() <= 138, hint(
        "每一步被抽到的機會相同。 / Every step is drawn with the same probability."
    )
    # Each of the 15 pairs comes up 40 times on average, with a standard deviation of 6.
    assert pairs[2:, 2:].min() >= 10, hint(
        "哪幾步一起被抽到也是隨機的，不是連續的一段。"
        " / Which steps come together is random, too; a sample is no stretch of neighbours."
    )


@points(1)
@demands("sample", "same-step", "stays", "replacement", "uniform", "seed")
def test_seed(student, rng):
    """種子決定樣本，兩個緩衝區互不影響 / The seed decides the samples, and two buffers do not disturb each other"""
    steps = draw(rng, 30)
    seed = int(rng.integers(1000))
    one, same, other = (filled(student, 40, s, steps) for s in (seed, seed, seed + 1))
    first = [numbers(sampled(one, 12), steps) for _ in range(3)]
    mixed = []
    for _ in range(3):
        sampled(other, 5)
        mixed.append(numbers(sampled(same, 12), steps))
    assert first == mixed, hint(
        "同樣的 seed 與操作，樣本要一樣；每個緩衝區有自己的亂數產生器。"
        " / The same seed and operations give the same samples; every buffer has a generator of its own."
    )
    assert first[0] != first[1] and first[1] != first[2], hint("每次抽樣要不同。 / Samples differ from call to call.")
    fresh = filled(student, 40, seed + 1, steps)
    assert numbers(sampled(fresh, 12), steps) != first[0], hint(
        "不同的 seed 得到不同的樣本。 / Another seed gives other samples."
    )


@points(1)
@demands("oldest-out", "sample", "same-step", "stays", "replacement", "bad-arguments")
def test_too_few(student, rng):
    """步數不夠或參數不合 / Too few steps, or bad arguments"""
    steps = draw(rng, 5)
    buffer = filled(student, 3, rng.integers(1000), steps[:2])
    assert sorted(numbers(sampled(buffer, 2), steps)) == [0, 1]
    refuses(buffer.sample, [3, 0, -1])
    push(student, buffer, steps[2:])
    assert sorted(numbers(sampled(buffer, 3), steps)) == [2, 3, 4]
    refuses(buffer.sample, [4])
    refuses(student.ReplayBuffer, [(0, 0), (-2, 0)])
    assert len(new_buffer(student, 1, 0)) == 0
