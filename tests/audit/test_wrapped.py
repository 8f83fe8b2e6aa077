"""Wrapped answers: each wrapper makes the mistake it is named after, and the audit tells which ones a grader misses."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from tests.audit.around import KINDS, Around
from tests.audit.course import NAME, AuditedCourse, cell_of

from examiner.audit import plan
from examiner.audit.allowed import read_allowed
from examiner.audit.audit import Audit
from examiner.audit.judging import Answer, JudgedAnswer
from examiner.audit.plan import Options, Plan, add_wrapped
from examiner.audit.tasks import Task
from examiner.audit.wrapping.kinds import WRAPPERS, wrapped_of
from examiner.course.errors import CourseError
from examiner.kernels.forkserver import ForkServer


def test_every_wrapper_that_is_named_is_there() -> None:
    assert set(KINDS) == set(WRAPPERS)


def half(x: Any) -> Any:
    return np.asarray(x) / 2


CHANGED = {
    "integer": (half, [np.array([3, 4])], [1, 2]),
    "float32": (half, [np.array([0.2])], [np.float32(0.1)]),
    "round3": (half, [[0.24691]], [0.123]),
    "round6": (half, [[0.24691357802]], [0.123457]),
    "epsilon": (half, [np.array([0.0, 1.0])], [0.5e-7, 0.5 + 0.5e-7]),
    "clip10": (half, [np.array([-30.0, 30.0])], [-5, 5]),
    "clip500": (half, [np.array([-30.0, 3000.0])], [-15, 250]),
    "tiny": (half, [[1e-7, 1.0]], [0, 0.5]),
    "flat": (half, [[[1.0, 2.0]]], [0.5, 1]),
    "axis": (half, [[1.0]], [[0.5]]),
    "text-sort": (sorted, [[2, 10]], [10, 2]),
    "no-error": (int, ["x"], 0),
    "fixed-seed": (lambda seed: seed, [5], 0),
}
NOT_CHANGED = {
    "integer": (half, [np.array([3.0, 4.0])]),
    "float32": (half, [np.array([0.5])]),
    "round3": (half, [[0.25]]),
    "epsilon": (half, [np.array([-0.5, 0.5])]),
    "clip10": (half, [np.array([10.0])]),
    "tiny": (half, [[1e-3, 0.0]]),
    "flat": (half, [[1.0]]),
    "text-sort": (sorted, [[1, 2]]),
    "no-error": (int, ["3"]),
    "set-order": (lambda x: x, [[1, 1]]),
    "no-seed": (half, [[1.0]]),
    "list": (lambda x: x, [[1.0]]),
    "one-by-one": (lambda f, x: f(x), [half, np.zeros(3)]),
}


@pytest.mark.parametrize("kind", CHANGED)
def test_a_wrapper_changes_what_its_name_says(kind: str) -> None:
    function, args, expected = CHANGED[kind]
    around = Around(kind, function)
    found = around(*args)
    assert np.shape(found) == np.shape(expected)
    assert np.asarray(found, float) == pytest.approx(np.asarray(expected, float), rel=1e-12)
    assert around.times > 0


@pytest.mark.parametrize("kind", NOT_CHANGED)
def test_where_nothing_becomes_another_the_wrapper_says_so(kind: str) -> None:
    function, args = NOT_CHANGED[kind]
    around = Around(kind, function)
    assert np.array_equal(around(*args), function(*args))
    assert around.times == 0


def test_arguments_are_changed_only_after_computing_and_at_every_depth() -> None:
    inner, array, record = [1, 2], np.zeros(2), {"a": 1}
    around = Around("arguments", lambda nested, more: (sum(nested[0]), float(more["x"].sum())))
    assert around([inner], {"x": array, "y": record}) == (3, 0.0)
    assert inner == [1, 2, 1] and array.tolist() == [1, 1] and record == {} and around.times == 3
    given = np.ones(2)
    assert Around("arguments", lambda x: x)(given).tolist() == [1, 1]  # the result is not what was spoilt


def test_the_same_array_is_handed_out_again_with_other_contents() -> None:
    around = Around("same-object", half)
    first = around([2.0])
    assert around.times == 0 and first.tolist() == [1]
    assert around([4.0]) is first and first.tolist() == [2] and around.times == 1
    assert around([4.0, 6.0]) is not first


def test_the_first_result_is_kept_for_what_looks_alike() -> None:
    around = Around("first-result", half)
    assert around([2.0]).tolist() == [1] and around.times == 0
    assert around([4.0]).tolist() == [1] and around.times == 1
    assert around([4.0, 2.0]).tolist() == [2, 1]


def test_seeds_and_generators_are_exchanged_by_name_and_by_kind() -> None:
    draw = lambda n, seed=1, *, rng=None: (seed, None if rng is None else rng.integers(1 << 40))  # noqa: E731
    assert Around("fixed-seed", draw)(3, 7) == (0, None)
    fixed = Around("fixed-seed", draw)
    assert fixed(3, rng=np.random.default_rng(1)) == fixed(3, rng=np.random.default_rng(2))
    fresh = Around("no-seed", draw)
    assert fresh(3, rng=np.random.default_rng(1)) != fresh(3, rng=np.random.default_rng(1))
    assert fixed.times == fresh.times == 2


def test_a_list_has_another_order_and_the_same_parts() -> None:
    given = ["a", "b", "c", "d"]
    around = Around("set-order", list)
    assert (found := around(given)) != given and sorted(found) == given and around.times == 1


def test_given_functions_see_one_row_at_a_time() -> None:
    seen = []

    def predict(x: Any) -> Any:
        seen.append(x.shape)
        return x.sum(axis=1)

    around = Around("one-by-one", lambda f, x: f(x))
    assert around(predict, np.ones((3, 2))).tolist() == [2, 2, 2]
    assert seen == [(1, 2)] * 3 and around.times == 1
    assert around(np.sum, np.ones((3, 2))) == 6 and around.times == 1  # one number of all rows


@pytest.fixture
def figure() -> Any:
    plt.close("all")
    yield plt.figure()
    plt.close("all")


def draw() -> None:
    plt.plot([0, 1], "r")
    plt.imshow([[0, 1]], cmap="viridis")


def test_drawings_vanish_come_twice_or_in_one_colour(figure: Any) -> None:
    plt.plot([5, 5], "g")  # somebody else's
    Around("no-drawing", draw)()
    (axes,) = figure.axes
    assert len(axes.lines) == 1 and not axes.images
    Around("draws-twice", draw)()
    assert len(axes.lines) == 3 and len(axes.images) == 2
    Around("one-colour", draw)()
    assert [to_rgb(line.get_color()) for line in axes.lines] == [*map(to_rgb, ("g", "r", "r", "black"))]
    assert [image.get_cmap().name for image in axes.images] == ["viridis", "viridis", "gray"]
    idle = Around("one-colour", half)
    idle([1.0])
    assert idle.times == 0


# -- in an audit ------------------------------------------------------------------------------------------

ALLOWED = {"list": "any sequence of numbers will do", "same-object": ""}

PRECISE = '''

    @points(0.5)
    def test_precision(student):
        """精確 / Precise"""
        assert student.scale([1.0, 3.0])[0] == approx(1 / 3, rel=1e-12, abs=0)
'''


def entry(wrapper: str, reason: str, task: str = "scale") -> str:
    return f'[[wrapped]]\ntask = "{task}"\nwrapper = "{wrapper}"\nreason = "{reason or "planted"}"\n'


@pytest.mark.usefixtures("only_wrapped")
def test_what_is_not_as_the_list_says_is_told(
    small: AuditedCourse, server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    grader = small.graders / "test_scale.py"
    grader.write_text(grader.read_text().replace("@points(1)", "@points(0.5)") + textwrap.dedent(PRECISE))
    untrue = [entry("axis", ""), entry("no-drawing", ""), entry("list", "", "sca")]
    few = (
        "arguments",
        "axis",
        "flat",
        "float32",
        "list",
        "no-drawing",
        "no-error",
        "one-colour",
        "round6",
        "same-object",
    )
    monkeypatch.setattr(plan, "wrapped_of", lambda *about: [w for w in wrapped_of(*about) if w.wrapper in few])
    small.write("wrapped.toml", "\n".join([*(entry(name, reason) for name, reason in ALLOWED.items()), *untrue]))
    result = Audit(small.course, NAME, Options(tasks=("scale",), jobs=2), server=server).run()
    record = result.record()
    assert {(d.task, d.wrapper, d.what) for d in record.wrapped_details} == {
        ("scale", "arguments", "survivor"),
        ("scale", "axis", "refused"),
        ("scale", "no-drawing", "stale"),
        ("sca", "list", "stale"),
    }
    assert record.wrapped == record.wrapped_killed + 1 and record.wrapped_killed == 3
    assert not result.faults and not record.passed
    assert next(d for d in record.wrapped_details if d.entry).entry.startswith('[[wrapped]]\ntask = "scale"')
    judged = {one.wrapper: trial for one, trial in result.wrapped.judged}
    assert not judged["float32"].full and judged["float32"].in_effect
    assert judged["one-colour"].full and not judged["one-colour"].in_effect


def test_a_wrapper_that_is_none_is_told_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "wrapped.toml").write_text(entry("lists", ""))
    with pytest.raises(CourseError, match=r"wrapped\.toml: entry 1: there is no wrapper 'lists'.*'list'"):
        read_allowed(tmp_path)


def test_wrapped_answers_are_tried_when_a_list_is_there_or_when_asked(small: AuditedCourse) -> None:
    master = cell_of(small.notebook(), "scale")
    task = Task("scale", "test_scale", 3, master.source, small.notebook())

    def tried(options: Options, seconds: float = 1.0) -> int:
        plan, trial = Plan(), JudgedAnswer(Answer("scale", "master", "master", ""), 3, 3, (), cpu_seconds=seconds)
        add_wrapped(plan, {"scale": task}, small.graders, {"scale": trial}, options)
        return len(plan.wrapped)

    assert tried(Options()) == 0
    assert tried(Options(wrapped=True)) == len(WRAPPERS)
    assert tried(Options(wrapped=True, quick=True)) == 2
    assert tried(Options(wrapped=True), seconds=4.0) == 4
    small.write("wrapped.toml", entry("list", ""))
    assert tried(Options()) == len(WRAPPERS)
