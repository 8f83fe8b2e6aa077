"""神經風格轉換的損失 / The losses of neural style transfer"""

import numpy as np

from examiner import approx, array, demands, hint, points, refuses


def expected_gram(features):
    """Return the Gram matrix as a mean over places."""
    return np.mean([np.outer(place, place) for row in features for place in row], axis=0)


def draw(rng, *shape):
    return rng.normal(0.5, 1.5, shape)


@points(1)
@demands("gram", "lists")
def test_gram_matrix(student, rng):
    """Gram 矩陣 / The Gram matrix"""
    for shape in [(2, 3, 4), (4, 1, 2), (1, 5, 3), (3, 3, 3), (2, 2, 1), (1, 1, 4)]:
        features = draw(rng, *shape)
        found = array(student.gram_matrix(features.tolist()), (shape[2], shape[2]))
        assert found == approx(expected_gram(features), rel=1e-4, abs=1e-5), hint(
            "對所有位置加總通道的乘積，再除以 h·w。 / Sum products of channels over all places; divide by h·w."
        )
        found = array(student.gram_matrix(features / 100), (shape[2], shape[2]))
        assert found == approx(expected_gram(features / 100), rel=1e-4, abs=1e-9), hint(
            "特徵很小時也不要四捨五入。 / Round nothing, however small the features are."
        )


@points(1)
@demands("gram", "style", "sizes", "lists")
def test_style_loss(student, rng):
    """風格損失，大小可以不同 / The style loss; sizes may differ"""
    for a_size, b_size, c in [((2, 3), (2, 3), 4), ((2, 5), (4, 4), 3), ((1, 2), (3, 1), 1), ((3, 2), (2, 3), 2)]:
        a, b = draw(rng, *a_size, c), draw(rng, *b_size, c)
        expected = float(((expected_gram(a) - expected_gram(b)) ** 2).sum()) / c**2
        assert array(student.style_loss(a, b.tolist()), ()) == approx(expected, rel=1e-4), hint(
            "兩個 Gram 矩陣之差的平方，除以 c²。 / Squared differences of the two Gram matrices, divided by c²."
        )
        moved = rng.permutation(a.reshape(-1, c)).reshape(a.shape)
        assert array(student.style_loss(a, moved), ()) == approx(0, abs=1e-8)
    small, smaller = 0.01 * draw(rng, 3, 4, 2), 0.005 * draw(rng, 2, 3, 2)
    expected = float(((expected_gram(small) - expected_gram(smaller)) ** 2).mean())
    assert array(student.style_loss(small, smaller), ()) == approx(expected, rel=1e-3, abs=0), hint(
        "很小的損失也不是 0，不要四捨五入。 / A loss that is very small is not 0: round nothing."
    )


@points(1)
@demands("content", "lists")
def test_content_loss(student, rng):
    """內容損失 / The content loss"""
    for shape in [(2, 3, 4), (3, 1, 2), (1, 1, 5), (4, 4, 1)]:
        a, b = draw(rng, *shape), draw(rng, *shape)
        expected = sum((p - q) ** 2 for p, q in zip(a.flat, b.flat, strict=True)) / a.size
        assert array(student.content_loss(a.tolist(), b), ()) == approx(expected, rel=1e-4), hint(
            "特徵圖之差的平方，對所有元素平均。 / The squared differences of the feature maps, their mean."
        )
        assert array(student.content_loss(a, a), ()) == approx(0, abs=1e-9)
        assert array(student.content_loss(a / 1000, b / 1000), ()) == approx(expected / 1e6, rel=1e-4, abs=0), hint(
            "很小的損失也不是 0，不要四捨五入。 / A loss that is very small is not 0: round nothing."
        )


@points(1)
@demands("gram", "style", "content", "arguments", "bad-shapes")
def test_bad_arguments(student, rng):
    """形狀不合：ValueError / Shapes that do not fit: ValueError"""
    a = draw(rng, 2, 3, 4)
    assert array(student.unchanged(student.gram_matrix, a), (4, 4)) == approx(expected_gram(a), rel=1e-4, abs=1e-5)
    assert array(student.unchanged(student.style_loss, a, 2 * a), ()) == approx(
        9 * float((expected_gram(a) ** 2).mean()), rel=1e-4
    )
    assert array(student.unchanged(student.content_loss, a, a + 2), ()) == approx(4, rel=1e-4)
    one, no_maps = a[..., :1], [(a, a[0]), (a[0], a), (a[0], a[0]), (a[None], a[None])]
    refuses(student.gram_matrix, [a[0], a[None], a.ravel()])
    refuses(student.style_loss, [(a, a[..., :3]), (one, a), (a, one), *no_maps])
    refuses(student.content_loss, [(a, a[:1]), (a[:, :1], a), (a, one), (a, a.reshape(3, 2, 4)), *no_maps])
