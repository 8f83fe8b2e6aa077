"""Every limit of a budget, with a clock that only moves when told to, and what outlives a kernel."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from examiner.kernels import budget as budget_module
from examiner.kernels.budget import (
    CALLBACKS,
    JUNK_MESSAGES,
    KIB,
    MIB,
    Budget,
    Reached,
    Request,
)
from examiner.kernels.judging import PARTS
from examiner.kernels.usage import Meter, Usage
from examiner.kernels.values import Values
from examiner.model import Limits

LIMITS = Limits(cell_seconds=10, call_seconds=5, wall_factor=4, notebook_seconds=100, deaths=2)


class Kernel:
    """A kernel whose time is turned by hand, and its submission's account."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.now, self.cpu, self.waited, self.asked = 1000.0, 0.0, 0.0, 0
        self.budget = Budget(limits, now=lambda: self.now)

    def usage(self) -> Usage:
        self.asked += 1
        return Usage(self.cpu, self.waited)

    def run(self, wall: float, cpu: float, waited: float = 0.0) -> None:
        self.now, self.cpu, self.waited = self.now + wall, self.cpu + cpu, self.waited + waited

    def request(self, limit: str = "cell_seconds", seconds: float | None = None) -> Request:
        return self.budget.request(limit, self.usage, seconds)

    def die(self) -> None:
        """End, so that a fresh one goes on."""
        self.budget.kernel_ended(self.cpu)
        self.budget.kernel_died()
        self.cpu = self.waited = 0.0


@pytest.fixture
def kernel() -> Kernel:
    return Kernel()


def read(reached: Reached | None) -> tuple[str, str]:
    assert reached is not None
    return reached.limit, reached.text.en


# -- one request ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "most", "what"), [("cell_seconds", 10, "one cell"), ("call_seconds", 5, "one call")])
def test_a_request_has_its_cpu_time_to_the_end(kernel: Kernel, limit: str, most: float, what: str) -> None:
    kernel.run(50, 50)  # used before: not counted here
    request = kernel.request(limit)
    kernel.run(most, most)
    assert request.over() is None
    kernel.run(1, 0.5)
    assert read(request.over()) == (limit, f"the time limit of {most} s of CPU for {what} was reached")
    assert kernel.request(limit).over() is None  # and the next one has its own


def test_waiting_is_allowed_for_a_multiple_of_that(kernel: Kernel) -> None:
    request = kernel.request("call_seconds")
    kernel.run(20, 0)
    assert request.over() is None
    kernel.run(1, 0)
    assert read(request.over()) == ("call_seconds", "the time limit of 20 s (wall clock) for one call was reached")


def test_a_grader_may_give_a_check_other_seconds(kernel: Kernel) -> None:
    request = kernel.request("call_seconds", 30)
    kernel.run(29, 29)
    assert request.over() is None
    kernel.run(2, 2)
    assert read(request.over()) == ("call_seconds", "the time limit of 30 s of CPU for one call was reached")


def test_waiting_for_a_cpu_on_a_busy_machine_is_not_charged_to_a_request(kernel: Kernel) -> None:
    request = kernel.request()
    kernel.run(300, 9, waited=270)
    assert request.over() is None


def test_the_keeper_is_not_asked_more_than_four_times_a_second(kernel: Kernel) -> None:
    meter = Meter(kernel.usage, kernel.budget.now)
    for _ in range(100):
        request = kernel.budget.request("call_seconds", meter.read)
        for _ in range(10):
            request.over()
            kernel.run(0.001, 0.001)
    assert 3 <= kernel.asked <= 5


# -- the whole submission, over its kernels ------------------------------------------------------------


def test_cpu_time_of_ended_kernels_stays_spent_and_the_text_names_the_declared_limit(kernel: Kernel) -> None:
    kernel.run(60, 60)
    kernel.die()
    request = kernel.request("cell_seconds", 1000)
    kernel.run(39, 39)
    assert request.over() is None
    kernel.run(2, 2)
    expected = ("notebook_seconds", "the time limit of 100 s of CPU for the whole notebook was reached")
    assert read(request.over()) == expected
    kernel.die()
    assert read(kernel.budget.used_up()) == expected and not kernel.budget.starved


