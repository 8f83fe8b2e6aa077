"""Values and calls across the wall, with a real kernel in the box."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.grading.conftest import LIMITS

from examiner import approx, array, hint
from examiner.codec import CodecError
from examiner.grading.author import StudentValueError
from examiner.grading.errors import (
    NotPlainData,
    OutOfPatience,
    StudentCrash,
    StudentError,
    StudentFault,
    StudentTimeout,
)
from examiner.grading.hints import keeping_hints
from examiner.grading.outcomes import make_check, outcome_of
from examiner.grading.patience import Patience
from examiner.grading.remote import Remote
from examiner.grading.student import Student
from examiner.kernels import session as sessions
from examiner.kernels.budget import Budget, Reached
from examiner.model import Limits, Outcome, Text, say

Maker = Callable[..., Student]


def next_check(student: Student) -> None:
    """Begin as pytest's plugin does before each test of a grader."""
    student._wall.begin_check()


def test_values_and_functions_are_read_and_called_by_name(notebook: Maker) -> None:
    student = notebook("import numpy as np\nx = 3\ndef f(a, *, k=1): return np.asarray(a) * k")
    assert student.x == 3
    found = student.f([1, 2], k=2)
    assert type(found) is np.ndarray and found.tolist() == [2, 4]
    assert student["x"] == 3


def test_subclasses_come_back_as_their_base_without_their_methods(notebook: Maker) -> None:
    student = notebook(
        "import numpy as np\n"
        "class F(float):\n    __eq__ = lambda s, o: True\n    __hash__ = None\n"
        "class A(np.ndarray):\n    __eq__ = lambda s, o: np.True_\n"
        "class L(list):\n    __eq__ = lambda s, o: True\n    __hash__ = None\n"
        "def f(): return F(5)\ndef a(): return np.zeros(3).view(A)\ndef l(): return L([1])"
    )
    assert type(student.f()) is float and student.f() != 6
    assert type(student.a()) is np.ndarray and student.a() != approx([1, 1, 1])
    assert type(student.l()) is list and student.l() != [2]


def test_an_object_stays_outside_and_its_methods_work(notebook: Maker) -> None:
    student = notebook(
        "class Counter:\n"
        "    def __init__(self, n): self.n = n\n"
        "    def add(self, k): self.n += k; return self\n"
        "    def __len__(self): return self.n\n"
        "    def __getitem__(self, i): return i * self.n\n"
        "    def __iter__(self): return iter([self, 1])\n"
        "def total(c): return c.n"
    )
    counter = student.Counter(2)
    assert isinstance(counter, Remote)
    assert student.total(counter.add(3)) == 5
    assert counter.n == 5 and len(counter) == 5 and counter[4] == 20
    first, second = counter
    assert isinstance(first, Remote) and second == 1
    assert "Counter" in repr(counter)


def test_functions_of_the_grader_can_be_called_back(notebook: Maker) -> None:
    student = notebook("def search(f, xs): return min(xs, key=f)\ndef bad(f): return f('x')")
    assert student.search(lambda x: (x - 3) ** 2, [1, 2, 3, 4]) == 3
    with pytest.raises(StudentError, match="ValueError"):
        student.bad(float)


SWALLOWS = """
told = []
def f(g, *args):
    try:
        return g(*args)
    except BaseException as error:
        told.append(f"{type(error).__name__}: {error}")
    return 1.0
"""
ZERO = 1.625


def near(x: float) -> float:
    """Refuse to be asked far from where the zero is."""
    assert abs(x - ZERO) < 5, hint("只在區間附近 / Only near the interval")
    return x - ZERO


def near_by_raising(x: float) -> float:
    if x > 5:
        raise ValueError("Only near the interval")
    return x - ZERO


def near_with_the_zero(x: float) -> float:
    if x > 5:
        raise ValueError(f"not near {ZERO}")
    return x - ZERO


def a_number(x: object) -> float:
    return float(array(x, ())) - ZERO


def near_or_fail(x: float) -> float:
    if x > 5:
        pytest.fail(f"not near {ZERO}")
    return x - ZERO


def as_numpy_says(x: float) -> float:
    np.testing.assert_allclose(x, ZERO)
    return x


