"""What writing a report would leave in the gradebook: written in a transaction of which nothing stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

from nbformat import NotebookNode
from nbgrader import api
from sqlalchemy import select
from sqlalchemy.orm import Session

from examiner.gradebook.master import master_cells, update_notebook
from examiner.gradebook.reading import held_in
from examiner.gradebook.writer import GradebookWriter
from examiner.gradebook.written import Written
from examiner.model import Held, Report
from examiner.model.rulings import Granted
from examiner.model.text import composed


class _NotMeant(Exception):
    """Ends the transaction, with what it came to."""

    def __init__(self, held: Held, written: Written) -> None:
        super().__init__()
        self.held, self.written = held, written


class Preview(GradebookWriter):
    """A writer that keeps nothing: each report is written, looked at, and taken back.

    The parameters are those of :class:`GradebookWriter`, which must be given by name but for the first two.
    """

    def __init__(self, db_url: str, course_id: str, *, masters: Mapping[str, NotebookNode], **given: Any) -> None:
        super().__init__(db_url, course_id, **given)
        self._masters = masters

    def __enter__(self) -> Self:
        self._database.prepare()
        return self

    def after(self, report: Report, notebooks: Mapping[str, NotebookNode], former: Report | None) -> _NotMeant | None:
        """Return what would be ``held`` of a submission, and what staff would be told; None: nothing would change.

        Raises
        ------
        GradebookError
            As :meth:`write`.
        """
        try:
            self.write(report, notebooks, former=former)
        except _NotMeant as found:
            return found
        return None

    def _write(self, session: Session, report: Report, *rest: Any, **given: Any) -> Written:
        row = session.scalars(select(api.Assignment).where(api.Assignment.name == report.assignment)).one_or_none()
        if row is None:  # nothing is graded yet
            if session.get(api.Course, self._course_id) is None:  # which only who writes has made
                session.add(api.Course(id=self._course_id))
                session.flush()
            row = api.Assignment(name=report.assignment, course_id=self._course_id)
            session.add(row)
            session.flush()
        for stem, master in self._masters.items():
            place = f"{report.assignment}/{stem}"
            update_notebook(session, row, stem, master_cells(master, place, self._config), place)
        session.flush()
        session.expire_all()
        written = super()._write(session, report, *rest, **given)
        session.flush()
        session.expire_all()
        held = held_in(session, report.assignment, [report.student]).get(composed(report.student), Held())
        granted: Granted = self._rulings().of(report.assignment, report.student)
        raise _NotMeant(replace(held, granted=granted), written)