@pytest.mark.parametrize("trick", ["deaths", "short-lived processes", "the lowest priority", "the grader's own time"])
def test_no_trick_stops_the_deadline_in_real_time_or_starts_it_afresh(trick: str) -> None:
    kernel = Kernel(dataclasses.replace(LIMITS, deaths=1000))
    for _ in range(40):
        request = kernel.request()
        assert request.over() is None
        if trick == "deaths":
            kernel.run(10, 1)
            kernel.die()
        elif trick == "the lowest priority":
            kernel.run(10, 0, waited=10)
        else:
            kernel.run(10, 0)
    kernel.run(1, 0)
    expected = ("notebook_seconds", "the time limit of 400 s (wall clock) for the whole notebook was reached")
    assert read(kernel.request().over()) == expected
    assert kernel.budget.starved


def test_real_time_runs_from_the_first_request_on(kernel: Kernel) -> None:
    kernel.run(10_000, 0)  # waiting for a kernel is nobody's
    assert kernel.budget.used_up() is None and kernel.request().over() is None


@pytest.mark.parametrize(("cpu", "starved"), [(49, True), (51, False)])
def test_who_had_less_than_half_of_the_cpu_time_when_real_time_ended_had_busy_neighbours(
    kernel: Kernel, cpu: float, starved: bool
) -> None:
    request = kernel.request("cell_seconds", 1000)
    kernel.run(401, cpu)
    assert read(request.over())[0] == "notebook_seconds"
    assert kernel.budget.starved is starved


def test_a_kernel_may_die_as_often_as_declared(kernel: Kernel) -> None:
    for _ in range(2):
        kernel.die()
        assert kernel.budget.used_up() is None
    kernel.die()
    text = "the kernel died more than 2 times; the remaining cells are not run"
    assert read(kernel.budget.used_up()) == ("deaths", text)


@pytest.mark.parametrize(
    ("charge", "most"),
    [(Budget.charge_junk, JUNK_MESSAGES), (Budget.charge_callback, CALLBACKS)],
    ids=["junk", "callbacks"],
)
def test_what_is_counted_is_counted_over_deaths(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch, charge: Callable[[Budget], bool], most: int
) -> None:
    monkeypatch.setattr(budget_module, "CALLBACKS", 1000)
    monkeypatch.setattr(budget_module, "JUNK_MESSAGES", 1000)
    assert most >= 1000
    assert all(charge(kernel.budget) for _ in range(600))
    kernel.die()
    assert [charge(kernel.budget) for _ in range(401)] == [True] * 400 + [False]


def test_one_who_judges_many_answers_may_start_over_and_still_knows_the_time_of_all(kernel: Kernel) -> None:
    for _ in range(3):
        kernel.run(50, 50)
        kernel.die()
    assert kernel.budget.used_up() is not None
    kernel.budget.start_over()
    assert kernel.budget.used_up() is None and kernel.budget.deaths == 0
    assert kernel.budget.cpu_seconds() == 150


# -- every limit ---------------------------------------------------------------------------------------


def over_after(limit: str, wall: float, cpu: float, asked: str = "cell_seconds") -> bool:
    """Say whether a second kernel's request reaches a limit then, and not before, however the first one ended."""
    kernel = Kernel()
    kernel.request(asked)
    kernel.run(1, 1)
    kernel.die()
    request = kernel.request(asked)
    before = request.over()
    kernel.run(wall, cpu)
    reached = request.over()
    return before is None and reached is not None and reached.limit == limit


def output_is_cut_in_spite_of_a_death() -> bool:
    kernel = Kernel(Limits(output_kib=32))
    kernel.budget.output_of_cell().charge(32 * KIB)
    kernel.die()
    return kernel.budget.output_of_cell().left() == KIB  # the floor of a cell


def the_whole_submission_ends() -> bool:
    kernel = Kernel()
    kernel.request()
    kernel.run(60, 60)
    kernel.die()
    kernel.run(40, 40)
    before = kernel.request("cell_seconds", 1000).over()
    kernel.run(0.1, 0.1)
    return before is None and read(kernel.request().over())[0] == "notebook_seconds"


def deaths_are_counted() -> bool:
    kernel = Kernel()
    for _ in range(LIMITS.deaths + 1):
        kernel.die()
    return read(kernel.budget.used_up())[0] == "deaths"


def figure_stays(figure: str, limit: str) -> bool:
    """Say whether a kernel after a death gets the same figure, and another limit another figure."""
    kernel, more = Kernel(), dataclasses.replace(LIMITS, **{limit: 2 * getattr(LIMITS, limit)})
    before = kernel.budget.figures()[figure]
    kernel.die()
    return before == kernel.budget.figures()[figure] < Budget(more).figures()[figure]


