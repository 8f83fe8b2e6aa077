"""Leaks: a clean course has none; each planted one is found and its place failures."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from tests.audit.course import NAME, AuditedCourse, cell_of

from examiner import pipeline
from examiner.audit import release
from examiner.audit.traces import HiddenData
from examiner.release.form import conversion, read_master
from examiner.release.leaks import Leak

Plant = Callable[[AuditedCourse], object]


def leaks_of(small: AuditedCourse) -> list[Leak]:
    """Return what the release of a small course gives away."""
    course = small.course
    loaded = pipeline.load_assignment(course, NAME)
    _, config = conversion(course.settings)
    markers = ("### BEGIN SOLUTION", "### END SOLUTION")
    return release.leaks(loaded, read_master(loaded.books[0].master), config, small.graders, markers)


def in_the_stub(text: str) -> Plant:
    """Plant a text in an answer cell, after the solution, where students see it."""

    def plant(small: AuditedCourse) -> None:
        notebook = small.notebook()
        cell_of(notebook, "scale").source += text
        small.save(notebook)

    return plant


def in_a_file(name: str, make: Callable[[AuditedCourse], bytes]) -> Plant:
    def plant(small: AuditedCourse) -> None:
        (small.source / name).write_bytes(make(small))

    return plant


def archive(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def mixed(small: AuditedCourse) -> bytes:
    """Return an array in which a few hidden rows stand among others, scaled."""
    rows = np.random.default_rng(1).normal(size=(30, 10))
    rows[7:9] = small.numbers()[4:6] / 3 - 1
    return archive(pictures=rows)


def table(small: AuditedCourse) -> bytes:
    rows = [",".join(f"{v:.6f}" for v in row) for row in small.numbers()[:3]]
    return ("a,b,c,d,e,f,g,h,i,j\n" + "\n".join(rows)).encode()


def on_disk(small: AuditedCourse) -> None:
    folder = small.root / "release" / NAME
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("try   shifted / np.abs( shifted ).max()  # and x - low before it")


def test_a_clean_course_leaks_nothing(small: AuditedCourse) -> None:
    assert leaks_of(small) == []


@pytest.mark.parametrize(
    ("plant", "file", "what"),
    [
        (in_the_stub("\n# return shifted / np.abs(shifted).max()\n"), f"{NAME}.ipynb", "the solution of scale"),
        (in_a_file("hints.py", lambda _: b"SOME = [0.125, 0.375, 0.8125, 0.6875, 0.0625]\n"), "hints.py", "test_scale.py"),
        (in_a_file("numbers.bin", lambda s: (s.graders / "data/numbers.npz").read_bytes()), "numbers.bin", "hidden file"),
        (in_a_file("more.npz", lambda s: archive(x=s.numbers())), "more.npz", "numbers.npz"),
        (in_a_file("more.npz", mixed), "more.npz", "numbers.npz"),
        (in_a_file("table.csv", table), "table.csv", "numbers.npz"),
        (on_disk, "notes.txt", "the solution of scale"),
    ],
    ids=["solution line", "grader constants", "copied file", "same array", "rows among others", "table", "on disk"],
)  # fmt: skip
def test_a_planted_leak_is_found(small: AuditedCourse, plant: Plant, file: str, what: str) -> None:
    plant(small)
    found = leaks_of(small)
    assert any(leak.file.endswith(file) and what in leak.what for leak in found), found


def test_a_leak_names_its_cell_and_text(small: AuditedCourse) -> None:
    in_the_stub("\n# return shifted / np.abs(shifted).max()\n")(small)
    (leak,) = leaks_of(small)
    assert leak.cell.endswith("(scale)") and "np.abs(shifted)" in leak.text


def test_what_the_course_shows_itself_is_no_leak(small: AuditedCourse) -> None:
    notebook = small.notebook()
    notebook.cells[0].source += "\n\nDivide: `shifted / np.abs(shifted).max()`"
    small.save(notebook)
    assert leaks_of(small) == []


def test_a_whole_solution_in_a_given_cell_is_a_leak_all_the_same(small: AuditedCourse) -> None:
    notebook = small.notebook()
    region = cell_of(notebook, "guess").source.split("### BEGIN SOLUTION\n")[1].split("### END")[0]
    cell_of(notebook, "given").source += "\n\ndef other(x, y):\n" + region
    small.save(notebook)
    assert any("the solution of guess" in leak.what for leak in leaks_of(small))


def test_variables_are_looked_into(small: AuditedCourse) -> None:
    data = HiddenData(small.graders / "data")
    rows = small.numbers()
    assert data.find("names", [("variable x", rows.astype("float32"))])
    assert data.find("names", [("variable part", rows[3].tolist())])
    assert not data.find("names", [("variable y", np.random.default_rng(9).normal(size=(50, 10)))])
    assert not data.find("names", [("variable z", np.arange(500.0)), ("variable c", np.zeros((9, 10)))])


def test_the_graders_copy_of_open_data_is_not_secret(small: AuditedCourse) -> None:
    x = np.random.default_rng(2).normal(size=(9, 12))
    np.savez(small.graders / "data/more.npz", x_train=x, x_hidden=x + np.random.default_rng(3).normal(size=x.shape))
    data = HiddenData(small.graders / "data")
    assert not data.find("names", [("variable x", x)])