@pytest.mark.parametrize(
    ("function", "argument", "advice"),
    [
        (near, 1e6, say("只在區間附近", "Only near the interval")),
        (near_by_raising, 1e6, Text.plain("Only near the interval")),
        (near_with_the_zero, 1e6, None),
        (a_number, "text", None),
        (near_or_fail, 1e6, None),
        (as_numpy_says, 1e6, None),
    ],
)
def test_a_graders_function_that_refuses_ends_the_check_and_tells_nothing(
    notebook: Maker, function: Callable[[object], float], argument: object, advice: Text | None
) -> None:
    student = notebook(SWALLOWS)
    with keeping_hints():
        with pytest.raises((AssertionError, ValueError, pytest.fail.Exception)) as caught:
            student.f(function, argument)
        staff = str(caught.value)
        check = make_check(
            "t", Text.plain("T"), 1.0, caught.value, say("甲", f"{ZERO}"), staff, 0.0, say("乙", f"{ZERO}")
        )
    assert (check.outcome, check.hint, check.detail) == (Outcome.FAILED, advice, staff)
    assert check.message is not None and "refused to be called this way" in check.message.en
    next_check(student)
    assert student.told == ["RuntimeError: the function refused this call"]
    assert student.f(function, ZERO) == approx(ZERO if function is as_numpy_says else 0.0)


def test_a_refusal_outlives_what_the_students_code_does_next(notebook: Maker) -> None:
    student = notebook("import os\ndef f(g):\n    try: g(1e6)\n    except Exception: os._exit(0)")
    with pytest.raises(AssertionError, match="Only near"):
        student.f(near)
    next_check(student)
    student = notebook("def f(g):\n    try: g(1e6)\n    except Exception: pass\n    return g(1.625)")
    with pytest.raises(AssertionError, match="Only near"):
        student.f(near)


@pytest.mark.parametrize(
    ("function", "argument", "kind"),
    [
        (lambda x: 1 / (x - ZERO), ZERO, "ZeroDivisionError"),
        (lambda x: {ZERO: 1}[x], 2.0, "KeyError"),
        (lambda x: x - ZERO, "text", "TypeError"),
        (lambda x: math.sqrt(x - ZERO), 1.0, "ValueError"),
        (lambda x: [ZERO][x], 7, "IndexError"),
    ],
)
def test_a_function_may_have_no_value_and_the_students_code_may_go_on(
    notebook: Maker, function: Callable[[object], float], argument: object, kind: str
) -> None:
    student = notebook(SWALLOWS)
    assert student.f(function, argument) == 1.0
    (told,) = student.told
    assert told.replace("'", "") == f"{kind}: the function cannot be called with these arguments"


def missing_name(x: float) -> float:
    return x - zeros  # type: ignore[name-defined]  # noqa: F821 - a grader with a slip


def missing_function(x: float) -> float:
    return float(np.absolut(x))


@pytest.mark.parametrize("function", [missing_name, missing_function])
def test_a_slip_in_the_graders_function_is_a_fault_whatever_the_students_code_does(
    notebook: Maker, function: Callable[[float], float]
) -> None:
    student = notebook(SWALLOWS)
    with pytest.raises((NameError, AttributeError)) as caught:
        student.f(function, 1.0)
    assert make_check("t", Text.plain("T"), 1.0, caught.value, None, "", 0.0).outcome is Outcome.FAULT


def test_an_object_given_to_the_graders_function_is_refused_at_once(notebook: Maker) -> None:
    student = notebook(
        "class A:\n    n = 1\n    def __add__(self, other): return 2\n"
        "def f(g):\n    try: return g(A())\n    except RuntimeError as error: return str(error)"
    )
    for use in (lambda x: x + 1, lambda x: x.n, lambda x: x[0], len, list, lambda x: np.asarray(x) + 1):
        assert re.search("object|iterable", student.f(use))
    assert student.f(lambda x: 3) == 3


def test_an_object_is_no_array_and_is_asked_for_nothing(notebook: Maker) -> None:
    student = notebook(
        "class Endless:\n    asked = 0\n    def __len__(self): return 10**9\n"
        "    def __getitem__(self, i): Endless.asked += 1; return i\n"
        "    def __getattr__(self, name): Endless.asked += 1; return 1\n"
        "def f(): return Endless()\ndef asked(): return Endless.asked"
    )
    with pytest.raises(StudentValueError, match=r"Endless in the student's kernel"):
        array(student.f(), shape=(2,))
    assert student.asked() == 0


def test_a_lazy_answer_calls_the_graders_function_when_it_is_read(notebook: Maker) -> None:
    student = notebook("def lazy(f): return map(f, [1, 2, 3])")
    assert list(student.lazy(lambda x: 10 * x)) == [10, 20, 30]


