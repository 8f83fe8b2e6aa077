"""Results on disk."""

from __future__ import annotations

import msgspec
import nbformat
from tests.fixtures.reports import make_report

from examiner.course import results
from examiner.course.layout import Course

SPARSE_BYTES = 1 << 40  # no disk of a test holds this


def test_a_time_stamp_of_any_size_costs_no_more_than_its_text(course: Course) -> None:
    folder = course.submitted("ada", "hw1")
    folder.mkdir(parents=True)
    with open(folder / "timestamp.txt", "wb") as file:
        file.write(b"2026-01-31 12:00:00 Asia/Taipei \n")
        file.truncate(SPARSE_BYTES)
    found = course.submission("ada", "hw1").timestamp
    assert found == "2026-01-31T12:00:00+08:00"
    report = msgspec.structs.replace(make_report("ada"), assignment="hw1", timestamp=found)
    results.store(course, report, nbformat.v4.new_notebook(), "hw1.ipynb")
    assert (course.autograded("ada", "hw1") / "timestamp.txt").read_text() == "2026-01-31 04:00:00.000000 UTC\n"
