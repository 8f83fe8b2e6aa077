"""What the checks of a grader share: fixtures that train once, helper modules, demands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from tests.conftest import MiniCourse

from examiner import demands, pipeline, time_limit
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.model import Outcome, Task

Judge = Callable[..., Task]
TRAINS_ONCE = '''
"""加倍 / Doubling"""
import pytest
from examiner import hint, points, time_limit

@pytest.fixture(scope="module")
def trained(student, hidden, seeds):
    assert hidden.name == "data" and seeds("a") == seeds("a") != seeds("b")
    return student.double(3)

@points(1)
def test_first(trained):
    """第一 / The first"""
    assert trained == 6

@points(2)
def test_second(trained, student):
    """第二 / The second"""
    assert trained == 6

@points(2)
def test_other(student):
    """其他 / Another"""
    assert student.other == 1
'''


@pytest.fixture
def judge(mini: MiniCourse, server: ForkServer) -> Iterator[Judge]:
    """Return a function that judges an answer by a grader and returns the task."""
    with KernelPool(server, spare=0) as pool:

        def graded(grader: str, answer: str, student: str = "ada") -> Task:
            mini.grader("test_double", grader)
            mini.submit(student, double=answer)
            loaded = pipeline.load_assignment(mini.course, "mini")
            return pipeline.grade(loaded, mini.course.submission(student, "mini"), pool.session).report.tasks[0]

        yield graded


def test_a_shared_fixture_is_made_once_and_what_it_got_is_the_students(judge: Judge) -> None:
    task = judge(
        TRAINS_ONCE, "other, calls = 1, []\ndef double(x): calls.append(x); return 2 * x * (calls.count(3) <= 1)"
    )
    assert task.score == 5, task.checks


@pytest.mark.parametrize(
    ("body", "outcome", "told"),
    [
        ("raise KeyError('no such weights')", Outcome.RAISED, "KeyError"),
        ("\n    while x == 3: pass", Outcome.TIMED_OUT, "2 s"),
        ("import os; os._exit(1)", Outcome.CRASHED, "exit status 1"),
    ],
)
def test_a_shared_fixture_that_fails_costs_the_checks_that_use_it_and_is_told_once(
    judge: Judge, body: str, outcome: Outcome, told: str
) -> None:
    task = judge(TRAINS_ONCE, f"other = 1\ndef double(x): {body}")
    first, second, other = task.checks
    assert (first.outcome, second.outcome, other.outcome) == (outcome, outcome, Outcome.PASSED)
    assert task.score == 2
    assert told in str(first.message)
    assert second.message is not None and second.message.en == "for the same reason as in “The first”"
    assert second.message.zh == "與「第一」是同一個原因"
    assert second.traceback == "" and "KeyError" not in second.detail


def test_a_value_of_a_shared_fixture_that_breaks_a_check_is_the_students_fault_in_each(judge: Judge) -> None:
    grader = TRAINS_ONCE.replace("assert trained == 6", "a, b = trained")
    task = judge(grader, "other = 1\ndef double(x): return None")
    assert [check.outcome for check in task.checks] == [Outcome.FAILED, Outcome.FAILED, Outcome.PASSED]


@pytest.mark.parametrize(
    ("line", "double"),
    [
        ("a, b = student.double(3)", "def double(x): return None"),
        ("student.double.train(3)", "import numpy\ndouble = numpy.zeros(3)"),
        ("student.double(3)", "double = 6"),
        ("student.double(3).train()", "def double(x): return 6"),
    ],
)
def test_a_shared_fixture_that_breaks_on_what_it_got_is_the_students_fault_in_each_check(
    judge: Judge, line: str, double: str
) -> None:
    task = judge(TRAINS_ONCE.replace("    return student.double(3)", f"    {line}"), f"other = 1\n{double}")
    assert [check.outcome for check in task.checks] == [Outcome.FAILED, Outcome.FAILED, Outcome.PASSED]
    assert task.score == 2 and "same reason" in str(task.checks[1].message)


def test_a_shared_fixture_that_breaks_before_the_student_is_asked_is_a_fault(judge: Judge) -> None:
    task = judge(TRAINS_ONCE.replace("    assert hidden", "    1 / 0\n    assert hidden"), "other = 1")
    assert [check.outcome for check in task.checks[:2]] == [Outcome.FAULT] * 2 and task.score is None


def test_a_fixture_made_of_another_that_kills_the_kernel_is_not_tried_again(judge: Judge, mini: MiniCourse) -> None:
    mini.configure("c.Examiner.limits |= {'deaths': 1}")
    grader = '''
"""加倍 / Doubling"""
import pytest
from examiner import points

@pytest.fixture(scope="module")
def model(student):
    return student.double(3)

@pytest.fixture(scope="module")
def trained(model):
    model.train()
    return model
'''
    for n in range(4):
        grader += f"\n@points(1)\ndef test_trained_{n}(trained): assert trained.n == 6\n"
        grader += f"\n@points(0.25)\ndef test_model_{n}(model): assert model.n == 6\n"
    answer = "import os\nclass Model:\n    n = 6\n    def train(self): os._exit(1)\ndef double(x): return Model()"
    task = judge(grader, answer)
    assert [check.outcome for check in task.checks] == [Outcome.CRASHED, Outcome.PASSED] * 4, task.checks
    assert all("same reason as in “test_trained_0”" in str(check.message) for check in task.checks[2::2])


def test_a_shared_fixture_has_its_own_limit_and_the_check_keeps_its(judge: Judge) -> None:
    busy = (
        "import time\nother = 1\ndef double(x):\n    end = time.process_time() + 2.5 * (x == 3)\n"
        "    while time.process_time() < end: pass\n    return 2 * x"
    )
    grader = TRAINS_ONCE.replace("def trained", "@time_limit(9)\ndef trained", 1)
    grader = grader.replace("test_first(trained)", "test_first(trained, student)")
    task = judge(grader.replace("trained == 6", "trained == 6 == student.double(3)", 1), busy)
    assert [check.outcome for check in task.checks] == [Outcome.TIMED_OUT, Outcome.PASSED, Outcome.PASSED]


def test_a_shared_object_that_a_death_took_is_made_again(judge: Judge) -> None:
    grader = '''
"""加倍 / Doubling"""
import pytest
from examiner import points

@pytest.fixture(scope="module")
def model(student):
    return student.double(3)

@points(1)
def test_it_works(model): assert model.n == 6

@points(2)
def test_it_dies(model): model.die()

@points(2)
def test_it_works_again(model): assert model.n == 6
'''
    answer = "import os\nclass Model:\n    n = 6\n    def die(self): os._exit(1)\ndef double(x): return Model()"
    task = judge(grader, answer)
    assert [check.outcome for check in task.checks] == [Outcome.PASSED, Outcome.CRASHED, Outcome.PASSED]


def test_a_grader_of_long_work_in_a_shared_fixture_leaves_the_checks_their_own_time(judge: Judge) -> None:
    work = "end = time.process_time() + 0.6\n    while time.process_time() < end: pass\n    "
    grader = TRAINS_ONCE.replace("import pytest", "import time, pytest").replace(
        "    assert hidden", f"    {work}assert hidden"
    )
    task = judge(
        grader.replace("    assert trained == 6", f"    {work}assert trained == 6"),
        "other = 1\ndef double(x): return 2 * x",
    )
    assert task.score == 5, task.checks


# -- helper modules ---------------------------------------------------------------------------------------


def test_a_helper_module_is_imported_by_its_prefixed_name_and_forgotten(mini: MiniCourse, judge: Judge) -> None:
    mini.grader(
        "nets",
        "from examiner import hint\nseen = []\ndef check(x):\n    seen.append(x)\n    assert x == 6, hint('六', 'six')\n    return len(seen)",
    )
    grader = '''
"""加倍 / Doubling"""
from examiner import points
from mini_nets import check

@points(5)
def test_it(student):
    from mini_nets import seen
    assert check(student.double(3)) == 1 == len(seen)
'''
    for student, answer, score in [("a", "2 * x", 5), ("b", "2 * x", 5), ("c", "x + 4", 0)]:
        task = judge(grader, f"def double(x): return {answer}", student)
        assert task.score == score, task.checks
    (check,) = task.checks
    assert check.hint is not None and check.hint.en == "six"
    assert check.message is not None and check.message.en == "expected 7 to equal 6"
    loaded = pipeline.load_assignment(mini.course, "mini").fingerprint
    mini.grader("nets", "def check(x): return 1")
    assert pipeline.load_assignment(mini.course, "mini").fingerprint != loaded


@pytest.mark.parametrize("name", ["nets", "mini_test_greet", "other_nets"])
def test_nothing_else_of_the_folder_is_imported(mini: MiniCourse, judge: Judge, name: str) -> None:
    mini.grader("nets", "x = 1")
    task = judge(
        f'"""加倍 / Doubling"""\nfrom examiner import points\nimport {name}\n@points(5)\ndef test_it(): pass', "x = 1"
    )
    assert task.score is None and f"No module named '{name}'" in task.checks[0].detail


# -- declarations -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ids", [(), ("Shape",), ("bad shape",), ("a", ""), ("-a",), (3,)])
def test_what_is_no_id_of_a_demand_is_refused(ids: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=re.escape("demands() takes ids")):
        demands(*ids)


def test_a_time_limit_is_positive_and_stands_below_the_fixture() -> None:
    with pytest.raises(ValueError, match="positive"):
        time_limit(0)
    with pytest.raises(TypeError, match="below"):
        time_limit(3)(pytest.fixture(lambda: 1))


def test_the_demands_of_every_check_are_known(mini: MiniCourse, server: ForkServer) -> None:
    from examiner.grading.execution import RunningNotebook
    from examiner.grading.run import GradingRun
    from examiner.grading.runner import run_graders
    from examiner.grading.wall import Wall
    from examiner.kernels.budget import Budget
    from examiner.model import Limits

    text = '''
        """加倍 / Doubling"""
        import pytest
        from examiner import demands, points

        @points(2)
        @demands("shape", "ties")
        def test_a(student): assert student.double(2) == 5

        @points(3)
        @pytest.mark.parametrize("n", [1, pytest.param(2, marks=demands("two", "shape"))])
        @demands("shape")
        def test_b(student, n): assert student.double(n) == 2 * n
    '''
    mini.grader("test_double", text)
    loaded = pipeline.load_assignment(mini.course, "mini")
    with KernelPool(server, spare=0) as pool:
        running = RunningNotebook(loaded.books[0].notebook, {}, Budget(Limits()), pool.session)
        graders = mini.course.graders("mini").resolve()
        run = GradingRun("mini", "mini", graders, running, Wall(running), lambda *_: 0)
        run_graders(run, mini.root, ("test_double",), ("-x", "-W", "error::pytest.PytestUnknownMarkWarning"))
        running.close()
    assert run.results.problems == {}
    assert len(run.results.checks["test_double"]) == 1
    found = {check: ids for (_, check), ids in run.results.demands.items()}
    assert found["test_a"] == {"shape", "ties"} and found["test_b[1]"] == {"shape"}
    assert found["test_b[2]"] == {"two", "shape"}