def test_an_exception_comes_with_the_students_own_traceback(notebook: Maker) -> None:
    student = notebook("def f():\n    return g()\ndef g():\n    raise ValueError('too small')")
    with pytest.raises(StudentError) as caught:
        student.f()
    error = caught.value
    assert (error.type_name, error.message) == ("ValueError", "too small")
    assert "builtins.ValueError" in error.bases
    assert "raise ValueError('too small')" in error.traceback
    assert "responder" not in error.traceback and "site-packages" not in error.traceback


NO_NAMES = (
    "class Meta(type):\n"
    "    def __getattribute__(cls, name):\n"
    "        if name.startswith('__'): raise RuntimeError(name)\n"
    "        return super().__getattribute__(name)\n"
    "class Text(str):\n    __getitem__ = encode = lambda *a: None\n"
    "class Odd(ValueError, metaclass=Meta):\n    __module__ = 5\n    def __str__(self): return Text('odd')\n"
    "class Said(UserWarning):\n"
    "    asked = []\n"
    "    def __str__(self): self.asked.append(1); return 1 / (2 - len(self.asked)) and 'said'\n"  # by warn() once
)


def test_an_exception_whose_class_tells_nothing_is_an_answer_at_once(notebook: Maker) -> None:
    student = notebook(f"{NO_NAMES}def f(): raise Odd('no')")
    with pytest.raises(StudentError, match="Odd: odd") as caught:
        student.f()
    assert not isinstance(caught.value, StudentTimeout) and "builtins.ValueError" in caught.value.bases


def test_a_warning_that_cannot_be_told_costs_no_value(notebook: Maker) -> None:
    student = notebook(f"import warnings\n{NO_NAMES}def f():\n    warnings.warn(Said('no'))\n    return 4")
    assert student.f() == 4 and student.warnings == [("Said", "(its text could not be made)")]


@pytest.mark.parametrize(
    "statement", ["raise SystemExit(0)", "raise KeyboardInterrupt", "exit()", "raise GeneratorExit"]
)
def test_no_exception_of_the_students_reaches_the_grader_as_itself(notebook: Maker, statement: str) -> None:
    with pytest.raises(StudentError):
        notebook(f"def f():\n    {statement}").f()


def test_an_endless_call_is_stopped_and_the_notebook_goes_on(notebook: Maker) -> None:
    student = notebook("x = 1\ndef f():\n    while True: pass")
    with pytest.raises(StudentTimeout, match="1 s of CPU for one call"):
        student.f()
    next_check(student)
    assert student.x == 1


def test_a_call_that_cannot_be_interrupted_costs_only_itself(notebook: Maker) -> None:
    student = notebook(
        "x = 1\ndef f():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass"
    )
    with pytest.raises(StudentTimeout):
        student.f()
    next_check(student)
    assert student.x == 1


def test_a_call_that_ends_the_kernel_costs_only_itself_and_loses_old_objects(notebook: Maker) -> None:
    student = notebook("import os\nclass A: n = 1\ndef f(): os._exit(0)\nx = 2")
    old = student.A()
    with pytest.raises(StudentCrash, match="exit status 0"):
        student.f()
    next_check(student)
    assert student.x == 2
    with pytest.raises(StudentCrash, match="lost when the kernel died"):
        old.n  # noqa: B018 - reading it is the point


@pytest.mark.parametrize("end", ["os._exit(0)", "while True: pass"])
def test_a_call_that_dies_or_hangs_ends_its_check(notebook: Maker, end: str) -> None:
    student = notebook(f"import os\ndef f():\n    {end}\ndef g(): return 1")
    with pytest.raises((StudentCrash, StudentTimeout)) as first:
        student.f()
    for name in ("f", "g"):  # as when Hypothesis tries again with other examples
        with pytest.raises(type(first.value), match=re.escape(str(first.value))):
            student[name]
    assert student._wall.notebook.budget.deaths <= 1
    next_check(student)
    assert student.g() == 1


