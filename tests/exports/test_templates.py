"""Files of other systems, filled in: marks in their places, all else as it was, and nobody's mark on another's line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from tests.exports import templates
from tests.exports.classes import Graded, add

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.exports.downloaded import Downloaded
from examiner.exports.forms import Form, Request
from examiner.exports.writing import export


class Filled:
    """What came of filling in a file."""

    def __init__(self, course: Course, text: str | bytes, form: Form, *assignments: str, **how: Any) -> None:
        place = course.root.parent / "downloaded.csv"
        self.before = text.encode() if isinstance(text, str) else text
        place.write_bytes(self.before)
        out = course.root.parent / "filled.csv"
        _, notes = export(course, Request(assignments or ("hw1",), form, out, template=place, **how))
        self.notes = [note.removeprefix(str(place)).lstrip(", ") for note in notes]
        self.after = out.read_bytes()

    def changes(self, encoding: str = "utf-8-sig", delimiter: str = ",") -> dict[tuple[str, str], tuple[str, str]]:
        """Return the cells that are other ones than before, by the first cell of their line and their column."""
        pair = [
            list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter))
            for data in (self.before, self.after)
        ]
        assert [len(line) for line in pair[0]] == [len(line) for line in pair[1]]
        return {
            (line[0], pair[0][0][column]): (old, line[column])
            for before, line in zip(*pair, strict=True)
            for column, old in enumerate(before)
            if old != line[column]
        }


def test_moodles_worksheet_gets_grades_and_nothing_else(whole_class: Course) -> None:
    filled = Filled(whole_class, templates.MOODLE_WORKSHEET, Form.MOODLE, zero=True)
    assert filled.changes() == {
        ("Participant 12", "Grade"): ("", "11.5"),
        ("Participant 17", "Grade"): ("7.00", "0"),  # Dan has handed nothing in; of Eve, who is excused, nothing
    }
    once = filled.after.replace(b'grading",11.5,', b'grading",,').replace(b",0,15.00", b",7.00,15.00")
    assert once == filled.before  # the byte order mark, the line ends, the quotation marks
    text = " | ".join(filled.notes)
    assert "line 5 (b09901001): Moodle says that its grade cannot be changed" in text
    assert "has no line for flo, who has a mark, or will have one" in text and "has no line for zed" in text
    again = Filled(whole_class, filled.after, Form.MOODLE, zero=True)
    assert again.after == again.before == filled.after


def test_what_waits_leaves_the_cell_as_it_is(whole_class: Course) -> None:
    text = templates.MOODLE_WORKSHEET
    assert ("Participant 13", "Grade") not in Filled(whole_class, text, Form.MOODLE).changes()  # Bo's essay waits
    assert Filled(whole_class, text, Form.MOODLE).changes().keys() == {("Participant 12", "Grade")}  # Dan's 7 stays


def test_under_blind_marking_only_a_table_says_whose_a_line_is(whole_class: Course, tmp_path: Path) -> None:
    filled = Filled(whole_class, templates.MOODLE_BLIND, Form.MOODLE)
    assert filled.after == filled.before  # though 501 is Ada's number in another place
    assert sum("fits no student" in note for note in filled.notes) == 2
    table = tmp_path / "map.csv"
    table.write_text("student,moodle\nada,Participant 2\n")
    filled = Filled(whole_class, templates.MOODLE_BLIND, Form.MOODLE, tables=[table])
    assert filled.changes() == {("Participant 2", "Grade"): ("-", "11,5")}  # with the comma that the file has
    assert b'Submitted,"11,5","15,00",-\n' in filled.after


def test_moodles_gradebook_has_a_column_for_each_assignment(whole_class: Course) -> None:
    filled = Filled(whole_class, templates.MOODLE_GRADEBOOK, Form.MOODLE, "hw1", "hw2")
    assert filled.changes() == {
        ("Ada", "Assignment: hw1 (Real)"): ("-", "11.5"),
        ("Ada", "Assignment: hw2 (Real)"): ("-", "9"),
        ("小明", "Assignment: hw2 (Real)"): ("-", "9"),
    }
    with pytest.raises(CourseError, match=r"has no column for hw1; there are: .* --column hw1=TITLE"):
        Filled(whole_class, templates.MOODLE_GRADEBOOK.replace("hw1", "hw 1"), Form.MOODLE)
    chosen = {"hw1": "Course total (Real)"}
    assert Filled(whole_class, templates.MOODLE_GRADEBOOK, Form.MOODLE, columns=chosen).changes() == {
        ("Ada", "Course total (Real)"): ("-", "11.5")
    }
    for title, why in (("Email address", "not one that marks are written to"), ("Mark", "has no column 'Mark'")):
        with pytest.raises(CourseError, match=why):
            Filled(whole_class, templates.MOODLE_GRADEBOOK, Form.MOODLE, columns={"hw1": title})


def test_canvas_gets_points_and_excuses_and_its_own_columns_stay(whole_class: Course) -> None:
    filled = Filled(whole_class, templates.CANVAS_GRADEBOOK, Form.CANVAS, "hw1", "hw2")
    assert filled.changes() == {
        ("Lovelace, Ada", "hw1 (9001)"): ("", "11.5"),
        ("Lovelace, Ada", "hw2 (9002)"): ("", "9"),
        ("王, 小明", "hw2 (9002)"): ("15.00", "9"),
        ('="=cmd, Zed"', "hw1 (9001)"): ("", "2.5"),
    }
    text = " | ".join(filled.notes)
    assert "gives hw2 15 points, the course 9" in text
    assert "line 8: '777' is not what the gradebook has of kim" in text  # the same name, and another number
    eve = templates.CANVAS_GRADEBOOK + '"Adams, Eve",,,eve,Lab 1,,,,,\r\n'
    assert Filled(whole_class, eve, Form.CANVAS).changes()["Adams, Eve", "hw1 (9001)"] == ("", "EX")
    with pytest.raises(CourseError, match="has no column for hw1"):
        Filled(whole_class, templates.CANVAS_GRADEBOOK.replace("hw1 (9001)", "Final Score"), Form.CANVAS)
    with pytest.raises(CourseError, match="no export of Canvas' gradebook"):
        Filled(whole_class, templates.GRADESCOPE_ROSTER, Form.CANVAS)


def test_canvas_test_student_is_nobodys_trouble_unless_somebody_is_called_so(course: Course) -> None:
    header, *_, test = templates.CANVAS_GRADEBOOK.splitlines(keepends=True)
    assert test.startswith('"Student, Test",990')
    kept = [line for line in templates.CANVAS_GRADEBOOK.splitlines(keepends=True) if not line.startswith('"Lee, Kim"')]
    notes = Filled(course, "".join(kept), Form.CANVAS).notes
    told = [note for note in notes if "zed has 2.5 of 10 points" not in note]
    assert told and all("has no line for" in note for note in told)  # of lines that are there nothing else is told
    other = Filled(course, header + test.replace("Student, Test", "Student, Tess"), Form.CANVAS)
    assert "line 2: " in other.notes[0]
    with Gradebook(course.gradebook_url, "class") as book:
        book.add_student("tim", first_name="Test", last_name="Student", lms_user_id="12")
    assert "line 2: '990' is not what the gradebook has of tim" in Filled(course, header + test, Form.CANVAS).notes[0]


def test_gradescopes_roster_gets_a_column_and_its_grades_a_total(whole_class: Course) -> None:
    filled = Filled(whole_class, templates.GRADESCOPE_ROSTER, Form.GRADESCOPE)
    lines = filled.after.decode().splitlines()
    assert lines[0].endswith(",Role,Sections,hw1") and lines[1].endswith("Student,Lab 1,11.5")
    assert lines[2].endswith("Student,,") and lines[3].endswith("Instructor,,")
    assert any("line 4" in note and "'Tea Cher'" in note for note in filled.notes)
    filled = Filled(whole_class, templates.GRADESCOPE_ASSIGNMENT, Form.GRADESCOPE)
    assert filled.changes() == {("Ada", "Total Score"): ("4.0", "11.5")}


def test_two_lines_of_one_student_and_points_above_the_most_are_told(course: Course) -> None:
    add(course, Graded("hw1", "dan", {"test_add": 4.0, "test_mul": 6.0, "essay": 8.0}))
    twice = templates.MOODLE_WORKSHEET + '"Participant 99","Ada Lovelace",ada@example.org,,,15.00,Yes,-,-,\n'
    filled = Filled(course, twice, Form.MOODLE)
    assert filled.changes() == {("Participant 17", "Grade"): ("7.00", "18")}
    text = " | ".join(filled.notes)
    assert "lines 2, 9 are all ada's" in text and "18 is more than the 15 points there" in text


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp950", ","), ("utf-16", "\t")]
)
def test_encoding_and_delimiter_are_those_of_the_file(whole_class: Course, encoding: str, delimiter: str) -> None:
    rows = csv.reader(io.StringIO(templates.GRADESCOPE_ASSIGNMENT, newline=""))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    filled = Filled(whole_class, text.getvalue().encode(encoding), Form.GRADESCOPE)
    assert filled.changes(encoding, delimiter) == {("Ada", "Total Score"): ("4.0", "11.5")}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b'SID,Email\nada,"open\n', r"line 2: a quotation mark is not closed"),
        (b'SID,Email\n"a"b,c\n', r"line 2: a quotation mark is not closed, or text follows one"),
        (b"SID\xff,Email\n", "neither UTF-8 nor CP950"),
        (b"A,B\n1,2\n", "no column says who somebody is"),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_line(whole_class: Course, data: bytes, why: str) -> None:
    with pytest.raises(CourseError, match=why):
        Filled(whole_class, data, Form.GRADESCOPE)


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.sampled_from('a,;"\n\r 王'), max_size=4), min_size=2, max_size=4), min_size=1, max_size=5
    ),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_any_file_is_read_as_python_reads_it_and_kept_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]], quoting: Any
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting).writerows([["one", "two", "three", "four", "five"], *cells])
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(text.getvalue().encode())
    file = Downloaded.read(path)
    assert file.to_bytes() == path.read_bytes()
    read = list(csv.reader(io.StringIO(text.getvalue(), newline="")))
    assert [[line[column] for column in range(len(line.cells))] for line in file.lines] == [
        [cell.strip() for cell in line] or [""] for line in read
    ]


def test_the_template_is_never_written_over(course: Course, tmp_path: Path, examiner: Callable[..., Any]) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(templates.MOODLE_WORKSHEET)
    given = ["export", "hw1", "--to", "moodle", "--template", str(path), "--out"]
    done = examiner(course.root, *given, str(path))
    assert (done.returncode, "--out is the template" in done.stderr) == (2, True)
    assert path.read_text() == templates.MOODLE_WORKSHEET
    done = examiner(course.root, *given, str(tmp_path / "new.csv"))
    assert done.returncode == 1 and "has no line for flo" in done.stderr  # somebody must see to that
