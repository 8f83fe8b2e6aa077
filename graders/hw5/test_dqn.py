"""深度 Q 網路 / The deep Q-network"""

import numpy as np
import pytest
from hw5_held import held

from examiner import approx, array, demands, hint, keras_model, points, reaches, time_limit

GAMMA, HOTTEST, PIECES = 0.9, 4, 50


def draw_car(rng):
    """Return the settings of a car near the default one, its three gears in another order."""
    cools, warms, two = rng.uniform([0.85, 0.35, 0.4], [1, 0.5, 0.55])
    gain = np.array([rng.uniform(0, 0.2), rng.uniform(1.8, 2.2), rng.uniform(4.8, 5.2)])
    heat = np.array([(cools, 1 - cools, 0, 0), (0, 1 - warms, warms, 0), (0, 0, 1 - two, two)])
    order = rng.choice([[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    grip, curve, fine = (float(v) for v in rng.uniform([0.25, 0.4, -12], [0.35, 0.6, -8]))
    return {"gain": gain[order], "heat": heat[order], "grip": grip, "curve": curve, "fine": fine}


def car_of(gain, heat, grip, curve, fine):
    """Return the car that the student's environment drives: what can happen on one drive is drawn on this side."""
    temperature, in_curve = np.divmod(np.arange(2 * (HOTTEST + 1)), 2)

    def car(seed):
        rng = np.random.default_rng(int(array(seed, (), dtype=int, name="the seed of a drive")))
        change = np.stack([rng.choice(4, PIECES, p=p) for p in heat], axis=1) - 1
        after = np.maximum(temperature[:, None] + change[:, None], 0)  # (piece of road, state, gear)
        over = after > HOTTEST
        rewards = np.where(over, fine, gain * np.where(in_curve, grip, 1.0)[:, None])
        curves = rng.random((PIECES + 1, 1, 1)) < curve
        start = 2 * int(rng.integers(HOTTEST + 1)) + int(curves[-1].item())
        return start, 2 * np.minimum(after, HOTTEST) + curves[:-1], rewards, over

    return car


def process(gain, heat, grip, curve, fine):
    """Return P and R of a car; state 2t + c is temperature t on a straight road (c = 0) or in a curve."""
    n = 2 * (HOTTEST + 1)
    P, R = np.zeros((n, len(gain), n)), np.zeros((n, len(gain)))
    for s in range(n):
        t, in_curve = divmod(s, 2)
        for a, changes in enumerate(heat):
            for change, p in enumerate(changes, start=-1):
                if t + change > HOTTEST:
                    R[s, a] += p * fine  # and nothing follows
                    continue
                R[s, a] += p * gain[a] * (grip if in_curve else 1)
                after = 2 * max(t + change, 0)
                P[s, a, after] += p * (1 - curve)
                P[s, a, after + 1] += p * curve
    return P, R


def optimum(P, R):
    V = np.zeros(len(P))
    for _ in range(400):
        V = (R + GAMMA * P @ V).max(axis=1)
    return V


def value(P, R, actions):
    """Return the value of every state when these actions are taken."""
    rows = np.arange(len(P))
    return np.linalg.solve(np.eye(len(P)) - GAMMA * P[rows, actions], R[rows, actions])


def observation(s):
    t, in_curve = divmod(s, 2)
    state = np.zeros(HOTTEST + 2, dtype="float32")
    state[t], state[-1] = 1, in_curve
    return state


def draw_batch(rng, n, k, n_actions):
    return (
        rng.normal(size=(n, k)),
        rng.integers(0, n_actions, n),
        rng.uniform(-5, 5, n),
        rng.normal(size=(n, k)),
        np.arange(n) % 3 == 1,
    )


def network(rng, k, n_actions):
    """Return a function that stands for a target network: it takes nothing but states (any, k)."""
    W, b = rng.normal(size=(k, n_actions)), rng.uniform(1, 3, n_actions)
    return lambda states: np.tanh(array(states, (None, k), name="the argument of target_net") @ W) * 3 + b


@points(1)
@demands("network", "hidden-layer", "linear-output")
def test_network(student, rng):
    """網路：形狀、隱藏層、線性的輸出 / The network: shapes, a hidden layer, a linear output"""
    for n_features, n_actions in [(6, 3), (3, 5)]:
        model = keras_model(student.build_q_network(n_features, n_actions), "build_q_network")
        model.set_weights([5 * w + rng.uniform(-1, 1, w.shape) for w in model.weight_arrays])
        ends = rng.normal(size=(2, 60, n_features)) * 3
        x = np.concatenate([*ends, ends.mean(axis=0)]).astype("float32")
        Q = model.predictions(x, n_actions)
        assert Q.max() > 3 and Q.min() < -3, hint(
            "Q 可以是任何實數：輸出層不加激勵函數。 / Q may be any real number: no activation in the output layer."
        )
        bend = np.abs(Q[:60] + Q[60:120] - 2 * Q[120:]).max()
        assert bend > 1e-3 * np.abs(Q).max(), hint(
            "整個網路是線性的：加一層有激勵函數的隱藏層。"
            " / The network is linear: add a hidden layer with an activation."
        )


@points(1)
@demands("targets", "target-net")
def test_targets(student, rng):
    """目標：r + γ·max Q⁻(s') / Targets: r + γ max Q⁻(s')"""
    for n, k, n_actions in [(5, 4, 3), (1, 2, 4), (7, 6, 2)]:
        batch, target_net = draw_batch(rng, n, k, n_actions), network(rng, k, n_actions)
        batch = (*batch[:4], np.zeros(n, dtype=bool))
        gamma = float(rng.uniform(0.3, 0.95))
        expected = [r + gamma * max(q) for r, q in zip(batch[2], target_net(batch[3]).tolist(), strict=True)]
        y = array(student.unchanged(student.dqn_targets, batch, target_net, gamma), (n,), name="the targets")
        assert y == approx(expected, rel=1e-5, abs=1e-6), hint(
            "對 next_states 的每一列取最大的 Q。 / Take the largest Q in each row, of the next states."
        )
    more = (*batch[:2], batch[2] + 1000, *batch[3:])
    both = array(held(student, student.dqn_targets, [(b, target_net, gamma) for b in (batch, more)]), (2, n))
    assert both == approx([expected, np.add(expected, 1000)], rel=1e-5), hint(
        "獎勵不要截斷；每次呼叫都要回傳自己的陣列。 / Clip no reward, and return an array of its own at every call."
    )


@points(1)
@demands("network", "targets", "terminal", "lists", "target-net")
def test_terminal_targets(student, rng):
    """終止的一步、Keras 模型、串列 / Terminal steps, a Keras model, lists"""
    model = keras_model(student.build_q_network(5, 3), "build_q_network")
    for target_net in (network(rng, 5, 3), model):
        batch = draw_batch(rng, 8, 5, 3)
        Q = target_net(batch[3]) if target_net is not model else model.predictions(batch[3].astype("float32"), 3)
        gamma = float(rng.uniform(0.5, 0.95))
        expected = [
            r if done else r + gamma * max(q) for r, done, q in zip(batch[2], batch[4], Q.tolist(), strict=True)
        ]
        for given in (batch, tuple(column.tolist() for column in batch)):
            y = array(student.dqn_targets(given, target_net, gamma), (8,), name="the targets")
            assert y == approx(expected, rel=1e-4, abs=1e-5), hint(
                "dones 為真的那幾步，目標只有獎勵。 / Where dones is true, the target is the reward alone."
            )


class Track:
    """A car that notes how it is driven; until it has been driven once, it is one that every training gets alike."""

    def __init__(self, car, practice):
        self.car, self.practice = car, practice
        self.seeds, self.drives = [], []

    def drive(self, seed, actions):
        """Return what can happen on the next drive; actions are those of the drive before."""
        self.seeds.append(seed)
        if len(actions):
            self.drives.append(actions)
        if self.drives:
            return self.car(seed)
        start, after, rewards, over = self.practice(seed)
        return start, after, rewards, np.zeros_like(over)  # it ends with the road only: 50 actions to compare


@pytest.fixture(scope="module")
@time_limit(30)
def trained(student, seeds):
    """The seed, and for each of two cars its settings, how it was driven and the policy."""
    rng, seed = np.random.default_rng(seeds("cars")), int(seeds("training") % 1000)
    cars = [draw_car(rng) for _ in range(2)]
    tracks = [Track(car_of(**settings), car_of(**cars[0])) for settings in cars]
    policies = [student.train_on(track.drive, student.train_dqn, gamma=GAMMA, seed=seed) for track in tracks]
    return seed, list(zip(cars, tracks, policies, strict=True))


@points(1)
@demands("network", "driving", "seed")
def test_seed(trained):
    """開自己的車，亂數由 seed 決定 / It drives, and the seed decides"""
    seed, trainings = trained
    expected = int(np.random.default_rng(seed).integers(2**31))  # what Gymnasium draws first after reset(seed=seed)
    tracks = [track for _, track, _ in trainings]
    assert all(len(track.drives) > 0 for track in tracks), hint(
        "用 env.step 開車，從經驗學。 / Drive by env.step, and learn from that."
    )
    assert all(track.seeds[0] == expected for track in tracks), hint(
        "第一次 reset 要用 env.reset(seed=seed)。 / Let the first reset be env.reset(seed=seed)."
    )
    assert tracks[0].drives[0] == tracks[1].drives[0], hint(
        "同樣的 seed、同樣的路，第一趟的動作卻不同：每個亂數都要由 seed 決定。"
        " / The same seed on the same road gave another first drive: let the seed decide every random number."
    )


@points(5, seconds=30)
@demands("network", "hidden-layer", "linear-output", "targets", "terminal", "policy", "driving", "value")
@pytest.mark.parametrize("car", [1, 2])
def test_policy(student, trained, car):
    """沒見過的賽車：達到最佳值的 95% / A car not seen before: 95% of the optimum"""
    settings, _, policy = trained[1][car - 1]
    P, R = process(**settings)
    chosen = student.each(policy, [observation(s) for s in range(len(P))])
    actions = [int(array(action, (), dtype=int, name="動作 / the action")) for action in chosen]
    assert all(0 <= a < R.shape[1] for a in actions), hint("動作是 0、1、2。 / Actions are 0, 1 and 2.")
    share = float(value(P, R, np.array(actions)).mean() / optimum(P, R).mean())
    assert reaches(share, 0.95), hint(
        "訓練得夠久嗎？探索夠多嗎？截斷的一步有沒有被當成終止？"
        " / Enough training? Enough exploration? Is a truncated step taken for a terminal one?"
    )
