"""Many answers on one kernel: each finds it as it was, and one that spoils it spoils no verdict."""

from __future__ import annotations

import dataclasses
import json
import textwrap
import time
from collections.abc import Iterator

import nbformat
import pytest
from tests.audit.course import NAME, AuditedCourse
from tests.conftest import marked_cell

from examiner import pipeline
from examiner.audit.judging import Answer, TaskJudge, TimeLimits
from examiner.audit.tasks import Task, reference, tasks_of
from examiner.audit.worker import AnswerBatch, AuditWorker, WorkerSetup
from examiner.kernels.forkserver import ForkServer
from examiner.model import Outcome
from examiner.release.form import read_master


@pytest.fixture
def worker(small: AuditedCourse, server: ForkServer) -> AuditWorker:
    """What a worker process of the small course's audit holds."""
    return worker_of(small, server)


def worker_of(small: AuditedCourse, server: ForkServer) -> AuditWorker:
    course = small.course
    loaded = pipeline.load_assignment(course, NAME)
    assert server.folder is not None
    return AuditWorker(WorkerSetup(loaded, small.graders.resolve(), server.folder, True, "one"))


@pytest.fixture
def tasks(small: AuditedCourse, worker: AuditWorker) -> dict[str, Task]:
    """The small course's tasks."""
    return tasks_in(small, worker)


def tasks_in(small: AuditedCourse, worker: AuditWorker) -> dict[str, Task]:
    notebook = reference(worker.setup.loaded.books[0].notebook, read_master(worker.setup.loaded.books[0].master))
    return tasks_of(notebook, small.graders, {})


@pytest.fixture
def judge(worker: AuditWorker, tasks: dict[str, Task]) -> Iterator[TaskJudge]:
    found = worker.judge_of(tasks["scale"])
    yield found
    found.close()


def answer(source: str, task: str = "scale", kind: str = "wrong", seed: int = 0) -> Answer:
    return Answer(task, kind, source[:30], source, seed)


def test_the_master_has_full_marks_again_and_again_on_one_kernel(judge: TaskJudge, tasks: dict[str, Task]) -> None:
    master = answer(tasks["scale"].master, kind="master")
    found = [judge.judge(master, TimeLimits()) for _ in range(3)]
    assert [t.full for t in found] == [True] * 3 and judge.notebook.generation == 1
    assert found[0].score == found[0].max_score == 3 and found[0].slowest_call > 0


def test_nothing_of_an_answer_is_left_for_the_next(judge: TaskJudge, tasks: dict[str, Task]) -> None:
    spoiling = tasks["scale"].master + "\nhelper = 1\nexample = None\n"
    assert judge.judge(answer(spoiling), TimeLimits()).full
    empty = judge.judge(answer("helper"), TimeLimits())
    assert empty.score == 0 and "NameError" in empty.error
    assert judge.judge(answer("example.mean()\n" + tasks["scale"].master), TimeLimits()).full
    assert judge.notebook.generation == 1


def test_what_one_answer_prints_is_not_charged_to_the_next(judge: TaskJudge, tasks: dict[str, Task]) -> None:
    loud = tasks["scale"].master + "\nprint('x' * 900_000)\n"
    found = [judge.judge(answer(loud), TimeLimits()) for _ in range(4)]  # the limit is 2048 KiB
    assert [t.full for t in found] == [True] * 4 and not any(t.error for t in found)
    assert judge.notebook.generation == 1


def test_a_death_costs_only_the_answer_that_died(judge: TaskJudge, tasks: dict[str, Task]) -> None:
    died = judge.judge(answer("import os\nos._exit(3)"), TimeLimits())
    assert died.score == 0 and not died.faults
    assert judge.judge(answer(tasks["scale"].master), TimeLimits()).full


def test_an_endless_loop_costs_no_more_than_its_pace(judge: TaskJudge, tasks: dict[str, Task]) -> None:
    assert judge.judge(answer(tasks["scale"].master), TimeLimits()).full
    began = time.monotonic()
    found = judge.judge(
        answer("def scale(x, low=0.0):\n    while True:\n        pass"), TimeLimits(1, 1), first_only=True
    )
    assert [c.outcome for c in found.checks] == [Outcome.TIMED_OUT]
    assert found.cpu_seconds < 4 and time.monotonic() - began < 60


