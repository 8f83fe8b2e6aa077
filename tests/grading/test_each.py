"""``student.each``: many calls in one round trip, each timed and failing alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.grading.test_wall import SWALLOWS, near, next_check

from examiner import args, refuses
from examiner.grading.author import StudentValueError
from examiner.grading.errors import NotPlainData, StudentCrash, StudentError, StudentTimeout
from examiner.grading.remote import Remote
from examiner.grading.student import Student

Maker = Callable[[str], Student]


def requests(student: Student, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that is filled with the operations that go over the wall."""
    found: list[str] = []
    ask = student._wall.ask

    def noting(op: str, *rest: object) -> object:
        found.append(op)
        return ask(op, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(student._wall, "ask", noting)
    return found


def test_many_calls_take_one_round_trip(notebook: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    student = notebook("def f(x, k=1): return x * k")
    seen = requests(student, monkeypatch)
    answers = student.each("f", [2, (3, 4), args(5, k=6), *range(100)])
    assert len(answers) == 103 and list(answers[:3]) == [2, 12, 30] and answers[-1] == 99
    assert seen == ["batch"]
    assert list(student._wall.received)[-1] == 99


def test_no_input_is_no_call(notebook: Maker) -> None:
    assert list(notebook("def f(x): raise ValueError").each("f", [])) == []


def test_what_is_no_function_fails_as_in_any_other_call(notebook: Maker) -> None:
    student = notebook("f = 6")
    with pytest.raises(TypeError, match="'int' object is not callable"):
        student.each(student.f, [1])[0]


def test_a_call_that_fails_says_which_it_was_and_costs_no_other(notebook: Maker) -> None:
    student = notebook("def f(x): return 1 / x")
    answers = student.each("f", [1, 2, 0, 4])
    assert answers[0] == 1 and answers[3] == 0.25
    for _ in range(2):
        with pytest.raises(StudentError) as caught:
            answers[2]
        assert caught.value.text.en == "call 3 of 4: ZeroDivisionError: division by zero"
        assert caught.value.text.zh.startswith("第 3 次呼叫（共 4 次）：")
        assert "1 / x" in caught.value.traceback
    assert student.f(4) == 0.25


def test_a_call_that_hangs_costs_itself_and_what_comes_after_it(notebook: Maker) -> None:
    student = notebook("def f(x):\n    while x == 3: pass\n    return x\ncalls = []\ndef g(x): calls.append(x)")
    answers = student.each("f", range(6))
    assert answers[:3] == [0, 1, 2]
    for place in (3, 4, 5):
        with pytest.raises(StudentTimeout) as caught:
            answers[place]
        assert caught.value.text.en.startswith(f"call {place + 1} of 6: the time limit") or "1 s" in str(caught.value)
    with pytest.raises(StudentTimeout):
        student.f(1)
    next_check(student)
    assert student.f(1) == 1


def test_a_call_that_swallows_its_interrupt_is_late_all_the_same(notebook: Maker) -> None:
    student = notebook("def f(x):\n    try:\n        while x == 1: pass\n    except BaseException: pass\n    return x")
    answers = student.each("f", [0, 1, 2])
    assert answers[0] == 0
    with pytest.raises(StudentTimeout):
        answers[1]


def test_slow_calls_have_a_limit_each(notebook: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    student = notebook(
        "import time\ndef f(x):\n    end = time.process_time() + 0.4\n    while time.process_time() < end: pass\n    return x"
    )
    seen = requests(student, monkeypatch)
    assert list(student.each("f", range(4))) == [0, 1, 2, 3]  # 1.6 s, of 1 s a call
    assert seen == ["batch", "more", "more", "more"]


def test_a_call_that_ends_the_kernel_costs_what_is_not_known_and_the_check(notebook: Maker) -> None:
    student = notebook("import os, time\ndef f(x):\n    time.sleep(0.06)\n    if x == 2: os._exit(3)\n    return x")
    answers = student.each("f", range(4))
    assert answers[:2] == [0, 1]
    with pytest.raises(StudentCrash, match="exit status 3"):
        answers[2]
    with pytest.raises(StudentCrash):
        student.f(0)
    next_check(student)
    assert student.f(0) == 0


def test_a_value_that_cannot_be_judged_fails_alone(notebook: Maker) -> None:
    student = notebook(
        "import numpy as np\nclass A: n = 7\n"
        "def f(x): return {'big': np.zeros(2 << 20), 'object': A(), 'odd': {A(): 1}}.get(x, x)"
    )
    big, thing, odd, fine = student.each("f", ["big", "object", "odd", "x"])._of
    with pytest.raises(StudentError, match="TooLarge"):
        big()
    assert isinstance(thing(), Remote) and thing().n == 7
    assert fine() == "x" and isinstance(odd(), Remote)


def test_values_that_are_too_large_together_come_in_several_replies(notebook: Maker) -> None:
    student = notebook("import numpy as np\ndef f(n): return np.full(400_000, float(n))")  # 3.2 of 8 MiB each
    assert [x[0] for x in student.each("f", range(7))] == [0, 1, 2, 3, 4, 5, 6]


def test_what_is_printed_drawn_and_warned_of_counts(notebook: Maker) -> None:
    student = notebook("import warnings\ndef f(x):\n    print('call', x)\n    warnings.warn(str(x))\n    return x")
    answers = student.each("f", [1, 2, 3])
    assert student.stdout == "call 1\ncall 2\ncall 3\n"
    assert answers[1] == 2 and student.warnings == [("UserWarning", "2")]


def test_each_call_gets_arguments_of_its_own_and_must_leave_them(notebook: Maker) -> None:
    student = notebook("def f(x):\n    x[0] += 1\n    return x[0]\ndef g(x): return x[0]")
    shared = [1, 2]
    assert list(student.each("f", [(shared,), (shared,)])) == [2, 2] and shared == [1, 2]
    assert list(student.each("g", [(shared,), (shared,)], unchanged=True)) == [1, 1]
    answers = student.each("f", [(shared,)], unchanged=True)
    with pytest.raises(StudentValueError, match="copy it before"):
        answers[0]


def test_a_function_of_the_graders_serves_all_calls_and_may_refuse(notebook: Maker) -> None:
    student = notebook("import time\ndef slow(f, x):\n    time.sleep(0.04)\n    return f(x)\n" + SWALLOWS)
    assert list(student.each("slow", [(lambda x: 10 * x, n) for n in range(4)])) == [0, 10, 20, 30]
    with pytest.raises(AssertionError, match="Only near"):
        student.each("f", [(near, 1.0), (near, 1e6), (near, 2.0)])


def test_methods_and_async_functions_are_called_and_a_missing_name_is_told(notebook: Maker) -> None:
    student = notebook(
        "class A:\n    def __init__(s): s.n = 0\n    def add(s, k): s.n += k; return s.n\nasync def g(x): return -x"
    )
    assert list(student.each(student.A().add, [1, 2, 3])) == [1, 3, 6]
    assert list(student.each("g", [1, 2])) == [-1, -2]
    with pytest.raises(StudentError, match="name 'h' is not defined"):
        student.each("h", [1])


def test_memory_that_runs_out_costs_its_call(notebook: Maker) -> None:
    student = notebook("import numpy as np\ndef f(n): return float(np.ones(n << 17).sum())")
    answers = student.each("f", [1, 4000, 2])
    assert answers[0] == 1 << 17 and answers[2] == 2 << 17
    with pytest.raises(StudentError, match="MemoryError"):
        answers[1]


@pytest.mark.parametrize(
    "forged",
    [
        "return None",
        "return (None, [])",
        "return (self, [])",
        "return (None, [({'ok': True}, [])])",
        "return (None, [({'ok': True, 'warnings': []}, [b'[1'])])",
        "return (None, [(1, 2)])",
    ],
)
def test_a_kernel_that_forges_replies_fails_the_check(notebook: Maker, forged: str) -> None:
    student = notebook(
        "import sys\ndef f(x): return x\n"
        f"def go_on(self): {forged}\n"
        "(module,) = [m for n, m in sys.modules.items() if n.endswith('inside.batches')]\n"
        "module.Batch.go_on = go_on"
    )
    with pytest.raises(NotPlainData):
        list(student.each("f", [1, 2]))


def test_refuses_wants_the_exception_of_every_input(notebook: Maker) -> None:
    student = notebook(
        "def f(x, y=0):\n    if x < 0: raise ValueError('x is negative')\n    if x > 9: raise ValueError\n"
        "    if x == 5: raise TypeError('five')\n    return x"
    )
    refuses(student.f, [-1, (-2, 3), args(-3, y=1)])
    for bad, told in [
        ([-1, 2], "call 2 of 2: expected ValueError, but nothing was raised"),
        ([10], "ValueError was raised without a message"),
        ([-1, 5], "call 2 of 2: expected ValueError, but this was raised: TypeError: five"),
    ]:
        with pytest.raises(StudentValueError) as caught:
            refuses(student.f, bad)
        assert caught.value.text.en == told
    refuses(student.f, [10], message=False)
    refuses(lambda x: student.f(x), [-1, -2])
    refuses(student.f, [5], TypeError)


@pytest.mark.parametrize("text", [" ", "\u200b\u2060", "\u3164", "\u2800\ufe0f", "\u202e\t"])
def test_a_message_that_shows_nothing_is_none(notebook: Maker, text: str) -> None:
    student = notebook(f"def f(x): raise ValueError({text!r})\ndef g(x): raise ValueError('太小 ✗')")
    with pytest.raises(StudentValueError, match="without a message"):
        refuses(student.f, [1])
    refuses(student.g, [1])


def test_an_exception_that_holds_itself_is_told_at_once(notebook: Maker) -> None:
    student = notebook(
        "class G(ExceptionGroup):\n    exceptions = property(lambda self: [self, self])\n"
        "def f(x):\n    raise G('nothing but itself', [ValueError()])"
    )
    began = student._wall.notebook.session().cpu_seconds()
    for _ in range(3):
        with pytest.raises(StudentError, match="nothing but itself") as caught:
            student.f(1)
        assert "in f" in caught.value.traceback and caught.value.traceback.endswith("G\n")
    assert student._wall.notebook.session().cpu_seconds() - began < 0.5


def test_the_kernels_random_numbers_can_be_seeded(notebook: Maker) -> None:
    student = notebook(
        "import random, numpy as np\ndef f(): return [random.random(), float(np.random.rand())]\ndef g(rng): return rng.random(3)"
    )
    student.seed(5)
    first, second = student.f(), student.f()
    student.seed(5)
    assert student.f() == first != second
    assert student.g(student.generator(7)).tolist() == np.random.default_rng(7).random(3).tolist()
