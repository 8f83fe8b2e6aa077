"""In which checks an object of the student's may be given the grader's data: where the master's object is.

``3 in student.interval`` asks the student's class, if the master's answer is an object of such a class too. In a check
for which the master returns a list or a text, an object that says yes to everything must not be asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from examiner.grading import runner
from examiner.grading.execution import RunningNotebook
from examiner.grading.run import GradingRun
from examiner.grading.wall import Mixed, Wall


@dataclass
class Mixing:
    """What is known of the master: found out once, when a submission first makes it matter.

    Parameters
    ----------
    known : frozenset of Mixed or None
        Checks and operators; None before it was looked at.
    """

    known: frozenset[Mixed] | None = None

    def learn(
        self,
        master: Path,
        graders: Path,
        shared: Path | None,
        root: Path,
        start: Callable[[NotebookNode], RunningNotebook],
    ) -> frozenset[Mixed]:
        """Judge the master, if that was not done yet, and return what its objects were given.

        Parameters
        ----------
        master, graders, shared, root : Path
            The master notebook, its graders, the folder that these share with other notebooks', and the course.
        start : callable
            Gives a running notebook for a notebook.
        """
        if self.known is None:
            notebook: NotebookNode = nbformat.read(master, as_version=4)
            running = start(notebook)
            try:
                wall = Wall(running, mixing=None)
                names = master.parent.name, master.stem, graders
                run = GradingRun(*names, running, wall, lambda task, check: 0, shared=shared)
                runner.run_graders(run, root)
                self.known = frozenset(wall.mixed)
            finally:
                running.close()
        return self.known
