"""Marks to files: what stands in them is what people are shown, and nothing in them runs."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exports.classes import PEOPLE, Graded, add

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.exports.cells import number, written
from examiner.exports.excel import to_excel
from examiner.exports.forms import By, Form, Request
from examiner.exports.sheet import Sheet
from examiner.exports.table import Table
from examiner.exports.writing import export
from examiner.feedback.publish import feedback
from examiner.pages.text import harmless

ROOT = Path(__file__).parents[2]


def rows(path: Path) -> dict[str, dict[str, str]]:
    """Read a file as any program does, by its first column."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def exported(course: Course, *assignments: str, form: Form = Form.CSV, **how: Any) -> Path:
    out = course.root.parent / f"out.{form}"
    export(course, Request(assignments or ("hw1",), form, out, **how))
    return out


def test_each_task_and_what_counts_and_what_waits_is_no_zero(whole_class: Course) -> None:
    found = rows(exported(whole_class))
    columns = ["status", *(f": {name}" for name in ("test_add", "test_mul", "essay")), "penalty", "so far", "", "of"]
    columns = [f"hw1{name}" if name.startswith(":") else f"hw1 {name}".strip() for name in columns]
    assert {student: [row[name] for name in columns] for student, row in found.items()} == {
        "ada": ["graded", "3", "6", "4.5", "2", "11.5", "11.5", "15"],
        "bo": ["waiting", "4", "0", "waiting", "0", "4", "waiting", "15"],
        "b09901001": ["not graded", "waiting", "waiting", "waiting", "", "", "waiting", ""],
        "dan": ["not handed in", "", "", "", "", "", "", ""],
        "eve": ["excused", "excused", "excused", "excused", "", "", "excused", ""],
        "flo": ["rejected", "waiting", "waiting", "waiting", "0", "", "waiting", ""],
        "kim": ["waiting", "4", "waiting", "5", "0", "9", "waiting", "15"],
        "zed": ["graded", "1", "1.5", "excused", "0", "2.5", "2.5", "10"],
    }
    zero = rows(exported(whole_class, zero=True))
    assert [zero["dan"][name] for name in columns] == ["not handed in", "0", "0", "0", "", "0", "0", ""]
    assert zero["bo"]["hw1"] == "waiting" and zero["eve"]["hw1"] == "excused"


def test_the_figures_are_those_of_the_students_pages(course: Course) -> None:
    found = rows(exported(course, "hw1", "hw2"))
    for name in ("hw1", "hw2"):
        for student, path in feedback(course, name):
            shown = re.findall(r'class="big"><b>([^<]*)<', path.read_text(encoding="utf-8"))
            if shown:
                assert shown == [found[student][f"{name} so far"]], (name, student)
    assert found["ada"]["hw2: test_mul"] == "void" and found["ada"]["hw2 of"] == "9"


def test_a_mark_by_hand_that_is_to_be_looked_at_again_is_shown_as_on_the_page(course: Course) -> None:
    add(course, Graded("hw2", "bo", {"test_add": 1.0, "test_mul": 0.0, "essay": 2.0}, again=True))
    row = rows(exported(course, "hw2"))["bo"]
    assert (row["hw2 status"], row["hw2: essay"], row["hw2"]) == ("to look at again", "2", "3")


def test_checks_have_columns_of_their_own_and_totals_none(whole_class: Course) -> None:
    fine = rows(exported(whole_class, by=By.CHECK))
    assert [fine["ada"][f"hw1: test_mul{end}"] for end in ("", ": test_first", ": test_rest")] == ["6", "1", "5"]
    assert (fine["kim"]["hw1: test_mul: test_first"], fine["dan"]["hw1: test_mul: test_rest"]) == ("waiting", "")
    assert "hw1: test_add" not in rows(exported(whole_class, by=By.TOTAL))["ada"]


