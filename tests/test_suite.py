"""Workers get whole modules: what a module shares, such as a graded class, is made once."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tests.suite import MEASURES, MEASURING, group_of

ROOT = Path(__file__).parents[1]


def test_a_module_runs_on_one_worker_and_two_modules_on_two() -> None:
    modules = ["tests/model/test_digest.py", "tests/model/test_text.py"]
    options = ["-v", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *modules], cwd=ROOT, capture_output=True, text=True
    )
    workers = defaultdict(set)
    for worker, module in re.findall(r"^\[(gw\d)\] .*PASSED (.*?)::", done.stdout, re.MULTILINE):
        workers[module].add(worker)
    assert sorted(workers) == modules, done.stdout
    assert sorted(len(found) for found in workers.values()) == [1, 1]
    assert len(set.union(*workers.values())) == 2


def test_what_measures_time_runs_one_after_the_other() -> None:
    assert {group_of(f"{module}::test_x[a::b]") for module in MEASURING} == {MEASURES}
    assert all((ROOT / module).is_file() for module in MEASURING)
