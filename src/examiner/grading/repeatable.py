"""Has Hypothesis repeat itself in graders: same examples each time, no deadline, nothing written to disk."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

PROFILE = "examiner"


@contextlib.contextmanager
def repeatable(module: Path) -> Iterator[None]:
    """Set Hypothesis' defaults while a grader module is imported or one of its tests runs.

    A regrade must draw the same examples, and a slow machine must not fail an answer: Hypothesis' own deadline
    counts wall-clock time, while ours counts the student's CPU time.

    Parameters
    ----------
    module : Path
        The grader. Nothing is done for one that does not mention Hypothesis.
    """
    if not module.is_file() or b"hypothesis" not in module.read_bytes():
        yield
        return
    from hypothesis import HealthCheck, configuration, settings

    configuration.set_hypothesis_home_dir(os.devnull)  # where nothing can be made: it goes on without its cache
    before = settings.get_current_profile_name()
    settings.register_profile(
        PROFILE,
        derandomize=True,
        deadline=None,
        database=None,
        report_multiple_bugs=False,  # a group of errors has no single outcome
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile(PROFILE)
    try:
        yield
    finally:
        settings.load_profile(before)
