"""Time limits, with a clock that only moves when told to."""

from __future__ import annotations

import dataclasses

import pytest

from examiner.kernels import clock as clock_module
from examiner.kernels.clock import Clock, Meter
from examiner.model import Limits, say

LIMITS = Limits(wall_factor=4, notebook_seconds=100)


class Kernel:
    """Time and the CPU time of a kernel."""

    now = 1000.0
    cpu = 0.0
    asked = 0

    def monotonic(self) -> float:
        return self.now

    def cpu_seconds(self) -> float:
        self.asked += 1
        return self.cpu

    def run(self, wall: float, cpu: float) -> None:
        self.now += wall
        self.cpu += cpu


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    found = Kernel()
    monkeypatch.setattr(clock_module, "time", found)
    return found


def test_a_request_has_its_cpu_time_to_the_end(kernel: Kernel) -> None:
    clock = Clock(Meter(kernel.cpu_seconds), LIMITS, 10, "cell")
    kernel.run(11, 10)
    assert clock.over() is None
    kernel.run(1, 0.5)
    limit, text = clock.over() or ("", say("-", "-"))
    assert limit == "cell_seconds" and "10 s of CPU for one cell" in text.en and "單一儲存格的CPU 時間 10 秒" in text.zh


def test_waiting_is_allowed_for_a_multiple_of_that(kernel: Kernel) -> None:
    clock = Clock(Meter(kernel.cpu_seconds), LIMITS, 10, "call")
    kernel.run(39, 0)
    assert clock.over() is None
    kernel.run(2, 0)
    limit, text = clock.over() or ("", say("-", "-"))
    assert limit == "call_seconds" and "40 s (wall clock) for one call" in text.en


def test_time_used_before_is_not_counted_for_this_request(kernel: Kernel) -> None:
    kernel.run(50, 50)
    clock = Clock(Meter(kernel.cpu_seconds), LIMITS, 10, "cell")
    kernel.run(9, 9)
    assert clock.over() is None


def test_the_notebooks_cpu_time_ends_any_request(kernel: Kernel) -> None:
    meter = Meter(kernel.cpu_seconds)
    kernel.run(99, 99)
    clock = Clock(meter, LIMITS, 10, "cell")
    assert clock.over() is None
    kernel.run(2, 2)
    limit, text = clock.over() or ("", say("-", "-"))
    assert limit == "notebook_seconds" and "100 s of CPU for the whole notebook" in text.en


def test_the_notebooks_wall_time_ends_any_request(kernel: Kernel) -> None:
    meter = Meter(kernel.cpu_seconds)
    for _ in range(10):
        clock = Clock(meter, LIMITS, 10, "cell")
        assert clock.over() is None
        kernel.run(39.5, 0)
        assert clock.over() is None
        clock.stop()
        kernel.run(1000, 0)  # the grader's own time is nobody's
    clock = Clock(meter, dataclasses.replace(LIMITS), 10, "cell")
    kernel.run(6, 0)
    limit, text = clock.over() or ("", say("-", "-"))
    assert limit == "notebook_seconds" and "400 s (wall clock)" in text.en


def test_the_keeper_is_not_asked_more_than_four_times_a_second(kernel: Kernel) -> None:
    meter = Meter(kernel.cpu_seconds)
    for _ in range(100):
        clock = Clock(meter, LIMITS, 10, "call")
        for _ in range(10):
            clock.over()
            kernel.run(0.001, 0.001)
    assert 3 <= kernel.asked <= 5
