"""Published figures beside ours: measured apart, held against what was published, written as a page."""

from __future__ import annotations

import textwrap
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from examiner.course.layout import Course
from examiner.datasets import catalogue as table
from examiner.datasets import verify as figures
from examiner.datasets.catalogue import DataError, DataFile, Dataset
from examiner.datasets.sources import content_digest

MEASURE = """
    DATASET = "numbers"
    PUBLISHED = {{
        "sum": ("==", 10), "mean": ("about", 2.4, 0.2), "most": (">=", {most}), "least": ("<=", 1), "theirs": ("shown", 7)
    }}

    def measure(namespace, folder):
        numbers = [int(line) for line in (folder / "numbers.txt").read_text().split()]
        total = namespace["total"](numbers)
        return {{
            "sum": total, "mean": total / 4, "most": max(numbers), "least": min(numbers), "theirs": 8, "new": 0.123456
        }}
"""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course whose homework adds numbers, with a data set of four."""
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    (tmp_path / "source/hw1").mkdir(parents=True)
    (tmp_path / "graders/hw1").mkdir(parents=True)
    (tmp_path / "graders/hw1/test_total.py").write_text("")
    cells = [
        new_code_cell("def total(numbers):\n    return sum(numbers)", id="total"),
        new_code_cell("raise AssertionError", id="t", metadata={"nbgrader": {"grade": True}}),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "source/hw1/hw1.ipynb")
    content = b"1\n2\n3\n4\n"
    file = DataFile("numbers.txt", "numbers.txt", "text", content_digest("text", content), 100)
    known = {"numbers": Dataset("numbers", "Four numbers", (), "http://127.0.0.1:9/n.zip", "CC0", "", "", (file,))}
    monkeypatch.setattr(table, "catalogue", lambda: known)
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies/numbers.txt").write_bytes(content)
    return Course.find(tmp_path)


def write(course: Course, most: int = 4) -> Path:
    path = course.graders("hw1") / "real_numbers.py"
    path.write_text(textwrap.dedent(MEASURE).format(most=most))
    return path


def test_figures_that_hold(course: Course) -> None:
    write(course)
    (one,) = figures.verify(course, course.root / "copies")
    assert one.holds and one.dataset == "numbers"
    assert {f.name: (f.published, f.ours, f.holds) for f in one.figures} == {
        "sum": ("10", 10, True),
        "mean": ("≈ 2.400", 2.5, True),
        "most": ("≥ 4", 4, True),
        "least": ("≤ 1.000", 1, True),
        "theirs": ("7", 8, None),
        "new": ("–", 0.123456, None),
    }
    page = figures.page([one])
    assert "| sum | 10 | 10 | holds |" in page and "| new | – | 0.123 |  |" in page


def test_a_figure_that_does_not_hold_is_marked(course: Course) -> None:
    write(course, most=5)
    (one,) = figures.verify(course, course.root / "copies")
    assert not one.holds
    assert "| most | ≥ 5 | 4 | **does not hold** |" in figures.page([one])


def test_a_measurement_that_fails_names_its_file(course: Course) -> None:
    path = write(course)
    path.write_text(path.read_text().replace("int(line)", "int(line) + {}"))
    with pytest.raises(DataError, match=r"real_numbers\.py: (?s:.*)TypeError"):
        list(figures.verify(course, course.root / "copies"))
    path.write_text("DATASET = 'numbers'\nPUBLISHED = {}\n")
    with pytest.raises(DataError, match="defines no measure"):
        list(figures.verify(course, course.root / "copies"))


def test_without_the_data_nothing_is_measured(course: Course) -> None:
    write(course)
    with pytest.raises(DataError, match="could not be fetched"):
        list(figures.verify(course, None))