def test_mutants_stop_at_the_first_check_that_fails(judge: TaskJudge) -> None:
    wrong = answer("def scale(x, low=0.0):\n    return 0")
    assert len(judge.judge(wrong, TimeLimits(), first_only=True).checks) == 1
    assert len(judge.judge(wrong, TimeLimits()).checks) == 2


def test_an_answer_that_spoils_a_module_spoils_no_other_verdict(worker: AuditWorker, tasks: dict[str, Task]) -> None:
    master = tasks["scale"].master
    spoiling = "np.abs = lambda x: 5 * x\ndef scale(x, low=0.0):\n    return x"
    batch = AnswerBatch(tasks["scale"], (answer(spoiling), answer(master, kind="right")))
    first, second = worker.try_batch(batch)
    assert first.score == 0 and second.full


def test_seeds_are_shifted_for_all_that_an_answer_seeds(judge: TaskJudge, tasks: dict[str, Task]) -> None:
    failures = (
        "raise ValueError([round(v, 6) for v in (np.random.default_rng(4).random(), np.random.RandomState(4).rand(),"
    )
    failures += (
        " np.random.seed(4) or np.random.rand(), __import__('random').seed(4) or __import__('random').random())])"
    )
    errors = [judge.judge(answer(failures, seed=seed), TimeLimits()).error for seed in (0, 1, 1, 0)]
    plain, other, again, back = (json.loads(e.strip().splitlines()[-1].partition(": ")[2]) for e in errors)
    assert all(a != b for a, b in zip(plain, other, strict=True))
    assert (again, back) == (other, plain)


def test_a_grader_that_never_ends_costs_its_check(
    small: AuditedCourse, worker: AuditWorker, tasks: dict[str, Task]
) -> None:
    text = "from examiner import points\n\n\n@points(3)\ndef test_a(student):\n    while True:\n        pass\n"
    small.write("test_scale.py", text)
    loaded = worker.setup.loaded
    limits = dataclasses.replace(loaded.limits, check_seconds=0.5)
    judge = TaskJudge(tasks["scale"], worker.setup.graders, loaded.course.root, loaded.files, limits, worker.pool)
    try:
        found = judge.judge(answer(tasks["scale"].master), TimeLimits())
    finally:
        judge.close()
    assert found.score == 0 and [check.outcome for check in found.checks] == [Outcome.TIMED_OUT]


def test_measurements_carry_the_name_of_their_check(worker: AuditWorker, tasks: dict[str, Task]) -> None:
    judge = worker.judge_of(tasks["guess"])
    try:
        found = judge.judge(answer(tasks["guess"].master, "guess"), TimeLimits())
    finally:
        judge.close()
    assert [(m.check, m.number, m.measurement.threshold) for m in found.measured] == [("test_accuracy", 0, 0.9)]


SIZE = """
    from examiner import points


    @points(1.5)
    def test_shape(student):
        assert len(student.scale([2.0, 1.0])) == 2
"""


def test_grade_cells_that_follow_one_answer_judge_it_together(small: AuditedCourse, server: ForkServer) -> None:
    notebook = read_master(small.source / f"{NAME}.ipynb")
    place = next(i for i, cell in enumerate(notebook.cells) if cell.id == "test-scale")
    size = marked_cell("code", "assert True", "scale_size", grade=True, locked=True, points=1.5)
    without = marked_cell("code", "assert True", "scale_more", grade=True, locked=True, points=1)
    notebook.cells[place + 1 : place + 1] = [size, without]
    nbformat.write(notebook, small.source / f"{NAME}.ipynb")
    (small.graders / "test_scale_size.py").write_text(textwrap.dedent(SIZE))
    worker = worker_of(small, server)
    task = tasks_in(small, worker)["scale"]
    assert (task.grade_ids, task.points) == (("test_scale", "scale_size"), 4.5)  # of the third nobody judges
    judge = worker.judge_of(task)
    try:
        right = judge.judge(answer(task.master, kind="master"), TimeLimits())
        assert right.full and right.score == right.max_score == 4.5
        names = [check.name for check in right.checks]
        assert names == [f"test_scale: {n}" for n in ("test_values", "test_shape")] + ["scale_size: test_shape"]
        longer = task.master.replace("return shifted / np.abs(shifted).max()", "return [1.0] * (x.size + 1)")
        assert judge.judge(answer(longer), TimeLimits()).score == 0
        other = judge.judge(answer(task.master.replace("- low", "+ low")), TimeLimits())
        assert (other.score, other.checks[2].outcome) == (2.5, Outcome.PASSED)
    finally:
        judge.close()
