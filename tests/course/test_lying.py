"""An odd name in submitted/ stops nobody's grading, and work that lies beside its place is told."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from examiner.course.layout import Course
from examiner.course.lying import MOST, left_lying

ODD = {
    "a line end": b"b\nc/hw1",
    "no UTF-8": b"Jos\xe9/hw1",
    "a control character": b"\x07/hw1",
    "a backslash": b"a\\b/hw1",
    "a blank": b" /hw1",
    "macOS": b"__MACOSX/hw1",
    "a synchroniser": b"_gsdata_/hw1",
    "a blank behind the assignment": b"eve/hw1 ",
    "capitals": b"eve/HW1",
    "late": b"eve/hw1-late",
    "no folder of the assignment": b"eve",
}


@pytest.fixture
def put(course: Course) -> Callable[[bytes], Path]:
    """Hand in a notebook in a folder of any name."""

    def write(folder: bytes) -> Path:
        place = Path(os.fsdecode(os.fsencode(course.root / "submitted") + b"/" + folder))
        place.mkdir(parents=True)
        shutil.copy(course.notebooks("hw1")[0], place / "hw1.ipynb")
        return place

    return write


def test_what_is_in_its_place_is_not_told(course: Course, put: Callable[[bytes], Path]) -> None:
    put(b"ada/hw1")
    put(b"ada/hw10")
    put("Jose\u0301/hw1".encode())
    (course.root / "submitted" / "README.md").write_text("here")
    (course.root / "submitted" / ".DS_Store").write_bytes(b"x")
    assert left_lying(course, "hw1") == []
    assert set(course.students("hw1")) == {"ada", "Jos\u00e9"}


@pytest.mark.parametrize("name", ODD.values(), ids=ODD)
def test_an_odd_name_is_told_and_the_others_are_found(
    course: Course, put: Callable[[bytes], Path], name: bytes
) -> None:
    put(b"ada/hw1")
    put(name)
    assert course.students("hw1") == ("ada",)
    assert course.submission("ada", "hw1").student == "ada"
    (told,) = left_lying(course, "hw1")
    assert "is not graded: " in told
    assert told.isprintable()


def test_files_and_links_to_nothing_are_told(course: Course, put: Callable[[bytes], Path]) -> None:
    put(b"ada/hw1")
    uploads = course.root / "submitted"
    (uploads / "all.zip").write_bytes(b"PK")
    (uploads / "dangling").symlink_to("nowhere")
    (uploads / "loop").symlink_to("loop")
    assert course.students("hw1") == ("ada",)
    assert [told.split(" is not graded")[0] for told in left_lying(course, "hw1")] == [
        str(uploads / name) for name in ("all.zip", "dangling", "loop")
    ]


def test_a_pile_of_odd_names_is_told_in_short(course: Course, put: Callable[[bytes], Path]) -> None:
    for number in range(MOST + 3):
        put(b"bad\n%d/hw1" % number)
    told = left_lying(course, "hw1")
    assert len(told) == MOST + 1
    assert told[-1].startswith("3 more names")


def test_two_assignments_do_not_lie_for_each_other(course: Course, put: Callable[[bytes], Path]) -> None:
    shutil.copytree(course.source("hw1"), course.source("hw1b"))
    put(b"ada/hw1b")
    put(b"ada/hw1")
    assert left_lying(course, "hw1") == []