@pytest.mark.parametrize(
    "value",
    ["b'x' * 9_000_000", "'x' * 9_000_000", "[0] * 2_000_000", "1 << 100_000", "np.zeros(2_000_000)", "deep"],
)
def test_a_value_that_is_too_large_fails_the_check(notebook: Maker, value: str) -> None:
    student = notebook(
        f"import numpy as np\ndeep = []\nfor _ in range(5000): deep = [deep]\ndef f(): return {value}\ndef ok(): return 1"
    )
    with pytest.raises((NotPlainData, StudentError)):
        student.f()
    assert student.ok() == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"ok": True, "value": "null"},
        {"ok": True},
        {"ok": "yes", "value": '["int", "1"]'},
        {"ok": True, "value": '["array", "O", [1], 0]'},
        {"ok": True, "value": "[" * 100_000},
        {"ok": False, "error": 7},
        {"ok": False, "error": {"type": ["x"], "message": {"a": 1}, "bases": 3, "traceback": None}},
        {"ok": True, "value": "1", "warnings": 5},
        {"ok": True, "value": '["ref", ["dict", "id", "x"]]'},
        {},
        {"end": False},  # of which none ever comes
    ],
)
def test_a_forged_reply_is_at_worst_a_wrong_answer(
    notebook: Maker, forged: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "GRACE_SECONDS", 0.5)
    student = notebook(
        "import IPython\n"
        "k = IPython.get_ipython().kernel\n"
        "send = k.session.send\n"
        f"forged = {{'end': True}} | {forged!r}\n"
        "def patched(stream, kind, content=None, *a, **kw):\n"
        "    if kind == 'examiner_reply': content = forged; kw.pop('buffers', None)\n"
        "    return send(stream, kind, content, *a, **kw)\n"
        "k.session.send = patched\n"
        "def f(): return 1",
        replace(LIMITS, wall_factor=1),
    )
    try:
        value = student.x
    except StudentFault:
        return
    assert value is None


def test_a_function_of_the_grader_that_cannot_be_encoded_is_the_graders_error(notebook: Maker) -> None:
    with pytest.raises(CodecError):
        notebook("def f(x): return x").f(object())


def test_text_and_plots_of_cells_and_calls_are_seen(notebook: Maker) -> None:
    student = notebook("import sys\nprint('cell')\nprint('no', file=sys.stderr)\ndef f(): print('call')")
    student.f()
    assert student.stdout == "cell\ncall\n"
    assert student.figures == []


def test_warnings_of_the_last_call_are_seen(notebook: Maker) -> None:
    student = notebook("import numpy as np, warnings\ndef f(): return np.exp(np.array([1e4]))\ndef g(): return 1")
    student.f()
    assert student.warnings == [("RuntimeWarning", "overflow encountered in exp")]
    student.g()
    assert student.warnings == []


def test_a_missing_name_tells_why_its_cell_failed(notebook: Maker) -> None:
    student = notebook("def f(x)\n    return x")
    with pytest.raises(StudentError, match="SyntaxError"):
        student.f(1)
    assert student.error is not None and student.error.type_name == "SyntaxError"


def test_a_missing_name_in_a_good_cell_is_a_name_error(notebook: Maker) -> None:
    with pytest.raises(StudentError, match="name 'f' is not defined"):
        notebook("x = 1").f(1)


def test_the_source_of_an_answer_is_seen_and_another_name_refused(notebook: Maker) -> None:
    student = notebook("x = 1")
    assert student.source("f") == "x = 1"
    with pytest.raises(KeyError, match="no answer cell 'g'"):
        student.source("g")


def test_a_thousand_calls_take_a_few_seconds_at_most(notebook: Maker) -> None:
    student = notebook("def f(x): return x")
    assert all(student.f(i) == i for i in range(1000))


@pytest.mark.parametrize(
    ("body", "limit"),
    [
        ("[open(f'/tmp/{i}', 'wb').write(bytes(50 << 20)) for i in range(9)]", "disk limit"),
        ("[open('/dev/null') for _ in range(1000)]", "open files"),
        ("[threading.Thread(target=time.sleep, args=(9,)).start() for _ in range(500)]", "processes and threads"),
        ("bytearray(1 << 40)", "memory limit"),
        ("socket.create_connection(('10.0.0.1', 80), 1)", "no network"),
    ],
)
def test_the_limit_that_was_hit_is_named_to_the_student(notebook: Maker, body: str, limit: str) -> None:
    student = notebook(f"import socket, threading, time\ndef f():\n    {body}")
    with pytest.raises(StudentFault, match=limit) as caught:
        student.f()
    assert caught.value.text.zh != caught.value.text.en


def test_what_a_call_prints_beyond_the_limit_is_cut_and_the_call_goes_on(notebook: Maker) -> None:
    student = notebook("def f():\n    for _ in range(5000): print('x' * 1000)\n    return 7")
    assert student.f() == 7
    kib = student._wall.notebook.budget.limits.output_kib
    assert len(student.stdout) <= kib * 1024
    assert any("output limit" in output.get("text", "") for output in student._wall.outputs)


