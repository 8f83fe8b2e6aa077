"""變分自編碼器的零件 / Parts of a variational autoencoder"""

import math

import numpy as np
from hw4_held import held

from examiner import approx, array, demands, hint, points, refuses

STAYS = "再次呼叫時，先前的結果要保持原樣。 / A result stays as it is when the function is called again."
ANY = "log_var 可以是任何實數，不要截斷。 / log_var may be any real number: clip nothing."


def expected_kl(mu, log_var):
    """Return the divergence of one dimension as an integral over a fine grid."""
    sigma = math.exp(log_var / 2)
    z = mu + sigma * np.linspace(-12, 12, 4001)
    log_q = -((z - mu) ** 2) / (2 * sigma**2) - math.log(sigma * math.sqrt(2 * math.pi))
    log_p = -(z**2) / 2 - math.log(math.sqrt(2 * math.pi))
    return float(np.sum(np.exp(log_q) * (log_q - log_p)) * (z[1] - z[0]))


def draw(rng, *shape):
    return rng.normal(0, 1.5, shape), rng.uniform(-2, 1.5, shape)


@points(2)
@demands("sample", "lists", "arguments")
def test_reparameterize(student, rng):
    """重參數化：mu + sigma·eps / Reparameterization: mu + sigma·eps"""
    for shape in [(3,), (1,), (4, 2), (1, 5), (3, 3)]:
        mu, log_var = draw(rng, *shape)
        eps = rng.normal(size=shape)
        expected = [m + math.sqrt(math.exp(v)) * e for m, v, e in zip(mu.flat, log_var.flat, eps.flat, strict=True)]
        found = array(student.unchanged(student.reparameterize, mu, log_var, eps.tolist()), shape)
        assert found.ravel() == approx(expected, rel=1e-4, abs=1e-5), hint(
            "sigma 是 exp(log_var / 2)。 / sigma is exp(log_var / 2)."
        )
    whole = [([1, 2], [0, 3], [3, -1]), ([2, 0], [-1, 0], [1, 5])]
    expected = [[m + math.exp(v / 2) * e for m, v, e in zip(*case, strict=True)] for case in whole]
    assert array(held(student, student.reparameterize, whole), (2, 2)) == approx(expected, rel=1e-4), hint(STAYS)
    far = np.array([rng.uniform(25, 50), -rng.uniform(25, 50)])
    found = array(student.reparameterize([0, 0], far, [1, -1]), (2,))
    assert found / np.exp(far / 2) == approx([1, -1], rel=1e-4), hint(ANY)


@points(1)
@demands("kl", "lists")
def test_kl_of_one_record(student, rng):
    """一筆資料的 KL：對各維加總 / KL of one record: a sum over dimensions"""
    for d in (1, 2, 5):
        mu, log_var = draw(rng, d)
        expected = sum(expected_kl(m, v) for m, v in zip(mu, log_var, strict=True))
        assert array(student.kl_to_standard_normal(mu.tolist(), log_var), ()) == approx(expected, rel=1e-4), hint(
            "每一項是 (mu² + exp(log_var) − 1 − log_var) / 2，對各維加總。"
            " / Every term is (mu² + exp(log_var) − 1 − log_var) / 2; sum over the dimensions."
        )
    assert array(student.kl_to_standard_normal([0, 0], [0, 0]), ()) == approx(0, abs=1e-9)
    assert array(student.kl_to_standard_normal([1, -2], [1, 0]), ()) == approx(expected_kl(1, 1) + 2, rel=1e-4)
    for far in (rng.uniform(25, 50), -rng.uniform(25, 50), -rng.uniform(600, 900)):
        expected = (math.exp(far) - 1 - far) / 2
        assert array(student.kl_to_standard_normal([0], [far]), ()) == approx(expected, rel=1e-4), hint(ANY)


@points(1)
@demands("kl", "records", "arguments")
def test_kl_of_a_batch(student, rng):
    """批次的 KL：每筆一個數 / KL of a batch: one number per record"""
    for n, d in [(4, 3), (3, 3), (1, 2), (5, 1)]:
        mu, log_var = draw(rng, n, d)
        expected = [
            sum(expected_kl(m, v) for m, v in zip(*pair, strict=True)) for pair in zip(mu, log_var, strict=True)
        ]
        assert array(student.unchanged(student.kl_to_standard_normal, mu, log_var), (n,)) == approx(
            expected, rel=1e-4
        ), hint("對最後一軸加總，不對批次平均。 / Sum over the last axis, with no mean over the batch.")
    batches = [draw(rng, 3, 2) for _ in range(2)]
    expected = [[sum(map(expected_kl, *record)) for record in zip(*pair, strict=True)] for pair in batches]
    assert array(held(student, student.kl_to_standard_normal, batches), (2, 3)) == approx(expected, rel=1e-4), hint(
        STAYS
    )


@points(1)
@demands("sample", "kl", "records", "bad-shapes")
def test_bad_arguments(student, rng):
    """形狀不同：ValueError / Different shapes: ValueError"""
    mu, log_var = draw(rng, 3, 2)
    assert array(student.reparameterize(mu, log_var, np.zeros((3, 2))), (3, 2)) == approx(mu)
    assert array(student.kl_to_standard_normal(mu, 0 * mu), (3,)) == approx((mu**2).sum(axis=1) / 2, rel=1e-4)
    eps = rng.normal(size=(3, 2))
    bad = [
        (mu[0], log_var, eps),
        (mu, log_var[0], eps),
        (mu, log_var, eps[0]),
        (mu, log_var, eps[:1]),
        (mu[:2], log_var, eps),
        (mu[0], log_var[0], eps),
        (mu[:, :1], log_var[:, :1], eps),
        (mu, log_var[:1], eps[:1]),
    ]
    refuses(student.reparameterize, bad)
    bad = [(mu[0], log_var), (mu, log_var[0]), (mu, log_var[:1]), (mu[:, :1], log_var), (mu[:2], log_var)]
    refuses(student.kl_to_standard_normal, bad)
