"""Whose a hand-in is when names are not what they seem: nobody is handed another's, or loses their own to another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.collecting.archives import laid, zipped
from tests.collecting.test_collecting import EARLIER, LATER, OTHER, ROSTER, WORK, course, people, planned, row, taken

from examiner.collecting.people import People, Person
from examiner.collecting.systems import Name
from examiner.course.errors import CourseError
from examiner.course.layout import Course

__all__ = ["course"]


def who_has(course: Course, tmp_path: Path, *names: str, who: People | None = None) -> dict[str, list[str]]:
    """Return, by student, the names of what is taken from an archive of some files."""
    archive = laid(tmp_path, f"in{len(list(tmp_path.iterdir()))}.zip", zipped(dict.fromkeys(names, WORK)))
    return {student: sorted(own.values()) for student, own in taken(planned(course, archive, who=who)).items()}


ATTEMPT = "attempt_2026-03-02-11-22-33"
FORGED = "attempt_2030-01-01-00-00-00"


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        (f"lovelaceada_501_9001_HW_bo_{FORGED}_mini.ipynb", "ada"),
        (f"HW_ada_{ATTEMPT}_bo_{FORGED}_mini.ipynb", "ada"),
        ("Ada Lovelace_12_assignsubmission_file/bo/mini.ipynb", "ada"),
        ("Ada Lovelace_12_assignsubmission_file_obrienbo_502_9_mini.ipynb", "ada"),
        (f"ada/HW_bo_{FORGED}_mini.ipynb", ""),
        ("ada/obrienbo_502_9_mini.ipynb", ""),
        ("ada/anon_502_9_mini.ipynb", ""),
        ("ada/anon_999_9_mini.ipynb", ""),
        ("ada/bo+mini+2030-01-01 00:00:00 UTC/mini.ipynb", ""),
        ("ada/x/Bo OBrien_12_assignsubmission_file/mini.ipynb", ""),
        (f"Zoe Nobody/HW_bo_{ATTEMPT}_mini.ipynb", ""),
        ("Zoe Nobody/bo/mini.ipynb", ""),
        ("zoe/obrienbo_502_9_mini.ipynb", ""),
    ],
)
def test_nobody_hands_in_as_another_by_a_name_of_their_own(
    course: Course, tmp_path: Path, name: str, owner: str
) -> None:
    assert who_has(course, tmp_path, name) == ({owner: [name]} if owner else {})
    if not owner:
        assert planned(course, laid(tmp_path, "again.zip", zipped({name: WORK}))).unsettled


def test_what_lies_in_an_archive_of_a_students_own_names_nobody(course: Course, tmp_path: Path) -> None:
    inner = {"obrienbo_502_9_mini.ipynb": WORK}
    listed = b"submission_1:\n  :submitters:\n  - :sid: bo\n"
    files = {
        "ada/w.zip": zipped(inner),
        "eve.zip": zipped({"bo/mini.ipynb": WORK}),
        "twin1/submission_metadata.yml": listed,
        "twin1/submission_1/mini.ipynb": WORK,
    }
    folder = tmp_path / "mails"
    for name, data in files.items():
        laid(folder, name, data)
    plan = planned(course, folder)
    assert taken(plan) == {"twin1": {"mini.ipynb": "twin1/submission_1/mini.ipynb"}}
    assert (
        "name different people" in row(plan, "9_mini.ipynb").reason
        or "more than one" in row(plan, "9_mini.ipynb").reason
    )
    assert "'eve.zip', which may be somebody's" in row(plan, "bo/mini.ipynb").reason
    listed_by_a_student = {"Zoe/submission_metadata.yml": listed, "Zoe/submission_1/mini.ipynb": WORK}
    assert not planned(course, laid(tmp_path, "z.zip", zipped(listed_by_a_student))).taken


def test_several_exports_in_one_folder_are_each_looked_into(course: Course, tmp_path: Path) -> None:
    one = zipped({f"HW_{who}_{ATTEMPT}_mini.ipynb": WORK for who in ("ada", "bo")})
    two = zipped(
        dict.fromkeys(("王小明_14_assignsubmission_file/mini.ipynb", "Eve_15_assignsubmission_file/x.ipynb"), WORK)
    )
    for name, data in (("one.zip", one), ("two.zip", two)):
        laid(tmp_path / "all", name, data)
    for name in ("lovelaceada_501_9001_mini.ipynb", "obrienbo_502_9002_mini.ipynb"):
        laid(tmp_path / "dl", f"submissions/{name}", WORK)
    assert sorted(taken(planned(course, tmp_path / "all"))) == ["ada", "b09901001", "bo"]
    assert {student: [*own] for student, own in taken(planned(course, tmp_path / "dl")).items()} == {
        "ada": ["mini.ipynb"],
        "bo": ["mini.ipynb"],
    }


@pytest.mark.parametrize(
    "name",
    [
        "Participant_502_assignsubmission_file/mini.ipynb",  # Moodle's count, not the gradebook's lms_user_id
        "Eve Nobody_502_assignsubmission_file/mini.ipynb",
        "nobodyeve_502_9001_mini.ipynb",  # a number whose name is not its student's
        "lovelaceada_502_9001_mini.ipynb",
        "502-345 - Eve Nobody - Sep 24, 2026 926 PM/mini.ipynb",
    ],
)
def test_a_number_alone_names_nobody_where_a_name_beside_it_does_not(course: Course, tmp_path: Path, name: str) -> None:
    assert who_has(course, tmp_path, name) == {}


def test_moodles_numbers_are_no_others(course: Course, tmp_path: Path) -> None:
    name = "Ada Lovelace_502_assignsubmission_file/mini.ipynb"
    assert who_has(course, tmp_path, name) == {"ada": [name]}
    who = People.of(ROSTER)
    who.learn(laid(tmp_path, "own.csv", b"student,moodle\nbo,77\n"))
    name = "Participant_77_assignsubmission_file/mini.ipynb"
    assert who_has(course, tmp_path, name, who=who) == {"bo": [name]}
    assert who_has(course, tmp_path, "Eve Nobody_77_assignsubmission_file/mini.ipynb", who=who) == {}


def test_what_was_handed_in_for_another_assignment_is_left(course: Course, tmp_path: Path) -> None:
    made = "2026-03-02 12:00:00.123456 UTC"
    names = (
        f"ada+mini+{made}+x/mini.ipynb",
        f"ada+second+{made.replace('12:', '13:')}+x/mini.ipynb",
        "bo/second/mini.ipynb",
        "twin1/mini/mini.ipynb",
        "twin1/second/second.ipynb",
    )
    plan = planned(course, laid(tmp_path, "all.zip", zipped(dict.fromkeys(names, WORK))))
    left = {one.path.partition(".zip/")[2] for one in plan.rows if one.reason == "of another assignment: second"}
    assert left == {name for name in names if "second" in name}
    assert taken(plan) == {"ada": {"mini.ipynb": names[0]}, "twin1": {"mini.ipynb": names[3]}}
    assert who_has(course, tmp_path, "second/ada/mini.ipynb", "mini/bo/mini.ipynb") == {"bo": ["mini/bo/mini.ipynb"]}


GROUPS = {"Team1": ["ada", "bo"], "C++": ["ada"], "C#": ["bo"], "Kim Lee": ["ada"], "Old": ["ada", "gone"]}


@pytest.mark.parametrize(
    ("name", "owners", "why"),
    [
        ("Team1_501_9001_mini.ipynb", ["ada", "bo"], ""),
        ("Team1_503_9001_mini.ipynb", [], "fits the group 'Team1', and b09901001"),
        ("C++_5_assignsubmission_file/mini.ipynb", ["ada"], ""),
        ("C#_6_assignsubmission_file/mini.ipynb", ["bo"], ""),
        ("c_501_9001_mini.ipynb", [], "more than one group: C++, C#"),
        ("Kim Lee_7_assignsubmission_file/mini.ipynb", [], "fits the group 'Kim Lee', and twin1, twin2"),
        ("Old_8_assignsubmission_file/mini.ipynb", ["ada"], "'gone' of the group 'Old' is no student"),
        ("Team9_501_9001_mini.ipynb", [], "nobody is called 'Team9'"),
    ],
)
def test_a_groups_work_is_each_members_and_nobody_elses(
    course: Course, tmp_path: Path, name: str, owners: list[str], why: str
) -> None:
    who = People.of(ROSTER, GROUPS)
    who.learn(laid(tmp_path, "own.csv", b"student,name\nada,Team1\n"))  # no row makes a group one student's
    plan = planned(course, laid(tmp_path, "g.zip", zipped({name: WORK})), who=who)
    assert sorted(taken(plan)) == owners
    assert why in " ".join(one.reason for one in plan.rows) and bool(why) == bool(plan.unsettled)


def test_canvas_own_numbers_of_files_say_which_is_later(course: Course, tmp_path: Path) -> None:
    monday, wednesday = "lovelaceada_501_9001_mini-1.ipynb", "lovelaceada_501_9077_mini.ipynb"
    sources = [
        laid(tmp_path, f"{name[16:20]}.zip", zipped({name: data}, {name: time}))
        for name, data, time in ((monday, WORK, LATER), (wednesday, OTHER, EARLIER))
    ]
    assert taken(planned(course, *sources)) == {"ada": {"mini.ipynb": wednesday}}
    both = laid(tmp_path, "both.zip", zipped({monday: WORK, wednesday: OTHER}, {monday: LATER, wednesday: EARLIER}))
    assert taken(planned(course, both)) == {"ada": {"mini.ipynb": wednesday}}
    eighth = "lovelaceada_501_9001_mini-0b0d1e70-1c8e-4b7a-9d55-0123456789ab.ipynb"
    assert [*taken(planned(course, laid(tmp_path, "u.zip", zipped({eighth: WORK}))))["ada"]] == ["mini.ipynb"]
    other = laid(tmp_path / "ada", "mini.ipynb", WORK).parent  # counts nothing: no number is the later one of these
    plan = planned(course, other, laid(tmp_path, "w.zip", zipped({wednesday: OTHER})))
    assert [*taken(plan)["ada"].values()] == ["mini.ipynb"]


def test_moodles_worksheet_will_do_with_its_groups_and_its_strangers(course: Course, tmp_path: Path) -> None:
    head = "Identifier,Full name,Department,Group,Email address,Room,Status,Grade\n"
    rows = [
        "Participant 21,Kim Lee,CS,Team 1,k2@example.org,R1,Submitted,22\n",
        "Participant 22,Ada Lovelace,CS,Team 1,ada@example.org,R1,Submitted,\n",
        "Participant 23,Eve Nobody,CS,Team 1,eve@example.org,R2,Submitted,\n",
    ]
    who = People.of(ROSTER)
    who.learn(laid(tmp_path, "sheet.csv", (head + "".join(rows)).encode()))
    assert [who.meant([Name("moodle number", number)])[0].student for number in ("21", "22", "23", "1")] == [
        "twin2",
        "ada",
        "",
        "",
    ]
    assert not any(who.meant([Name("name", text)])[0].student for text in ("Team 1", "R1", "CS"))
    assert who_has(course, tmp_path, "R1 ada/mini.ipynb", who=who) == {"ada": ["R1 ada/mini.ipynb"]}
    with pytest.raises(CourseError, match=r"no student of the course.*give the table names, or a column 'student'"):
        people().learn(laid(tmp_path, "blind.csv", b"Identifier,Status,Grade\nParticipant 22,Submitted,\n"))


NAMES = (
    Person("carlos", "Carlos", "Garcia"),
    Person("an", "An", "Tran", "an@example.org"),
    Person("ann", "Ann", "Lee"),
    Person("mary", "Mary Ann", "Lee"),
    Person("c1", "文", "陳"),
    Person("c2", "文慧", "陳"),
    Person("c3", "小", "王"),
    Person("kim.lee", "Kim", "Lee"),
    Person("kimlee", "Kimberly", "Lee"),
    Person("t1", "กำ", ""),
    Person("t2", "กา", ""),
)


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("Carlos Garcia/mini.ipynb", "carlos"),
        ("mini - Carlos Garcia.ipynb", "carlos"),
        ("Carlos_Garcia_mini_final_v2.ipynb", "carlos"),
        ("Juan Carlos Garcia/mini.ipynb", ""),
        ("Carlos Garcia-Lopez/mini.ipynb", ""),
        ("Zoe Nobody/an analysis.ipynb", ""),
        ("mini - Mary Ann Lee.ipynb", "mary"),
        ("an-mini.ipynb", "an"),
        ("an.other/mini.ipynb", ""),
        ("陳文慧/mini.ipynb", "c2"),
        ("陳文/mini.ipynb", "c1"),
        ("陳文慧的作業.ipynb", "c2"),
        ("第三次作業 陳文.ipynb", "c1"),
        ("王小明/mini.ipynb", ""),
        ("王小作業一.ipynb", "c3"),
        ("mail from an@example.org today/mini.ipynb", "an"),
        ("other.an@example.org/mini.ipynb", ""),
        ("kim.lee/mini.ipynb", "kim.lee"),
        ("kimlee/mini.ipynb", "kimlee"),
        ("กำ/mini.ipynb", "t1"),
        ("กา/mini.ipynb", "t2"),
    ],
)
def test_a_name_that_is_part_of_a_longer_one_is_not_that_students(
    course: Course, tmp_path: Path, name: str, owner: str
) -> None:
    assert who_has(course, tmp_path, name, who=People.of(NAMES)) == ({owner: [name]} if owner else {})


def notebooks(course: Course, **of: str) -> None:
    for assignment, name in of.items():
        laid(course.root / "source" / assignment, name, (course.root / "source/mini/mini.ipynb").read_bytes())


def test_another_assignments_notebook_is_no_copy_of_this_ones(course: Course, tmp_path: Path) -> None:
    notebooks(course, mini="hw-1.ipynb", second="mini-2.ipynb", third="hw-2.ipynb")

    def names(*files: str) -> Mapping[str, str]:
        return taken(planned(course, laid(tmp_path, "n.zip", zipped({f"ada/{name}": WORK for name in files})))).get(
            "ada", {}
        )

    assert not names("mini-2.ipynb") and not names("hw-2 (1).ipynb") and not names("Copy of mini-2 (3).ipynb")
    assert [*names("hw-1 (1).ipynb")] == ["hw-1.ipynb"] and [*names("mini-3.ipynb")] == ["mini.ipynb"]


def test_a_name_before_a_notebooks_is_taken_off(course: Course, tmp_path: Path) -> None:
    files = {"ada - mini.ipynb": WORK, "ada - mini (1).ipynb": OTHER}
    plan = planned(course, laid(tmp_path, "d.zip", zipped(files, {"ada - mini (1).ipynb": LATER})))
    assert taken(plan) == {"ada": {"mini.ipynb": "ada - mini (1).ipynb"}}


def test_what_systems_lay_beside_hand_ins_needs_nobody(course: Course, tmp_path: Path) -> None:
    beside = ("LATE_anon_501_text.html", "lovelaceada_501_9001_mini.ipynb")
    assert not planned(course, laid(tmp_path, "c.zip", zipped(dict.fromkeys(beside, WORK)))).unsettled
    beside = ("index.html", "12-345 - Ada Lovelace - Sep 24, 2026 926 PM/mini.ipynb")
    assert not planned(course, laid(tmp_path, "b.zip", zipped(dict.fromkeys(beside, WORK)))).unsettled
    group = "Default group_assignsubmission_file/mini.ipynb"  # somebody's work, but Moodle does not say whose
    assert (
        "moodle: 'Default group' fits no student"
        in planned(course, laid(tmp_path, "m.zip", zipped({group: WORK}))).rows[0].reason
    )


def test_a_word_that_a_whole_class_writes_is_nobodys_name(course: Course, tmp_path: Path) -> None:
    assert not who_has(course, tmp_path, "Calculus_ada.ipynb", "Calculus_bo.ipynb")
    assert sorted(who_has(course, tmp_path, *(f"Calculus_{who}.ipynb" for who in ("ada", "bo", "twin1")))) == [
        "ada",
        "bo",
        "twin1",
    ]


def test_the_end_of_a_blackboard_users_name_is_no_other_user(course: Course, tmp_path: Path) -> None:
    names = [f"My_HW_{who}_{ATTEMPT}_mini.ipynb" for who in ("zed_bo", "ada", "twin1", "twin2")]
    assert who_has(course, tmp_path, *names[:3]) == {"ada": [names[1]], "twin1": [names[2]]}
    assert who_has(course, tmp_path, *names[2:]) == {"twin1": [names[2]], "twin2": [names[3]]}
