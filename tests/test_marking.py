"""What a person sees and does who marks answers by hand in formgrader, in a real browser."""

from __future__ import annotations

import base64
import sqlite3

import nbformat
import pytest
from nbformat import NotebookNode
from selenium.webdriver.support.wait import WebDriverWait
from tests.conftest import cell_of, marked_cell
from tests.fixtures.reports import chromium, drawing
from tests.fixtures.servers import formgrader

from examiner.batch.runner import Batch

__all__ = ["chromium"]

PLAN = "![the plan](attachment:plan.png)"
ESSAY = """My essay.

###### test_double

<h6 id="test_double">x</h6><div id="test_double-comment"></div><input name="test_double" class="score">

![drawn](attachment:drawn.png) ![photo](photo%20one.png) <img src="attachment:drawn.png" width="40">"""


def picture() -> dict[str, str]:
    return {"image/png": drawing(60, 40)}


@pytest.fixture
def course(mini):
    """The small course with an essay, and a given picture in text that students do not change."""
    path = mini.root / "source/mini/mini.ipynb"
    master = nbformat.read(path, as_version=4)
    told = marked_cell("markdown", PLAN, "told", locked=True)
    told["attachments"] = {"plan.png": picture()}
    essay = marked_cell("markdown", "Write.", "essay", grade=True, solution=True, points=2)
    master.cells[1:1] = [told, essay]
    nbformat.write(master, path)

    def answer(notebook: NotebookNode) -> None:
        notebook.cells = [cell.copy() for cell in master.cells]
        cell_of(notebook, "essay").update(source=ESSAY, attachments={"drawn.png": picture()})
        cell_of(notebook, "double").source = "def double(x): return 3 * x"

    upload = mini.submit("mallory", answer)
    upload.with_name("photo one.png").write_bytes(base64.b64decode(drawing(60, 40)))
    return mini


def scores(course) -> dict[str, tuple[float | None, float | None]]:
    """Return the automatic score and the one given by hand, by grade cell."""
    with sqlite3.connect(course.root / "gradebook.db") as database:
        rows = database.execute(
            "select base_cell.name, auto_score, manual_score from grade join base_cell on base_cell.id = cell_id"
        ).fetchall()
    return {name: (auto, by_hand) for name, auto, by_hand in rows}


def test_a_marker_sees_the_pictures_and_an_answer_takes_over_no_score_box(course, server, chromium) -> None:
    batch = Batch(course.course, "mini", jobs=1, server=server)
    assert [report.score for report in batch.run(batch.students())] == [5.0]
    with sqlite3.connect(course.root / "gradebook.db") as database:
        (number,) = database.execute("select id from submitted_notebook").fetchone()
    wait = WebDriverWait(chromium.driver, 60)
    with formgrader(course.root) as address:
        chromium.driver.get(f"{address}/formgrader/submissions/{number}/?index=0")
        wait.until(
            lambda _: chromium.run("return typeof formgrader != 'undefined' && formgrader.grades?.loaded === true")
        )
        shown = chromium.run("return [...document.images].map(image => [image.alt, image.naturalWidth])")
        assert shown == [
            ["the plan", 60],
            ["drawn", 60],
            ["photo", 60],
            ["No description has been provided for this image", 60],
        ]
        assert chromium.run("return document.querySelectorAll('#test_double').length") == 1
        box = "return $('#{}').parents('.nbgrader_cell').find('.score').map((_, one) => one.id).get()"
        for grade in ("essay", "test_double", "test_greet"):
            assert chromium.run(box.format(grade)) == [grade]
        before = scores(course)
        chromium.run("$('#essay').parents('.nbgrader_cell').find('.full-credit').click()")
        wait.until(lambda _: scores(course) != before)
        wait.until(lambda _: chromium.run("return $.active") == 0)
    assert scores(course) == {**before, "essay": (before["essay"][0], 2.0)}
    chromium.driver.get("about:blank")
