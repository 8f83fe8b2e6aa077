"""Spare kernels: ready in advance, and never the wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from examiner.kernels.budget import Budget
from examiner.kernels.errors import ForkServerError, KernelDied, LimitReached
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.model import Limits

LIMITS = Limits(memory_mib=128, notebook_seconds=100)


@pytest.fixture
def pool(server: ForkServer) -> Iterator[KernelPool]:
    with KernelPool(server) as found:
        yield found


def test_nothing_is_forked_before_the_first_kernel_is_wanted(pool: KernelPool) -> None:
    assert len(pool._ready) == 0


def test_a_spare_is_forked_when_a_kernel_is_taken_and_given_out_next(pool: KernelPool, tell: Any) -> None:
    first = pool.session(Budget(LIMITS))
    (spare,) = pool._ready
    second = pool.session(Budget(LIMITS))
    assert second is spare and second is not first
    assert tell(second, "say(1)") == 1
    first.close()
    second.close()


def test_a_spare_with_other_limits_is_not_given_out(pool: KernelPool, tell: Any) -> None:
    pool.session(Budget(LIMITS)).close()
    (spare,) = pool._ready
    other = pool.session(Budget(Limits(memory_mib=128, notebook_seconds=100, open_files=77)))
    assert other is not spare
    assert tell(other, "import resource\nsay(resource.getrlimit(resource.RLIMIT_NOFILE)[1])") == 77
    assert not spare.handle.folder.exists()
    other.close()


def test_a_spare_charges_the_account_of_the_submission_that_it_is_given_to(pool: KernelPool) -> None:
    pool.session(Budget(LIMITS)).close()
    (spare,) = pool._ready
    spare.wait_ready()
    budget = Budget(LIMITS)
    budget.kernel_ended(LIMITS.notebook_seconds + 1)
    assert pool.session(budget) is spare
    with pytest.raises(LimitReached, match="the time limit of 100 s of CPU for the whole notebook"):
        spare.execute("1")
    spare.close()


def test_a_spare_that_has_died_is_passed_over(pool: KernelPool, tell: Any) -> None:
    pool.session(Budget(LIMITS)).close()
    (spare,) = pool._ready
    spare.handle.send(kill="killed")
    fresh = pool.session(Budget(LIMITS))
    assert fresh is not spare
    assert tell(fresh, "say(1)") == 1
    fresh.close()


def test_many_dead_spares_are_passed_over(server: ForkServer) -> None:
    with KernelPool(server, spare=4) as pool:
        pool.session(Budget(LIMITS)).close()
        for spare in pool._ready:
            spare.handle.kill()
        pool.session(Budget(LIMITS)).close()


def test_a_closed_pool_leaves_no_spare(server: ForkServer) -> None:
    with KernelPool(server) as pool:
        pool.session(Budget(LIMITS)).close()
        (spare,) = pool._ready
    assert not spare.handle.folder.exists()
    with pytest.raises(KernelDied):
        spare.handle.send(usage=1)
        spare.wait_ready()


def test_whoever_needs_a_kernel_of_a_dead_server_hears_the_reason() -> None:
    server = ForkServer().start()
    with KernelPool(server) as pool:
        pool.session(Budget(LIMITS)).close()
        server.stop()
        with pytest.raises((ForkServerError, KernelDied, LimitReached)):
            pool.session(Budget(LIMITS))
