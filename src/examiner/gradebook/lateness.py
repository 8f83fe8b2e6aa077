"""Penalties for coming late, by the course's own late submission plugin of nbgrader's."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.orm import Session
from traitlets.config import Config

from examiner.course.importing import importing
from examiner.course.layout import Course
from examiner.gradebook.errors import GradebookError
from examiner.gradebook.reading import due_of, times_of
from examiner.gradebook.states import states
from examiner.model import digest
from examiner.model.rulings import Rulings
from examiner.model.text import composed


def depends_on(course: Course) -> str:
    """Return a digest of the settings that decide a course's penalties; see :func:`settled_states` for the rest."""
    return digest.of_text(repr(course.settings.nbgrader_config()))


class LatePenalties:
    """What ``c.AssignLatePenalties.plugin_class`` takes off, as ``nbgrader autograde`` would.

    Parameters
    ----------
    config : Config
        nbgrader's settings, for the plugin too.
    root : Path
        The course's folder, from which nbgrader's commands import a plugin.

    Raises
    ------
    GradebookError
        If there is no such plugin.
    """

    def __init__(self, config: Config, root: Path) -> None:
        self._root = root
        try:
            with importing(self._root):
                door = AssignLatePenalties(parent=None, config=config)
                door.init_plugin()
        except Exception as error:  # the plugin is the course's own code: it may raise anything
            raise GradebookError(
                f"the late submission plugin cannot be used ({type(error).__name__}: {error})",
                str(root),
                "Correct c.AssignLatePenalties.plugin_class in nbgrader_config.py.",
            ) from error
        self._plugin: Any = door.plugin_inst

    @property
    def is_own(self) -> bool:
        """Whether the plugin is the course's, which may read any file; nbgrader's decides by settings alone."""
        return not type(self._plugin).__module__.startswith("nbgrader.")

    def assign(self, session: Session, handed_in: Any, book: Any, score: float | None = None) -> str:
        """Write the penalty of a submitted notebook whose scores are written; take it back if it is not late.

        Parameters
        ----------
        session : Session
            The running transaction.
        handed_in, book
            nbgrader's rows of the submission and of its notebook.
        score : float, optional
            What the notebook is worth before; None: what the gradebook adds up.

        Returns
        -------
        str
            What went wrong in the plugin; the penalty from before stays then.
        """
        session.flush()
        session.expire(book)  # its score is a sum that the database makes
        penalty, late = None, handed_in.total_seconds_late if due_of(handed_in) is not None else 0.0
        worth = book.score if score is None else score
        if late > 0:
            try:
                with importing(self._root):
                    given = self._plugin.late_submission_penalty(handed_in.student_id, worth, late)
                penalty = None if given is None else float(given)
            except Exception as error:  # as above
                return f"the late submission plugin failed ({type(error).__name__}: {error})"
            if penalty is not None and not math.isfinite(penalty):
                return f"the late submission plugin gave {penalty} points"
            if penalty is not None:
                penalty = min(max(penalty, 0.0), worth)
        if (book.late_submission_penalty or 0.0) != (penalty or 0.0):
            book.late_submission_penalty = penalty
        return ""


def settled_states(session: Session, assignment: str, rulings: Rulings, late: LatePenalties | None) -> dict[str, str]:
    """Return a digest of what the gradebook holds by student, but of whom a plugin must be asked anew.

    What a plugin of the course's own takes off for coming late may be another today, though nothing has changed that
    can be looked at.

    Parameters
    ----------
    session : Session
        The running transaction.
    assignment : str
        The assignment.
    rulings : Rulings
        What has been ruled.
    late : LatePenalties, optional
        What is taken off; None: what was taken off stays.
    """
    found = states(session, assignment, rulings)
    if late is not None and late.is_own:
        for name, times in times_of(session, assignment):
            if times["seconds_late"] > 0:
                found.pop(composed(name), None)
    return found