def checks_that_took_long_leave_a_part() -> bool:
    budget, part = Kernel().budget, LIMITS.notebook_seconds / PARTS
    before, told = budget.judging.seconds(), budget.judging.text()
    budget.judging.charge(LIMITS.notebook_seconds)
    budget.kernel_died()
    named = told == LIMITS.text("check_seconds") and "100 s of CPU in all checks" in budget.judging.text().en
    return named and before == LIMITS.check_seconds > part == budget.judging.seconds()


def values_that_are_kept_are_counted_in_spite_of_a_death() -> bool:
    kernel, held = Kernel(), [0]
    values = kernel.budget.values = Values(64 * MIB, lambda: held[0])
    let_go = [values.charge(40 * MIB) for _ in range(10)]
    held[0] += 40 * MIB  # the last one stays in a list of the grader's
    kernel.die()
    values.begin()
    held[0] += 40 * MIB  # a network of the grader's own, beside few values
    few = [values.charge(MIB) for _ in range(20)]
    return all(let_go + few) and not values.charge(40 * MIB)


EVERY: dict[str, Callable[[], bool]] = {
    "cell_seconds": lambda: over_after("cell_seconds", 10.1, 10.1),
    "call_seconds": lambda: over_after("call_seconds", 5.1, 5.1, "call_seconds"),
    "check_seconds": checks_that_took_long_leave_a_part,
    "wall_factor": lambda: over_after("cell_seconds", 40.1, 0),
    "notebook_seconds": the_whole_submission_ends,
    "output_kib": output_is_cut_in_spite_of_a_death,
    "deaths": deaths_are_counted,
    "memory_mib": lambda: figure_stays("data_mib", "memory_mib"),
    "disk_mib": lambda: figure_stays("disk_mib", "disk_mib"),
    "files_mib": lambda: figure_stays("submission_mib", "files_mib"),
    "processes": lambda: figure_stays("processes", "processes"),
    "open_files": lambda: figure_stays("open_files", "open_files"),
    "check_mib": values_that_are_kept_are_counted_in_spite_of_a_death,
    "reply_mib": lambda: Budget(Limits(reply_mib=3)).reply_bytes == 3 * MIB,
    "crosscheck_seconds": lambda: Budget(Limits(crosscheck_seconds=3)).crosscheck_seconds == 3,
    "crosscheck_mib": lambda: Budget(Limits(crosscheck_mib=3)).crosscheck_mib == 3,
}


def test_every_limit_is_reached_once_also_across_a_death() -> None:
    of_intake = {name for name, declared in Limits.all_declared() if declared.enforced_by == "intake/files"}
    assert {name for name, _ in Limits.all_declared()} == set(EVERY) | of_intake
    assert [name for name, reached in EVERY.items() if not reached()] == []


# -- sizes ---------------------------------------------------------------------------------------------


def test_replies_and_messages_have_their_sizes() -> None:
    budget = Budget(Limits(reply_mib=3, output_kib=5))
    assert budget.reply_bytes == 3 * MIB < budget.reply_message_bytes
    assert budget.output_message_bytes > 5 * KIB


def test_a_kernel_that_holds_more_than_half_of_its_memory_is_full() -> None:
    budget = Budget(Limits(memory_mib=100))
    assert not budget.is_full(49) and budget.is_full(51)


@pytest.mark.parametrize(
    ("limit", "value", "figures"),
    [
        ("memory_mib", 1000, {"data_mib", "box_mib", "group_mib"}),
        (
            "disk_mib",
            40,
            {"disk_mib", "submission_mib", "file_mib", "disk_inodes", "submission_inodes", "shared_mib", "group_mib"},
        ),
        ("files_mib", 300, {"submission_mib", "file_mib", "group_mib"}),
        ("processes", 10, {"processes", "group_tasks"}),
        ("open_files", 100, {"open_files"}),
        ("notebook_seconds", 7.5, {"cpu_seconds", "worker_cpu_seconds", "worker_real_seconds"}),
        ("wall_factor", 9.0, {"worker_real_seconds"}),
        ("check_seconds", 7.5, {"worker_cpu_seconds"}),
    ],
)
def test_each_limit_of_the_box_is_in_its_figures_with_slack(limit: str, value: float, figures: set[str]) -> None:
    usual = Budget(Limits()).figures()
    changed = Budget(dataclasses.replace(Limits(), **{limit: value})).figures()
    assert {name for name in usual if usual[name] != changed[name]} == figures
    assert all(changed[name] >= value for name in figures)
    assert all(type(size) is int for size in changed.values())
    assert changed["box_mib"] < changed["group_mib"] and changed["processes"] < changed["group_tasks"]
