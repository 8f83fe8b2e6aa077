"""What writing would leave in the gradebook is told without leaving it there."""

from __future__ import annotations

from sqlalchemy import event

from examiner.gradebook.preview import Preview


def test_the_first_regrade_of_a_course_is_shown_before_its_gradebook_knows_it(sheet, master, answers, tools) -> None:
    with Preview(sheet.db_url, "demo", masters={"hw1": master}) as preview:
        # As PostgreSQL always does; SQLite is not asked to.
        event.listen(preview._database._engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys = ON"))
        before = tools["rows"](sheet.database)
        found = preview.after(tools["report"]("ada", answers["ada"]), {}, None)
        assert found is not None and found.written.scores
        assert {key.grade_id: cell.machine for key, cell in found.held.cells.items()}["test_mul"] == 6.0
    assert tools["rows"](sheet.database) == before and before["course"] == []
