"""主成分分析 / Principal component analysis"""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from examiner import approx, array, demands, hint, points, record, refuses


def draw(rng, n, d):
    """Return related columns in very different units, none of them centred."""
    hidden = rng.normal(size=(n, d)) * np.linspace(2, 0.5, d)
    turn, _ = np.linalg.qr(rng.normal(size=(d, d)))
    return hidden @ turn * 10.0 ** rng.uniform(-2, 3, d) + rng.normal(0, 5, d) * 10.0 ** rng.uniform(0, 2, d)


def answer_of(student, X, k, *, keeping=False):
    """Return the student's five arrays."""
    n, d = np.shape(X)
    shapes = {"components": (k, d), "scores": (n, k), "explained_ratio": (k,), "mean": (d,), "scale": (d,)}
    found = record(student.unchanged(student.pca, X, k) if keeping else student.pca(X, k), *shapes)
    return {key: array(found[key], shape, name=key) for key, shape in shapes.items()}


def reference(X):
    """Return scikit-learn's PCA of the standardised data, fitted, and these data."""
    Z = StandardScaler().fit_transform(X)
    return PCA().fit(Z), Z


def cases(rng):
    """Yield data and k: tall, square and wide tables, k from 1 to d."""
    for n, d, k in [(30, 4, 2), (12, 3, 3), (25, 6, 1), (8, 8, 4), (5, 7, 3), (40, 2, 2), (2, 3, 1)]:
        yield draw(rng, n, d), k


@points(1)
@demands("keys", "scale", "components")
def test_mean_and_scale(student, rng):
    """平均與母體標準差 / Means and population standard deviations"""
    for X, k in cases(rng):
        found = answer_of(student, X, k)
        assert found["mean"] == approx(np.array([sum(c) / len(c) for c in X.T.tolist()]), rel=1e-6), hint(
            "mean 是每個欄位的平均。 / mean holds the mean of every column."
        )
        spread = np.sqrt(((X - found["mean"]) ** 2).sum(axis=0) / len(X))
        assert found["scale"] == approx(spread, rel=1e-5), hint(
            "標準差除以 n，不是 n − 1。 / Standard deviations divide by n, not by n − 1."
        )
    unit = rng.random((6, 2))
    for X in (unit, 3e-7 + 1e-4 * (unit - unit.mean(axis=0))):  # means of about 0.5, and of 0.0000003
        assert answer_of(student, X, 1)["mean"] == approx(X.mean(axis=0), rel=1e-8, abs=0), hint(
            "用 64 位元算，不要四捨五入，也不要加上小數。 / Compute in 64 bits; round nothing and add nothing."
        )


@points(2)
@demands("keys", "components", "lists")
def test_components(student, rng):
    """主成分，和 scikit-learn 相同（正負號除外） / The components are scikit-learn's, up to signs"""
    for X, k in cases(rng):
        found = answer_of(student, X.tolist(), k)["components"]
        expected = reference(X)[0].components_[:k]
        signs = np.sign((found * expected).sum(axis=1, keepdims=True))
        assert found * signs == approx(expected, rel=1e-4, abs=1e-5), hint(
            "先標準化；eigh 的特徵向量是行（column），而且由小到大排序。"
            " / Standardise first; the eigenvectors of eigh are columns, and sorted from small to large."
        )


@points(1)
@demands("keys", "scale", "components", "scores")
def test_scores(student, rng):
    """投影，和主成分一致 / The projection, in agreement with the components"""
    for X, k in cases(rng):
        found = answer_of(student, X, k)
        expected = reference(X)[0].transform(reference(X)[1])[:, :k]
        signs = np.sign((found["scores"] * expected).sum(axis=0))
        assert found["scores"] * signs == approx(expected, rel=1e-4, abs=1e-5), hint(
            "投影的是標準化後的資料。 / Project the standardised data."
        )
        assert found["scores"] == approx(reference(X)[1] @ found["components"].T, rel=1e-4, abs=1e-5), hint(
            "scores 和 components 的正負號要一致。 / The signs of scores and components must agree."
        )


@points(1)
@demands("keys", "components", "ratio")
def test_explained_ratio(student, rng):
    """解釋比例，分母是全部特徵值 / The explained ratio, of all eigenvalues"""
    for X, k in cases(rng):
        found = answer_of(student, X, k)["explained_ratio"]
        assert found == approx(reference(X)[0].explained_variance_ratio_[:k], rel=1e-5, abs=1e-7), hint(
            "特徵值除以全部 d 個特徵值的總和，由大到小。"
            " / Eigenvalues over the sum of all d of them, from large to small."
        )


@points(2)
@demands("keys", "scale", "components", "scores", "ratio", "constant")
def test_constant_column(student, rng):
    """常數欄位 / A constant column"""
    for n, place, value in [
        (10, 0, 0.1),
        (10, 2, 7.0),
        (7, 1, 0.3),
        (15, 3, 0.0),
        (13, 1, -1.1),
        (6, 2, 1e5 / 3),
        (11, 1, 1e7 / 3),
        (7, 3, 1e9 / 7),
    ]:
        X = np.insert(draw(rng, n, 3), place, value, axis=1)
        found = answer_of(student, X, 2)
        small = np.delete(X, place, axis=1)
        fitted, Z = reference(small)
        assert found["mean"][place] == approx(value, rel=1e-6)
        assert found["scale"] == approx(np.insert(small.std(axis=0), place, 1.0), rel=1e-5), hint(
            f"整欄都是 {value:.3g} 時，scale 是 1。 / Where all of a column is {value:.3g}, scale is 1."
        )
        expected = np.insert(fitted.components_[:2], place, 0.0, axis=1)
        signs = np.sign((found["components"] * expected).sum(axis=1, keepdims=True))
        assert found["components"] * signs == approx(expected, rel=1e-4, abs=1e-5), hint(
            "常數欄位標準化後全是 0，不影響主成分。"
            " / A constant column becomes all 0 and does not affect the components."
        )
        assert found["scores"] * signs[:, 0] == approx(fitted.transform(Z)[:, :2], rel=1e-4, abs=1e-5)
        assert found["explained_ratio"] == approx(fitted.explained_variance_ratio_[:2], rel=1e-5)
    X = draw(rng, 9, 2)
    X[:, 0] = 3 + 1e-5 * rng.normal(size=9)  # almost constant, but not quite
    assert answer_of(student, X, 1)["scale"] == approx(X.std(axis=0), rel=1e-5), hint(
        "幾乎是常數的欄位不是常數欄位。 / A column that is almost constant is not a constant column."
    )


@points(1)
@demands("keys", "components", "ratio", "arguments", "bad-arguments")
def test_bad_arguments(student, rng):
    """X 的形狀或 k 不合：ValueError / A wrong shape of X or k: ValueError"""
    X = draw(rng, 9, 3)
    assert answer_of(student, X, 3, keeping=True)["explained_ratio"].sum() == approx(1.0)
    assert answer_of(student, X[:2], 1)["explained_ratio"] == approx([1.0])
    refuses(student.pca, [(X, 0), (X, -1), (X, 4), (X[0], 1), (X[None], 1), (X[:1], 1)])