def test_several_assignments_come_to_a_total(whole_class: Course) -> None:
    def totals(**how: Any) -> dict[str, tuple[str, str]]:
        found = rows(exported(whole_class, "hw1", "hw2", **how))
        return {student: (row["total"], row["total of"]) for student, row in found.items()}

    plain = totals()
    assert plain["ada"] == ("20.5", "24") and plain["bo"] == ("waiting", "") and plain["dan"] == ("", "")
    assert plain["eve"] == ("", "") and plain["zed"] == ("", "")  # of hw2 nothing was handed in
    shares = totals(weights={"hw1": 0.25, "hw2": 0.75}, zero=True)
    assert shares["ada"] == (number(round(100 * (0.25 * 11.5 / 15 + 0.75), 6)), "100")
    assert shares["dan"] == ("0", "100") and shares["eve"] == ("0", "100") and shares["zed"] == ("6.25", "100")
    assert totals(weights={"hw1": 0.0, "hw2": 2.0})["b09901001"] == ("100", "100")


def test_names_stay_whole_and_nothing_is_a_formula(whole_class: Course) -> None:
    path = exported(whole_class)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") and b"\r\n" in path.read_bytes()
    found = rows(path)
    assert (found["flo"]["first_name"], found["flo"]["last_name"]) == ('Flo "the"', "two\nlines")
    assert (found["zed"]["last_name"], found["zed"]["email"]) == ("'=cmd", "'+1@example.org")
    frame = pandas.read_csv(path)
    assert list(frame["student"]) == sorted(PEOPLE) and frame["hw1 so far"].dtype.kind == "f"
    for form in (Form.MOODLE, Form.CANVAS, Form.GRADESCOPE):
        with open(exported(whole_class, form=form), encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")] and "two\nlines" in "|".join(cells)


@given(st.text(st.sampled_from("=+-@＝\t\r\n \u200b'\"a,1"), max_size=5))
def test_no_text_begins_as_a_formula_does(text: str) -> None:
    line = io.StringIO(newline="")
    csv.writer(line).writerow([written(text), written(-1.5)])
    ((cell, points),) = csv.reader(io.StringIO(line.getvalue(), newline=""))
    assert cell.lstrip(" \u200b")[:1] not in tuple("=+-@＝") and cell[:1] not in tuple("\t\r\n")
    assert cell in (text, f"'{text}") and harmless(cell) == cell and points == "-1.5"


def cells_of(path: Path, place: int = 1) -> list[list[Any]]:
    """Read a sheet of a workbook with nothing but a parser of XML."""
    name = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(path) as book:
        for part in book.namelist():
            ElementTree.fromstring(book.read(part))
        tree = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{place}.xml"))
    found = []
    for row in tree.iterfind(".//m:row", name):
        values: dict[str, Any] = {}
        for one in row.iterfind("m:c", name):
            text = one.find("m:is/m:t", name)
            column = re.sub(r"\d", "", one.attrib["r"])
            values[column] = float(one.findtext("m:v", "", name)) if text is None else text.text or ""
            assert one.find("m:f", name) is None
        found.append(values)
    return found


def test_a_workbook_has_numbers_as_numbers_and_names_as_they_are(whole_class: Course) -> None:
    path = exported(whole_class, form=Form.EXCEL)
    header, *lines = cells_of(path)
    named = [{header[column]: value for column, value in line.items()} for line in lines]
    by_student = {line["student"]: line for line in named}
    assert by_student["zed"]["last_name"] == "=cmd" and by_student["flo"]["last_name"] == "two\nlines"
    assert (by_student["ada"]["hw1"], by_student["bo"]["hw1"]) == (11.5, "waiting")
    assert "hw1" not in by_student["dan"] and by_student["bo"]["hw1: test_mul"] == 0.0
    assert [line["D"] for line in cells_of(path, 2)] == ["points", 4.0, 6.0, 5.0]
    odd = path.with_name("odd.xlsx")
    odd.write_bytes(to_excel(Table(("a",) * 30, (("\x07_x0041_\r",),)), Sheet((), ())))
    assert cells_of(odd)[0]["AD"] == "a" and cells_of(odd)[1]["A"] == "_x0007__x005F_x0041__x000D_"


def test_the_document_for_programs_is_as_its_schema_says(whole_class: Course) -> None:
    data = json.loads(exported(whole_class, "hw1", "hw2", form=Form.JSON, by=By.CHECK).read_text())
    jsonschema.validate(data, json.loads((ROOT / "docs/schema/marks.schema.json").read_text()))
    by_student = {one["student"]: one for one in data["students"]}
    bo, dan = by_student["bo"]["results"][0], by_student["dan"]["results"][0]
    assert (bo["score"], bo["so_far"], bo["status"]) == (None, 4.0, "waiting")
    assert [(task["score"], task["word"]) for task in bo["tasks"]] == [(4.0, None), (0.0, None), (None, "waiting")]
    assert [(task["score"], task["word"]) for task in dan["tasks"]] == [(None, None)] * 3
    assert by_student["ada"]["total"] == 20.5 and len(bo["tasks"][0]["checks"]) == 2


@pytest.mark.parametrize("form", [Form.CSV, Form.EXCEL, Form.JSON, Form.MOODLE, Form.CANVAS, Form.GRADESCOPE])
def test_pseudonyms_are_stable_and_nothing_names_anybody(course: Course, form: Form) -> None:
    path = exported(course, form=form, pseudonyms=True)
    data = path.read_bytes()
    if form is Form.EXCEL:
        with zipfile.ZipFile(path) as book:
            data = b"".join(map(book.read, book.namelist()))
    text = data.decode("utf-8-sig")
    names = {name for student, all_names in PEOPLE.items() for name in (student, *all_names) if name}
    assert names & {*re.findall(r"[^\W_]+", text)} == set()
    assert [name for name in names if not name.isalnum() and name in text] == []
    assert exported(course, form=form, pseudonyms=True).read_bytes() == path.read_bytes()


def test_pseudonyms_change_with_the_secret_and_their_order_tells_nothing(course: Course) -> None:
    first = rows(exported(course, pseudonyms=True))
    assert list(first) == sorted(first) and first == rows(exported(course, pseudonyms=True))
    assert sorted(row["hw1"] for row in first.values()) == sorted(row["hw1"] for row in rows(exported(course)).values())
    course.secret.unlink()
    assert not first.keys() & rows(exported(course, pseudonyms=True)).keys()


def test_whoever_handed_in_without_being_on_the_roster_has_a_line(course: Course) -> None:
    (course.root / "submitted/gus/hw1").mkdir(parents=True)
    assert rows(exported(course))["gus"]["hw1 status"] == "not graded"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["hw1", "--weight", "hw2=1"], "'hw2' is none of the assignments named"),
        (["hw1", "hw2", "--weight", "hw1=1"], "give hw2 one too, hw2=0"),
        (["hw1", "--weight", "hw1=much"], "a weight is a number from 0 on"),
        (["hw1", "--weight", "hw1=-1"], "a weight is a number from 0 on"),
        (["hw1", "--weight", "hw1=0"], "nothing counts"),
        (["hw1", "--weight", "hw1"], "write ASSIGNMENT="),
        (["hw1", "--column", "hw1=Grade"], "give it with --template"),
        (["hw1", "--template", "x.csv"], "csv fills in no file"),
        (["hw1", "--to", "moodle", "--by", "task"], "moodle takes one number for each assignment"),
        (["hw1", "--to", "moodle", "--template", "x.csv"], "x.csv: No such file"),
        (["hw1", "--to", "canvas", "--template", "x.csv", "--pseudonyms"], "needs the names that it knows"),
        (["hw3"], "no assignment 'hw3'"),
    ],
)
def test_what_cannot_be_is_refused_and_no_file_is_written(
    course: Course, examiner: Callable[..., Any], arguments: list[str], why: str
) -> None:
    given = arguments if "--to" in arguments else [*arguments, "--to", "csv"]
    done = examiner(course.root, "export", *given, "--out", "out.csv")
    assert (done.returncode, why in done.stderr) == (2, True), done.stderr
    assert not (course.root / "out.csv").exists()


