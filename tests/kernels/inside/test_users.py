"""Which user a kernel gets, and that there is no way back."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from examiner.kernels.inside.users import Users, problem_of


def sleeper() -> subprocess.Popen[bytes]:
    """A process that lives until it is killed."""
    return subprocess.Popen(["sleep", "600"])


def test_a_user_is_one_kernels_until_its_keeper_is_gone() -> None:
    users, keepers, given = Users(70000, 3), [sleeper() for _ in range(3)], []
    try:
        for keeper in keepers:
            given.append(users.take())
            assert users.take() == given[-1]  # not given away yet
            users.give(keeper.pid)
        assert sorted(given) == [70000, 70001, 70002]
        with pytest.raises(OSError, match="every user"):
            users.take()
        keepers[1].kill()
        keepers[1].wait()
        assert users.take() == given[1]
    finally:
        for keeper in keepers:
            keeper.kill()
            keeper.wait()


def test_a_user_that_was_given_back_is_the_last_to_be_given_again() -> None:
    users, found = Users(70000, 4), []
    for _ in range(5):
        found.append(users.take())
        keeper = sleeper()
        users.give(keeper.pid)
        keeper.kill()
        keeper.wait()
    assert len(set(found[:4])) == 4 and found[4] == found[0]


def test_the_number_does_not_tell_how_many_came_before() -> None:
    assert len({Users(0, 1000).take() for _ in range(20)}) > 10


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")
def test_who_has_become_a_user_has_no_way_back(child: Callable[[str], Any]) -> None:
    code = """
        from inside import users
        users.become(70001)
        refused = []
        for number in (0, 70002):
            try: os.setresuid(number, number, number)
            except PermissionError: refused.append(number)
        held = {line.split()[1] for line in open("/proc/self/status") if line.startswith(("CapPrm", "CapEff", "CapAmb"))}
        say([os.getresuid(), os.getresgid(), refused, held == {"0" * 16}, box.prctl(3)])  # PR_GET_DUMPABLE
    """
    ids = [70001] * 3
    assert child(code) == [ids, ids, [0, 70002], True, 1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may")
def test_who_may_not_become_another_says_why() -> None:
    assert "PermissionError" in problem_of(70001)
