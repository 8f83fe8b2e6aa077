"""賽車的馬可夫決策過程與價值迭代 / The racing car: a Markov decision process and value iteration"""

import numpy as np

from examiner import approx, array, demands, hint, points, refuses, unpack


def car(gain, penalty, warms, cools):
    """Return P and R (S, A) of a car: cool, warm, overheated; slow, fast."""
    P = np.zeros((3, 2, 3))
    P[0, 0, 0] = 1
    P[0, 1, :2] = 1 - warms, warms
    P[1, 0, :2] = cools, 1 - cools
    P[1, 1, 2] = 1
    P[2, :, 2] = 1
    return P, np.array([gain, [gain[0], penalty], [0, 0]])


def draw(rng, n_states, n_actions):
    """Return P (S, A, S) with some zeros in it and rewards (S, A, S)."""
    P = rng.dirichlet(np.full(n_states, 0.7), (n_states, n_actions))
    return P, rng.uniform(-3, 3, P.shape)


def mean_rewards(P, R):
    return R if R.ndim == 2 else np.einsum("ijk,ijk->ij", P, R)


def optimum(P, R, gamma):
    """Return the values and the best action of each state by policy iteration."""
    r, rows = mean_rewards(P, R), np.arange(len(P))
    best = np.zeros(len(P), dtype=int)
    for _ in range(100):
        V = np.linalg.solve(np.eye(len(P)) - gamma * P[rows, best], r[rows, best])
        Q = r + gamma * np.einsum("ijk,k->ij", P, V)
        better = np.where(Q.max(axis=1) > Q[rows, best] + 1e-9, Q.argmax(axis=1), best)
        if (better == best).all():
            break
        best = better
    return V, best


def sweeps(P, R, gamma, tol):
    """Return the values after the sweep that ends value iteration, written out in loops, and Q for these values."""
    r = mean_rewards(P, R).tolist()
    V = [0.0] * len(P)

    def q_values():
        return [
            [r[s][a] + gamma * sum(p * v for p, v in zip(row, V, strict=True)) for a, row in enumerate(rows)]
            for s, rows in enumerate(P.tolist())
        ]

    while True:
        new = [max(q) for q in q_values()]
        change = max(abs(a - b) for a, b in zip(new, V, strict=True))
        V = new
        if change < tol:
            return V, np.array(q_values())


def solution(answer, n_states):
    """Return V and the policy of an answer."""
    V, policy = unpack(answer, ("V", "policy"))
    return array(V, (n_states,), name="V"), array(policy, (n_states,), dtype=int, name="policy")


@points(2)
@demands("result", "arguments", "sweep", "policy", "ties")
def test_racing_car(student, rng):
    """賽車，獎勵、機率與折扣都隨機 / The racing car with other rewards, probabilities and discounts"""
    for k in range(4):
        slow = float(rng.uniform(0.5, 1.5))
        fast = slow + float(rng.uniform(0.6, 2.5))
        P, R = car([slow, fast], -float(rng.uniform(5, 15)), *rng.uniform(0.3, 0.7, 2))
        gamma = float(rng.uniform(0.5, 0.95))
        expected, _ = optimum(P, R, gamma)
        if k == 3:
            P, R = P.tolist(), R.tolist()
        values, policy = solution(student.value_iteration(P, R, gamma, 1e-10), 3)
        assert values == approx(expected, rel=1e-6, abs=1e-7), hint(
            "過熱是吸收狀態，價值是 0；其他狀態用貝爾曼方程式反覆計算。"
            " / Overheated is absorbing, its value is 0; the others follow from the Bellman equation, again and again."
        )
        _, best = optimum(np.asarray(P), np.asarray(R), gamma)
        assert policy.tolist() == best.tolist(), hint("policy 取 Q 最大的動作。 / The policy takes the largest Q.")


@points(2)
@demands("result", "sweep", "stop", "policy")
def test_any_process(student, rng):
    """任意的 MDP，狀態與動作個數不同 / Any process, with other numbers of states and actions"""
    for n_states, n_actions in [(5, 3), (3, 4), (1, 2), (4, 1), (6, 2)]:
        P, R = draw(rng, n_states, n_actions)
        R = R[..., 0]
        gamma = float(rng.uniform(0.3, 0.9))
        values, policy = solution(student.value_iteration(P, R, gamma, 1e-10), n_states)
        expected, best = optimum(P, R, gamma)
        assert values == approx(expected, rel=1e-6, abs=1e-7), hint(
            "對下一個狀態取期望值，對動作取最大值。 / The mean is over next states, the maximum over actions."
        )
        assert policy.tolist() == best.tolist()


@points(1)
@demands("result", "rewards", "sweep", "policy")
def test_rewards_of_transitions(student, rng):
    """獎勵是 (S, A, S) 時，對下一個狀態取期望值 / Rewards (S, A, S) are averaged over the next state"""
    for n_states, n_actions in [(4, 3), (3, 3), (2, 4)]:
        P, R = draw(rng, n_states, n_actions)
        gamma = float(rng.uniform(0.3, 0.9))
        values, policy = solution(student.value_iteration(P, R, gamma, 1e-10), n_states)
        expected, best = optimum(P, R, gamma)
        assert values == approx(expected, rel=1e-6, abs=1e-7), hint(
            "r(s, a) 是 R[s, a, s2] 依機率 P[s, a, s2] 加權的和。 / r(s, a) is the sum of R[s, a, s2] weighted by P."
        )
        assert policy.tolist() == best.tolist()