def test_weights_of_the_settings_count_unless_the_command_gives_others(
    course: Course, examiner: Callable[..., Any]
) -> None:
    def total(*options: str, of: tuple[str, ...] = ("hw1", "hw2")) -> str | None:
        done = examiner(course.root, "export", *of, "--to", "csv", "--missing", "zero", "--out", "out.csv", *options)
        assert done.returncode == 0, done.stderr
        return rows(course.root / "out.csv")["zed"].get("total")

    with open(course.config, "a") as file:
        file.write("c.Examiner.weights = {'hw1': 0.25, 'hw2': 0.75, 'final': 3}\n")
    assert total() == "6.25" and total("--weight", "hw1=2.25") == "18.75"
    assert total(of=("hw1",)) is None  # of one assignment there is no total
    with open(course.config, "a") as file:
        file.write("c.Examiner.weights = {'hw1': 0.25, 'hw22': 0.75}\n")
    done = examiner(course.root, "export", "hw1", "hw2", "--out", "no.csv")
    assert done.returncode == 2 and "c.Examiner.weights has none for hw2 (did you mean 'hw22'" in done.stderr
    assert total("--weight", "hw2=0.75") == "6.25"
    done = examiner(course.root, "export", "hw1", "hw2", "--to", "gradescope", "--out", "g.csv")
    assert done.returncode == 0, done.stderr  # whose file has no total