CHANGING = """
import numpy as np

def kept(x, k=1):
    return np.asarray(x) * k

def relu(z):
    z[z < 0] = 0
    return z

def sort(rows, table=None):
    rows.sort()
    (table or {}).pop("a", None)
    return rows[0]
"""


def test_an_argument_that_is_changed_fails_the_check(notebook: Maker) -> None:
    student = notebook(CHANGING)
    assert student.unchanged(student.kept, [1.0, float("nan")], k=2)[0] == 2
    assert student.unchanged(student.kept, np.array([np.nan, -1.0], order="F")).shape == (2,)
    assert student.unchanged(student.relu, np.array([1.0, 2.0])) == approx([1, 2])  # nothing to change
    assert student.unchanged(student.sort, [1, 2], table={"b": pd.Series([1.0])}) == 1
    calls = [
        lambda: student.unchanged(student.relu, np.array([1.0, -2.0])),
        lambda: student.unchanged(student.sort, [2, 1]),
        lambda: student.unchanged(student.sort, [1, 2], table={"a": 1}),
    ]
    for call in calls:
        with pytest.raises(StudentValueError, match="an argument was changed"):
            call()


def test_functions_and_objects_among_the_arguments_are_not_looked_at(notebook: Maker) -> None:
    student = notebook("class A:\n    pass\na = A()\ndef f(g, a, x):\n    a.x = g(x)\n    return a.x + 1")
    assert student.unchanged(student.f, lambda x: 2 * x, student.a, 3) == 7


def test_a_library_is_the_kernels_whatever_the_notebook_calls_by_its_name(notebook: Maker) -> None:
    student = notebook("np = 'my own'\ndef draw(rng):\n    return rng.integers(10**6, size=3)")
    generator = student.library("numpy").random.default_rng(7)
    assert student.draw(generator).tolist() == np.random.default_rng(7).integers(10**6, size=3).tolist()
    assert student.library("functools").partial(student.library("operator").add, 2)(3) == 5
    with pytest.raises(StudentError, match="no_such_library"):
        student.library("no_such_library")


def test_a_graders_function_that_runs_on_ends_the_check_and_not_the_kernel(notebook: Maker) -> None:
    student = notebook("def f(g, n):\n    try:\n        return g(n)\n    except Exception:\n        return 1")
    patience = Patience(Budget(Limits(check_seconds=0.3)))
    with pytest.raises(OutOfPatience) as caught, patience.lasting():
        student.f(lambda n: sum(1 for _ in range(n)), 10**13)
    assert outcome_of(caught.value) is Outcome.TIMED_OUT
    student._wall.begin_check()
    assert student.f(lambda n: n, 7) == 7


LEAVES_A_QUESTION = """
import signal
def leave(f):
    def stop(*_): raise KeyError
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, .05)
    try:
        while True: f(1.0)
    except KeyError: pass
    finally: signal.setitimer(signal.ITIMER_REAL, 0)
def hang(f):
    while True: f(1.0)
def g(f): return f(1.0) + 1
"""


@pytest.mark.parametrize("left", ["leave", "hang"])
def test_a_question_that_was_left_unanswered_shifts_no_later_answer(notebook: Maker, left: str) -> None:
    student = notebook(LEAVES_A_QUESTION)
    with contextlib.suppress(StudentTimeout, StudentError):  # its alarm may go off while an answer is being read
        student[left](lambda x: -1.0)
    next_check(student)
    for number in range(20):
        assert student.g(lambda x, number=number: x + number) == number + 2


def test_a_lent_function_that_is_kept_stays_the_same_until_its_check_is_over(notebook: Maker) -> None:
    student = notebook("kept = []\ndef keep(f): kept.append(f)\ndef both(f): return [g(1) for g in (*kept, f)]")
    student.keep(lambda x: x + 10)
    assert student.both(lambda x: x + 20) == [11, 21]
    next_check(student)
    with pytest.raises(StudentError, match="a function of a check that is over"):
        student.both(lambda x: x + 30)