@points(1)
@demands("result", "arguments", "rewards", "sweep", "stop", "policy")
def test_when_to_stop(student, rng):
    """同時更新，第一次變化小於 tol 就停 / All values at once, and the first change below tol ends it"""
    loop = np.ones((1, 1, 1))  # values r, 1.5 r, 1.75 r, ... with gamma = 1/2: the changes are exact
    for reward, tol, expected in [(1, 0.5, 1.75), (-1, 0.5, -1.75), (4, 0.5, 7.75), (2, 2.5, 2), (-2, 0.6, -3.5)]:
        values, _ = solution(student.value_iteration(loop, [[reward]], 0.5, tol), 1)
        assert values == approx([expected]), hint(
            "恰好等於 tol 時還不停；變化要取絕對值。 / A change of exactly tol goes on; take the absolute change."
        )
    for n_states, n_actions, tol, size in [(5, 3, 0.3, 1), (4, 2, 50, 1000), (6, 3, 1.0, 1), (4, 3, 1e6, 1)]:
        P, R = draw(rng, n_states, n_actions)
        P[0], R[0] = np.eye(n_states)[0], 0.0  # an absorbing state: one value never changes
        values, _ = solution(student.value_iteration(P, size * R, 0.9, tol), n_states)
        assert values == approx(sweeps(P, size * R, 0.9, tol)[0], rel=1e-9), hint(
            "每一輪只用上一輪的值；回傳最後算出的 V。"
            " / A sweep uses only the values of the one before; return the last V computed."
        )
    P, R = draw(rng, 4, 3)
    values, policy = solution(student.value_iteration(P, R, 0, 1e-3), 4)  # gamma = 0 is allowed
    r = mean_rewards(P, R)
    assert values == approx(r.max(axis=1)) and policy.tolist() == r.argmax(axis=1).tolist()


@points(1)
@demands("result", "arguments", "rewards", "sweep", "stop", "policy", "ties")
def test_policy(student, rng):
    """策略由回傳的 V 決定，同分取編號小的；參數不變 / The returned V decides, ties go to the lower action"""
    for _ in range(6):
        P, R = draw(rng, 6, 4)
        values, policy = solution(student.value_iteration(P, R, 0.95, 1e6), 6)  # a single sweep
        expected, Q = sweeps(P, R, 0.95, 1e6)
        assert values == approx(expected) and policy.tolist() == Q.argmax(axis=1).tolist(), hint(
            "policy 要用回傳的 V 再算一次 Q。 / Compute Q once more, from the V that is returned."
        )
    # Actions 1 and 2 are equal, and better than 0 and 3; all numbers are exact in binary.
    P = np.array([[[1, 0], [0.5, 0.5], [0.5, 0.5], [0, 1]], [[0, 1]] * 4])
    R = np.array([[1.0, 4.0, 4.0, -2.0], [0, 0, 0, 0]])
    values, policy = solution(student.unchanged(student.value_iteration, P, R, 0.5, 2.0**-20), 2)
    assert values == approx([16 / 3, 0], abs=1e-5) and policy.tolist() == [1, 0], hint(
        "同樣好的動作，取編號小的。 / Among equally good actions take the lower number."
    )


@points(1)
@demands("result", "sweep", "bad-shapes", "bad-probabilities", "bad-settings")
def test_bad_arguments(student, rng):
    """錯誤的參數 / Bad arguments"""
    P, R = draw(rng, 3, 2)
    values, _ = solution(student.value_iteration(P, R[..., 0], 0.8, 1e-9), 3)
    assert values == approx(optimum(P, R[..., 0], 0.8)[0], rel=1e-6, abs=1e-7)
    r = R[..., 0]
    negative = P.copy()
    negative[1, 1] = [1.5, -0.5, 0]
    less, more = P.copy(), P.copy()
    less[2, 0], more[0, 1] = less[2, 0] * 0.9, more[0, 1] * 1.1
    wide = np.concatenate([P / 2, P / 2], axis=2)
    refuses(
        student.value_iteration,
        [
            (P[0], r[:, :1], 0.8, 0.1),
            (wide, r, 0.8, 0.1),
            (np.full((3, 3), 1 / 3), np.ones((3, 3)), 0.8, 0.1),
            (P, r.T, 0.8, 0.1),
            (P, r[:, :1], 0.8, 0.1),
            (P, r[:, 0], 0.8, 0.1),
            (P, R[:, :, :2], 0.8, 0.1),
            (negative, r, 0.8, 0.1),
            (less, r, 0.8, 0.1),
            (more, r, 0.8, 0.1),
            (P, r, 1, 0.1),
            (P, r, 1.2, 0.1),
            (P, r, -0.1, 0.1),
            (P, r, 0.8, 0),
            (P, r, 0.8, -0.1),
        ],
    )