def test_parquet_says_what_is_missing(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(CourseError, match=r"pip install 'examiner\[parquet\]'"):
        exported(course, form=Form.PARQUET)


def test_the_command(course: Course, examiner: Callable[..., Any]) -> None:
    done = examiner(course.root, "export", "hw1", "--to", "csv", "--out", "marks/hw1.csv")
    assert done.returncode == 0 and "marks/hw1.csv written: 8 students; 4 marks are still waiting" in done.stdout
    assert rows(course.root / "marks/hw1.csv")["ada"]["hw1"] == "11.5"
    done = examiner(course.root, "export", "hw1", "--to", "excel")
    assert (done.returncode, "say which file to write: --out hw1.csv" in done.stderr) == (2, True)
    done = examiner(course.root, "export", "hw1", "hw2", "--to", "moodle", "--out", "m.csv", "--json")
    assert done.returncode == 1
    other = (
        "zed has 2.5 of 10 points in hw1, others of 15 (not every task counts for all, or another version of the "
        "graders judged it). A system with one maximum for everybody shows another share; to keep it, give 3.75 there"
    )
    assert json.loads(done.stdout) == {
        "path": "m.csv", "to": "moodle", "assignments": ["hw1", "hw2"], "students": 8, "waiting": 4, "notes": [other]
    }  # fmt: skip


def test_a_task_is_named_with_its_notebook_where_there_are_several(course: Course) -> None:
    course.report_json("dan", "hw1").write_text(
        course.report_json("ada", "hw1")
        .read_text()
        .replace('"notebook": "hw1"', '"notebook": "part2"')
        .replace("ada", "dan")
    )
    (course.root / "submitted/dan/hw1").mkdir(parents=True)
    row = rows(exported(course))["dan"]
    assert (row["hw1: part2/test_add"], row["hw1: hw1/test_add"]) == ("3", "waiting")


def test_a_course_without_students(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'x'\n")
    (tmp_path / "source/hw1").mkdir(parents=True)
    with pytest.raises(CourseError, match="no students yet"):
        export(Course.find(tmp_path), Request(["hw1"], Form.CSV, tmp_path / "x.csv"))