def test_a_lent_function_can_be_copied_wrapped_and_asked_for_its_parameters(notebook: Maker) -> None:
    student = notebook(
        "import copy, functools, inspect\n"
        "def f(g):\n"
        "    @functools.wraps(g)\n    def twice(*args): return 2 * g(*args)\n"
        "    held = copy.deepcopy({'g': g, 'all': [copy.copy(g)]})\n"
        "    return [held['g'](1, 2), held['all'][0](1, 2), twice(1, 2), twice.__name__]\n"
        "def parameters(g): return str(inspect.signature(g))"
    )

    def hidden(x: float, y: float, shift: float = 4.0) -> float:
        return x + y + shift

    assert student.f(hidden) == [7.0, 7.0, 14.0, "hidden"]
    assert student.parameters(hidden) == "(x, y)"  # a default may be what is hidden
    assert student.parameters(lambda *args: 0) == "(*args, **kwargs)" == student.parameters(max)


def asked(student: Student, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by the operation of each request that is sent from now on."""
    session = student._wall.notebook.session()
    ask, sent = session.ask, list[str]()
    monkeypatch.setattr(session, "ask", lambda content, *a, **k: (sent.append(content["op"]), ask(content, *a, **k))[1])
    return sent


def test_a_name_that_stands_for_what_it_stood_for_is_asked_for_once(
    notebook: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = notebook("import math\nclass C: pass\nx = [1]\ndef f(a): return a\ndef grow(): x.append(2)")
    sent = asked(student, monkeypatch)
    for _ in range(3):
        next_check(student)
        assert student.f(3) == 3 and isinstance(student.C(), student.C) and student.math.floor(1.5) == 1
        assert callable(student.f) and isinstance(student._wall.received[-1], Remote)  # it came from the student's side
    assert sent.count("get") == 3
    before = student.x
    student.grow()
    assert (before, student.x) == ([1], [1, 2])  # data is asked for each time


@pytest.mark.parametrize(
    "change",
    ["student.change()", "student.each('change', [(), ()])[1]", "student._wall.request('set', value={'f': 3})"],
)
def test_a_name_that_a_call_gives_anew_stands_for_the_new(notebook: Maker, change: str) -> None:
    source = "def f(): return 1\ndef g(): return 2\ndef change():\n    global f\n    f = g\ndef vanish():\n    global f\n    del f"
    student = notebook(source)
    assert student.f() == 1
    eval(change, {"student": student})
    assert student.f == 3 if "set" in change else student.f() == 2
    student.vanish()
    for _ in range(2):
        with pytest.raises(StudentError, match="name 'f' is not defined"):
            student.f()


def test_a_name_that_a_call_gave_anew_before_it_failed_stands_for_the_new(notebook: Maker) -> None:
    source = (
        "def f(): return 1\ndef change(how):\n    global f\n    f = lambda: 2\n    while how == 'hang': pass\n    1 / 0"
    )
    for how, fault in (("raise", StudentError), ("hang", StudentTimeout)):
        student = notebook(source)
        assert student.f() == 1
        with pytest.raises(fault):
            student.change(how)
        next_check(student)
        assert student.f() == 2


def test_a_name_stands_for_what_the_last_cell_and_the_last_kernel_gave_it(notebook: Maker) -> None:
    student = notebook("import os\ndef f(): return 1\ndef die(): os._exit(1)")
    running = student._wall.notebook
    assert student.f() == 1
    running.notebook.cells[1].source = "def f(): return 2"
    running.rewind(1)
    running.run_all()
    assert student.f() == 2
    with pytest.raises(StudentCrash):
        student.die()
    next_check(student)
    assert student.f() == 2


def test_a_name_that_is_known_is_refused_where_it_was_refused(notebook: Maker) -> None:
    student = notebook("import warnings\ndef f(g): return g()\ndef warn(): warnings.warn('loud')")
    assert callable(student.f) and student.warn() is None
    assert student.warnings == [("UserWarning", "loud")]
    assert callable(student.f) and student.warnings == []  # of the last request, as when it is asked for
    with pytest.raises(StudentError, match="while the student's code waits"):
        student.f(lambda: student.f)
    next_check(student)
    student._wall.notebook.budget._ended = Reached("notebook_seconds", say("完", "over"))
    with pytest.raises(StudentTimeout, match="over"):
        student.f  # noqa: B018


def test_an_odd_set_of_names_costs_no_reply(notebook: Maker) -> None:
    hide = "def hide():\n    type(get_ipython()).user_ns = property(lambda self: 1 / 0)\n    return 5"
    student = notebook(f"def f(): return 1\n{hide}")
    assert student.f() == 1 and student.hide() == 5
    with pytest.raises(StudentError):
        student.f()
