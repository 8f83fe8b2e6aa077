"""Q-learning / Q-learning"""

import numpy as np
from hw5_held import held

from examiner import approx, array, demands, hint, points, refuses

# In a course that grades many at once a check that fails one correct answer in a million is good enough:
# the bands below are five standard deviations wide.
CHOICES = 400


def chosen(student, Q, s, eps, rng, n):
    """Return n choices of the student's function."""
    answers = student.each("epsilon_greedy", [(Q, s, eps, rng)] * n)
    return [int(array(answer, (), dtype=int, name="動作 / the action")) for answer in answers]


@points(2)
@demands("update", "table")
def test_update(student, rng):
    """一步的更新：只有一格改變 / One step changes one cell"""
    for n_states, n_actions in [(4, 3), (2, 5), (1, 2), (3, 1)]:
        Q = rng.uniform(-5, 5, (n_states, n_actions))
        s, s2 = rng.integers(n_states, size=2).tolist()
        a = int(rng.integers(n_actions))
        r, alpha, gamma = (float(v) for v in rng.uniform([-3, 0.2, 0.3], [3, 0.9, 0.95]))
        expected = Q.copy()
        expected[s, a] = (1 - alpha) * Q[s, a] + alpha * r + alpha * gamma * max(Q[s2].tolist())
        new = array(student.q_update(Q, s, a, r, s2, alpha, gamma, False), Q.shape, name="the new table")
        assert new == approx(expected, rel=1e-10), hint(
            "目標是 r + γ·max Q(s2)，往目標移動 α 倍的差。"
            " / The target is r + γ max Q(s2); move by α times the difference."
        )
    Q = rng.uniform(1, 5, (4, 3))
    for s, s2, a in [(0, 3, 2), (3, 0, 0), (2, 2, 1)]:
        expected = Q.copy()
        expected[s, a] = 0.7 * Q[s, a] + 0.3 * (1.5 + 0.8 * max(Q[s2].tolist()))
        new = array(student.q_update(Q, s, a, 1.5, s2, 0.3, 0.8, False), Q.shape, name="the new table")
        assert new == approx(expected)


@points(1)
@demands("update", "terminal", "table")
def test_terminal(student, rng):
    """終止的一步不加未來的價值 / A terminal step adds no future value"""
    for _ in range(3):
        Q = rng.uniform(2, 9, (4, 3))
        (s, s2), a = rng.integers(4, size=2).tolist(), int(rng.integers(3))
        r, alpha, gamma = (float(v) for v in rng.uniform([-3, 0.2, 0.3], [3, 0.9, 0.95]))
        future = max(Q[s2].tolist())
        for done, target in [(True, r), (False, r + gamma * future)]:
            expected = Q.copy()
            expected[s, a] += alpha * (target - Q[s, a])
            new = array(student.q_update(Q, s, a, r, s2, alpha, gamma, done), Q.shape, name="the new table")
            assert new == approx(expected), hint("done 為真時，目標只有 r。 / If done is true, the target is r alone.")


@points(1)
@demands("update", "table", "arguments", "bad-step")
def test_new_table_and_bad_numbers(student, rng):
    """原來的表格不變，整數與串列也行；編號錯誤 / The old table stays; integers and lists; wrong numbers"""
    Q = rng.integers(-4, 5, (3, 2))
    expected = Q.astype(float)
    expected[1, 0] += 0.25 * (0.5 + 0.5 * max(Q[2].tolist()) - Q[1, 0])
    for table in (Q, Q.tolist(), Q.astype(float)):
        found = student.unchanged(student.q_update, table, 1, 0, 0.5, 2, 0.25, 0.5, False)
        assert array(found, Q.shape, name="the new table") == approx(expected), hint(
            "整數陣列會把小數捨去：先轉成浮點數。 / An integer array drops fractions: convert to float first."
        )
    inputs = [(Q, 1, 0, r, 2, 0.25, 0.5, False) for r in (0.5, 4.5)]
    both = array(held(student, student.q_update, inputs), (2, *Q.shape), name="two tables")
    assert both[0] == approx(expected) and both[1, 1, 0] == approx(expected[1, 0] + 1), hint(
        "每次呼叫都回傳新的表格。 / Every call returns a new table."
    )
    bad = [
        (3, 0, 0, False),
        (-1, 0, 0, False),
        (0, 2, 0, False),
        (0, -1, 0, False),
        (0, 0, 3, False),
        (0, 0, -1, False),
        (0, 0, 3, True),
        (0, 0, -1, True),
    ]
    refuses(student.q_update, [(Q, s, a, 0.5, s2, 0.25, 0.5, done) for s, a, s2, done in bad])


@points(1)
@demands("arguments", "greedy", "ties", "exploration", "bad-choice")
def test_greedy(student, rng):
    """eps=0 選最好的，同分取編號小的；錯誤的參數 / eps=0 takes the best, ties the lower number; bad arguments"""
    Q = rng.permuted(rng.uniform(-2, 2, (5, 4)), axis=1)
    Q[2] = [-3, -1, -2, -1]
    Q[3] = [7, 1, 2, 7]
    Q[4, 1:3] = 3, 3 + 1e-9
    generators = student.generator(int(rng.integers(1 << 30)))
    for s in range(5):
        for table in (Q, Q.tolist()):
            assert chosen(student, table, s, 0, generators, 2) == [Q[s].tolist().index(max(Q[s].tolist()))] * 2, hint(
                "eps=0 時選 Q(s, ·) 最大的動作。 / With eps=0 take the action with the largest Q(s, ·)."
            )
    bad = [(0, -0.01), (0, 1.01), (5, 0.5), (-1, 0.5)]
    refuses(student.epsilon_greedy, [(Q, s, eps, generators) for s, eps in bad])
    student.unchanged(student.epsilon_greedy, Q, 0, 0.5, generators)
    assert set(chosen(student, Q, 3, 1.0, generators, 40)) == {0, 1, 2, 3}, hint(
        "eps=1 時每個動作都會出現。 / With eps=1 every action comes up."
    )


@points(1)
@demands("greedy", "exploration", "rng")
def test_exploration(student, rng):
    """探索的次數，與亂數的來源 / How often it explores, and where randomness comes from"""
    Q = rng.uniform(-1, 1, (2, 4))
    Q[1, 2] = 3
    found = chosen(student, Q, 1, 0.8, student.generator(int(rng.integers(1 << 30))), CHOICES)
    shares = np.bincount(np.clip(found, -1, 4) + 1, minlength=6) / CHOICES
    assert shares[0] == shares[5] == 0, hint("動作是 0..A-1。 / Actions are 0..A-1.")
    assert bool((np.abs(shares[1:5] - [0.2, 0.2, 0.4, 0.2]) < [0.1, 0.1, 0.12, 0.1]).all()), hint(
        "以機率 eps 從全部動作中均勻選；最好的動作共有 1 - eps + eps/A。"
        " / With probability eps choose among all actions; the best one gets 1 - eps + eps/A in all."
    )
    seed = int(rng.integers(1 << 30))
    runs = [chosen(student, Q, 1, 0.9, student.generator(seed), 25) for _ in range(2)]
    assert runs[0] == runs[1], hint(
        "亂數只能來自 rng：同樣的種子得到同樣的動作。 / Use rng only: the same seed gives the same actions."
    )
    assert len(set(runs[0])) > 1, hint("有探索時，動作不會都一樣。 / With exploration the actions differ.")
