"""Lets results through once the graders are known to hold for the master."""

from __future__ import annotations

import contextlib
from collections.abc import Generator

from examiner.course.errors import CourseError
from examiner.pipeline import Graded, LoadedAssignment
from examiner.pipeline.faults import blamed
from examiner.pipeline.trial import Trial, faults_of, keep_trial, kept_trial, refusal

MASTER = ""  # in place of a student's name, in a job: judge the master


class Gate:
    """Keeps results back until the master was judged, which happens beside the first submissions.

    Parameters
    ----------
    loaded : LoadedAssignment
        What is graded.
    boxed : bool
        Whether kernels are isolated.
    """

    def __init__(self, loaded: LoadedAssignment, boxed: bool) -> None:
        self._loaded = loaded
        self._trial = kept_trial(loaded, boxed)

    @property
    def jobs(self) -> list[str]:
        """What has to be run before results count: the master, or nothing."""
        return [MASTER] if self._trial is None else []

    def passing(self, results: Generator[Graded | Trial, None, None]) -> Generator[Graded, None, None]:
        """Yield the results; those that come before the master's are kept until then.

        Raises
        ------
        CourseError
            If the graders do not hold for the master; the text names file, line and reason.
        """
        held: list[Graded] = []
        self._check()
        with contextlib.closing(results):  # who is refused waits for the end of what runs
            for result in results:
                if isinstance(result, Trial):
                    self._trial = result
                    self._check()
                    keep_trial(self._loaded, result)
                    yield from map(self._judged, held)
                    held.clear()
                elif self._trial is None:
                    held.append(result)
                else:
                    yield self._judged(result)

    def _check(self) -> None:
        why = refusal(self._loaded, self._trial) if self._trial is not None else ""
        if why:
            raise CourseError(why)

    def _judged(self, graded: Graded) -> Graded:
        """Return a result in which the tests that the master fails are faults."""
        assert self._trial is not None
        faulty = faults_of(self._loaded, self._trial)
        return blamed(graded, faulty) if faulty else graded
