"""Hand-ins as other systems give them out: whose they are, which one counts, and where they end up."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.collecting.archives import hostile, laid, zipped, zipped_raw

from examiner.collecting.people import People, Person
from examiner.collecting.plan import Plan, Row, make_plan
from examiner.collecting.receipts import Receipts
from examiner.collecting.taking import room_in, take
from examiner.collecting.unpacking import Unpacking
from examiner.course.errors import CourseError
from examiner.course.layout import Course

ROSTER = (
    Person("ada", "Ada", "Lovelace", "ada@example.org", "501"),
    Person("bo", "Bo", "O'Brien", "bo@example.org", "502"),
    Person("b09901001", "小明", "王", "ming@example.org", "503"),
    Person("twin1", "Kim", "Lee", "k1@example.org"),
    Person("twin2", "Kim", "Lee", "k2@example.org"),
)
GROUPS = {"Team 1": ["ada", "bo"]}
WORK, OTHER = b'{"cells": []}', b'{"cells": [1]}'
LATER, EARLIER = (2026, 3, 3, 12, 0, 0), (2026, 3, 1, 12, 0, 0)


def people() -> People:
    return People.of(ROSTER, GROUPS)


@pytest.fixture
def course(mini) -> Course:
    mini.configure("c.Exchange.timezone = 'Asia/Taipei'")
    (mini.root / "source/second").mkdir()
    (mini.root / "source/second/second.ipynb").write_bytes((mini.root / "source/mini/mini.ipynb").read_bytes())
    return mini.course


def planned(
    course: Course,
    *sources: Path,
    who: People | None = None,
    pattern: str = "",
    room: Path | None = None,
    file_times: bool = False,
) -> Plan:
    made = room or course.root.parent / f"room{len(list(course.root.parent.iterdir()))}"
    made.mkdir(exist_ok=True)
    items = Unpacking(made, 4, course.settings.timezone).items(sources)
    given = re.compile(pattern) if pattern else None
    receipts = Receipts(course, "mini")
    return make_plan(course, "mini", items, who or people(), pattern=given, receipts=receipts, file_times=file_times)


def collected(course: Course, *sources: Path, **how: Any) -> Plan:
    with room_in(course) as room:
        plan = planned(course, *sources, room=room, **how)
        take(course, "mini", plan, room)
    return plan


def taken(plan: Plan) -> dict[str, dict[str, str]]:
    """Return what is taken: by student, names in their folder and where they come from, the source aside."""
    return {
        one.student: {name: "/".join(file.item.parts[1:]) for name, file in one.files.items()} for one in plan.taken
    }


def row(plan: Plan, end: str) -> Row:
    (found,) = (one for one in plan.rows if one.path.endswith(end))
    return found


METADATA = """
submission_1:
  :submitters:
  - :name: Ada Lovelace
    :sid: ada
    :email: ada@example.org
  - :name: Bo O'Brien
    :email: bo@example.org
  :created_at: 2026-03-02 04:00:00.5 Z
submission_2:
  :submitters:
  - :name: 王小明
  :created_at: 2026-03-02 05:00:00 Z
"""
SYSTEMS = {
    "moodle": {
        "Ada Lovelace_12_assignsubmission_file/mini.ipynb": "ada",
        "Bo OBrien_13_assignsubmission_file_/sub/mini (1).ipynb": "bo",
        "王小明_14_assignsubmission_file_mini.ipynb": "b09901001",
        "Ada Lovelace_12_assignsubmission_onlinetext/onlinetext.html": "",
    },
    "canvas": {
        "lovelaceada_501_9001_mini.ipynb": "ada",
        "obrienbo_LATE_502_9002_mini-1.ipynb": "bo",
        "anon_503_9003_my_12_34_work.ipynb": "b09901001",
        "lovelaceada_501_text.html": "",
    },
    "gradescope": {
        "assignment_7_export/submission_metadata.yml": "",
        "assignment_7_export/submission_2/mini.ipynb": "b09901001",
    },
    "blackboard": {
        "My_first HW_ada_attempt_2026-03-02-11-22-33_mini.ipynb": "ada",
        "My_first HW_ada_attempt_2026-03-02-11-22-33.txt": "",
        "My_first HW_bo_poging_2026-03-02-11-22-34_mini.ipynb": "bo",
    },
    "nbgrader": {
        "ada+mini+2026-03-02 12:00:00.123456 UTC+abcd/mini.ipynb": "ada",
        "ada+mini+2026-03-02 12:00:00.123456 UTC+abcd/timestamp.txt": "",
        "bo+mini+2026-03-02 12:00:00.123456 UTC/mini.ipynb": "bo",
    },
    "brightspace": {"12-345 - Ada Lovelace - Sep 24, 2026 926 PM/mini.ipynb": "ada"},
    "sakai": {
        "Mini/Lovelace, Ada(ada)/Submission attachment(s)/mini.ipynb": "ada",
        "Mini/Lovelace, Ada(ada)/timestamp.txt": "",
        "Mini/Lovelace, Ada(ada)/comments.txt": "",
    },
    "a drive": {
        "Copy of mini - Ada Lovelace.ipynb": "ada",
        "王小明的作業.ipynb": "b09901001",
        "bo-mini.ipynb": "bo",
    },
    "folders": {"b09901001/mini/mini.ipynb": "b09901001", "ada/data.csv": "ada", "ada/mini.ipynb": "ada"},
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_a_system_gives_out_is_each_students(course: Course, tmp_path: Path, system: str) -> None:
    files = SYSTEMS[system]
    data = {
        name: METADATA if name.endswith(".yml") else "2026-03-02 12:00 UTC" if "timestamp" in name else WORK
        for name in files
    }
    archive = laid(tmp_path, f"{system}.zip", zipped(data))
    plan = planned(course, archive)
    assert {name: student for name, student in files.items() if student} == {
        path: student for student, own in taken(plan).items() for path in own.values()
    }
    assert not plan.unsettled, plan.unsettled
    folder = tmp_path / "unpacked"
    for name, content in data.items():
        laid(folder, name, content if isinstance(content, bytes) else content.encode())
    if system != "canvas":  # its names mean what they say in a flat archive alone
        assert taken(planned(course, folder)) == taken(plan)


def test_what_systems_tell_of_time_reaches_the_time_stamp(course: Course, tmp_path: Path) -> None:
    name = "HW_ada_attempt_2026-03-02-11-22-33_mini.ipynb"
    collected(course, laid(tmp_path, "b.zip", zipped({name: WORK, "bo/mini.ipynb": WORK})))
    assert (course.submitted("ada", "mini") / "timestamp.txt").read_text() == "2026-03-02 03:22:33.000000 UTC"
    assert not (course.submitted("bo", "mini") / "timestamp.txt").exists()  # nobody says when: not late
    collected(course, laid(tmp_path, "c.zip", zipped({"twin1/mini.ipynb": WORK})), file_times=True)
    assert course.submission("twin1", "mini").timestamp == "2026-03-02T04:00:00+00:00"
    known = Receipts(course, "mini").known
    assert [(one.student, one.name, one.size, one.time) for one in known] == [
        ("ada", "mini.ipynb", len(WORK), "2026-03-02T03:22:33+00:00"),
        ("bo", "mini.ipynb", len(WORK), "2026-03-02T04:00:00+00:00"),
        ("twin1", "mini.ipynb", len(WORK), "2026-03-02T04:00:00+00:00"),
    ]


def test_several_who_hand_in_together_each_have_it(course: Course, tmp_path: Path) -> None:
    name = "assignment_7_export/submission_1/mini.ipynb"
    data = {"assignment_7_export/submission_metadata.yml": METADATA, name: WORK}
    assert taken(planned(course, laid(tmp_path, "g.zip", zipped(data)))) == {
        "ada": {"mini.ipynb": name},
        "bo": {"mini.ipynb": name},
    }
    team = {"Team 1_77_assignsubmission_file/mini.ipynb": WORK}
    assert sorted(taken(planned(course, laid(tmp_path, "t.zip", zipped(team))))) == ["ada", "bo"]


def test_what_fits_two_or_none_is_nobodys(course: Course, tmp_path: Path) -> None:
    names = {
        "Kim Lee_21_assignsubmission_file/mini.ipynb": "fits more than one student: twin1, twin2",
        "Eve Nobody_22_assignsubmission_file/ada.ipynb": "fits no student",
        "ada and bo/mini.ipynb": "fits more than one student: ada, bo",
        "2026/mini.ipynb": "nothing in its path says whose it is",
    }
    plan = planned(course, laid(tmp_path, "m.zip", zipped(dict.fromkeys(names, WORK))))
    assert not plan.taken and len(plan.unsettled) == len(names)
    for name, why in names.items():
        assert why in row(plan, name).reason


def test_a_table_says_what_names_do_not(course: Course, tmp_path: Path) -> None:
    sheet = (
        "\ufeffIdentifier,Full name,Email address,Status,Grade\nParticipant 21,Kim Lee,k2@example.org,Submitted,22\n"
    )
    who = people()
    who.learn(laid(tmp_path, "sheet.csv", sheet.encode()))
    names = ("Kim Lee_21_assignsubmission_file/mini.ipynb", "Participant_22_assignsubmission_file/mini.ipynb")
    plan = planned(course, laid(tmp_path, "m.zip", zipped(dict.fromkeys(names, WORK))), who=who)
    assert taken(plan) == {"twin2": {"mini.ipynb": names[0]}}  # and no grade is taken for a number
    who.learn(laid(tmp_path, "own.csv", b"student,name\nnew,Participant 22\n"))
    plan = planned(course, laid(tmp_path, "n.zip", zipped({names[1]: WORK})), who=who)
    assert taken(plan) == {"new": {"mini.ipynb": names[1]}}
    for text, why in (("name\nKim Lee\n", "line 2: it is about more than one student: twin1, twin2"), ("", "is empty")):
        with pytest.raises(CourseError, match=why):
            people().learn(laid(tmp_path, "bad.csv", text.encode()))
    with pytest.raises(CourseError, match=r"line 2: '../x' cannot be the name of a student"):
        people().learn(laid(tmp_path, "bad.csv", b"student,name\n../x,Eve\n"))


def test_a_pattern_of_ones_own(course: Course, tmp_path: Path) -> None:
    data = {"x/1__ada__2.ipynb": WORK, "x/1__ada__3.ipynb": OTHER, "x/readme.txt": b""}
    plan = planned(course, laid(tmp_path, "p.zip", zipped(data)), pattern=r"__(?P<student>\w+?)__(?P<attempt>\d+)")
    assert taken(plan) == {"ada": {"1__ada__3.ipynb": "x/1__ada__3.ipynb"}}
    assert (row(plan, "__2.ipynb").reason, row(plan, "readme.txt").unsettled) == ("an earlier hand-in", True)


def test_names_of_windows_macs_and_copies(course: Course, tmp_path: Path) -> None:
    names = {"王小明_14_assignsubmission_file/許功蓋.csv": WORK, "王小明_14_assignsubmission_file/mini.ipynb": WORK}
    windows = zipped_raw({name.encode("cp950"): data for name, data in names.items()})
    plan = planned(course, laid(tmp_path, "w.zip", windows))
    assert sorted(taken(plan)["b09901001"]) == ["mini.ipynb", "許功蓋.csv"]  # of which a byte is a backslash
    mac = {
        "bo/cafe\u0301.csv".encode(): WORK,
        b"bo/mini.ipynb": WORK,
        b"__MACOSX/bo/._mini.ipynb": b"",
        b"bo/.DS_Store": b"",
    }
    plan = planned(course, laid(tmp_path, "m.zip", zipped_raw(mac)))
    assert sorted(taken(plan)["bo"]) == ["café.csv", "mini.ipynb"] and not plan.unsettled
    for name in (
        "mini (1).ipynb",
        "Copy of mini.ipynb",
        "mini 的副本.ipynb",
        "mini - Copy (2).ipynb",
        "MINI.ipynb.txt",
    ):
        assert taken(planned(course, laid(tmp_path, f"ada/{name}", WORK))) == {"ada": {"mini.ipynb": ""}} or (
            taken(planned(course, tmp_path / "ada")) == {"ada": {"mini.ipynb": name}}
        )
        (tmp_path / "ada" / name).unlink()


def test_archives_in_archives_and_a_folder_around_all(course: Course, tmp_path: Path) -> None:
    inner = zipped({"hw/mini.ipynb": WORK, "hw/data/x.csv": b"1"})
    outer = zipped(
        {
            "Ada Lovelace_12_assignsubmission_file/all.zip": inner,
            "bo/mini.zip": zipped({"mini.zip": zipped({"a.zip": inner})}),
        }
    )
    plan = planned(course, laid(tmp_path, "o.zip", outer))
    assert sorted(taken(plan)["ada"]) == ["data/x.csv", "mini.ipynb"]
    assert "archives more than 3 deep" in row(plan, "a.zip").reason and row(plan, "a.zip").unsettled


def test_hostile_archives_lead_nowhere_and_the_honest_file_is_taken(course: Course, tmp_path: Path) -> None:
    plan = collected(course, laid(tmp_path, "h.zip", hostile()))
    assert taken(plan) == {"ada": {"mini.ipynb": "ada/mini.ipynb"}}
    why = {one.path.rpartition("/")[2]: one.reason for one in plan.rows}
    assert {"leads out" in why[name] for name in ("up.ipynb", "root.ipynb", "drive.ipynb", "x")} == {True}
    assert {"device" in why[name] for name in ("NUL.ipynb", "com1")} == {True}
    assert "link" in why["link.ipynb"] and "encrypted" in why["secret.csv"] and "at most 4 MiB" in why["large.csv"]
    assert [path.name for path in course.submitted("ada", "mini").iterdir()] == ["mini.ipynb"]
    plan = planned(course, laid(tmp_path, "d.zip", b"no zip"), laid(tmp_path, "ada.rar", b""))
    assert "damaged" in row(plan, "d.zip").reason and "unpack it" in row(plan, "ada.rar").reason


def test_a_bomb_is_stopped_by_what_archives_may_become(course: Course, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("examiner.collecting.shares.ALWAYS_MIB", 5)
    bomb = zipped({f"ada/{n}.csv": bytes(3 << 20) for n in range(4)} | {"ada/mini.ipynb": WORK})
    plan = planned(course, laid(tmp_path, "b.zip", bomb))
    assert [one.taken for one in plan.rows] == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        ("HW_ada_attempt_2026-03-02-10-00-00_mini.ipynb", "HW_ada_attempt_2026-03-02-11-00-00_mini.ipynb", 2),
        ("HW_ada_attempt_2026-03-02-12-00-00_mini.ipynb", "HW_ada_attempt_2026-03-02-11-00-00_mini.ipynb", 1),
        ("lovelaceada_501_9001_mini-2.ipynb", "lovelaceada_501_9002_mini-1.ipynb", 2),
        ("ada/mini.ipynb", "x/ada/mini.ipynb", 0),  # of the same time, and nobody counts
    ],
)
def test_the_later_of_two_counts_and_of_equal_ones_none(
    course: Course, tmp_path: Path, first, second, counts: int
) -> None:
    sources = [
        laid(tmp_path, f"{n}.zip", zipped({name: data}))
        for n, (name, data) in enumerate([(first, WORK), (second, OTHER)])
    ]
    plan = planned(course, *sources)
    assert [one.taken for one in plan.rows] == [counts == 1, counts == 2]
    assert bool(plan.unsettled) == (counts == 0)
    same = [laid(tmp_path, f"s{n}.zip", zipped({name: WORK})) for n, name in enumerate((first, second))]
    assert len(taken(planned(course, *same))) == 1


def test_two_copies_in_one_hand_in(course: Course, tmp_path: Path) -> None:
    files = {"ada/mini.ipynb": WORK, "ada/mini (1).ipynb": OTHER, "ada/second.ipynb": WORK}
    plan = planned(course, laid(tmp_path, "a.zip", zipped(files, {"ada/mini (1).ipynb": LATER})))
    assert taken(plan) == {"ada": {"mini.ipynb": "ada/mini (1).ipynb"}}
    assert "another assignment" in row(plan, "second.ipynb").reason
    plan = planned(course, laid(tmp_path, "b.zip", zipped(files)))
    assert not plan.taken and "unclear" in row(plan, "ada/mini.ipynb").reason
    plan = planned(course, laid(tmp_path, "c.zip", zipped({"ada/essay.pdf": b"%PDF"})))
    assert not plan.taken and "no notebook" in row(plan, "essay.pdf").reason and plan.unsettled


def test_an_older_file_never_replaces_a_newer_one_and_what_is_replaced_is_kept(course: Course, tmp_path: Path) -> None:
    def at(hour: int, data: bytes) -> Path:
        return laid(tmp_path, f"{hour}.zip", zipped({f"HW_ada_attempt_2026-03-02-{hour}-00-00_mini.ipynb": data}))

    place = course.submitted("ada", "mini") / "mini.ipynb"
    collected(course, at(11, WORK))
    assert "newer hand-in" in collected(course, at(10, OTHER)).rows[0].reason and place.read_bytes() == WORK
    plan = collected(course, at(11, OTHER))
    assert plan.unsettled and place.read_bytes() == WORK  # equally new: told, not guessed
    assert collected(course, at(11, WORK)).rows[0].reason == "it is there already"
    collected(course, at(12, OTHER))
    assert place.read_bytes() == OTHER
    (kept,) = course.earlier_hand_ins("ada", "mini").iterdir()
    assert (kept / "mini.ipynb").read_bytes() == WORK and "03:00:00" in (kept / "timestamp.txt").read_text()
    assert len(Receipts(course, "mini").known) == 2
    place.with_name("timestamp.txt").unlink()
    place.write_bytes(b"by hand")
    course.receipts.unlink()
    plan = collected(course, at(13, WORK))
    assert not plan.taken and "nobody can tell which is the later" in plan.rows[0].reason
    assert place.read_bytes() == b"by hand"


KILLED = """
import os, signal, sys
from pathlib import Path
import examiner.collecting.taking as taking
from examiner.model import durable
from tests.collecting.test_collecting import collected
from examiner.course.layout import Course
left = int(sys.argv[3])
def counted(function):
    def call(*args, **kwargs):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return call
for name in ("sync", "move", "swap_folder"):
    setattr(durable, name, counted(getattr(durable, name)))
collected(Course.find(Path(sys.argv[1])), Path(sys.argv[2]))
"""


def test_wherever_it_is_killed_nothing_is_half_and_the_next_run_finishes_it(course: Course, tmp_path: Path) -> None:
    def archive(hour: int, data: bytes) -> Path:
        names = (f"HW_{who}_attempt_2026-03-02-{hour}-00-00_mini.ipynb" for who in ("ada", "bo"))
        return laid(tmp_path, f"{hour}.zip", zipped(dict.fromkeys(names, data)))

    collected(course, archive(11, WORK))
    places = [course.submitted(who, "mini") / "mini.ipynb" for who in ("ada", "bo")]
    new = archive(12, OTHER)
    states = set()
    for steps in (2, 6, 12, 18):
        command = [sys.executable, "-c", KILLED, str(course.root), str(new), str(steps)]
        done = subprocess.run(
            command, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, text=True
        )
        assert done.returncode in (0, -9), done.stderr
        found = [place.read_bytes() for place in places]
        assert set(found) <= {WORK, OTHER}
        states.add(tuple(found))
    plan = collected(course, new)
    assert {one.reason for one in plan.rows} <= {"it is there already", "as mini.ipynb"}
    assert [place.read_bytes() for place in places] == [OTHER, OTHER] and (WORK, WORK) in states
    assert len(Receipts(course, "mini").known) == 4 and {path.name for path in course.collecting.iterdir()} == {"lock"}
    for who in ("ada", "bo"):
        (kept,) = course.earlier_hand_ins(who, "mini").iterdir()
        assert (kept / "mini.ipynb").read_bytes() == WORK


def test_two_that_collect_at_once(course: Course) -> None:
    with room_in(course), pytest.raises(CourseError, match="another process is collecting"), room_in(course):
        pass


IDS = [one.student for one in ROSTER]
MARKS = st.text(st.sampled_from("-_ .+()[]"), min_size=1, max_size=2)
KNOWN = ["hw", "final", "v2", "作業", "mini", "2026", "1", "homework"]
WORDS = st.sampled_from([*KNOWN, "répétition", "abcada", "bob"])


@given(st.lists(st.one_of(WORDS, st.sampled_from(IDS)), max_size=6), st.lists(MARKS, min_size=6, max_size=6))
@settings(max_examples=300, deadline=None)
def test_whoever_alone_is_named_in_a_path_that_nobody_foresaw(words: list[str], marks: list[str]) -> None:
    mentions = people().mentions
    mentions.learn_words(["mini"])
    found = mentions.of("".join(w + m for w, m in zip(words, marks, strict=False)) + "x.ipynb")
    named = {word for word in words if word in IDS}
    assert found.students <= named
    if set(words) <= {*KNOWN, *IDS}:  # else a word beside an id may be the rest of somebody else's name
        assert found.students == named


def test_the_command(course: Course, tmp_path: Path, examiner: Callable[..., Any]) -> None:
    names = ("Ada Lovelace_12_assignsubmission_file/mini.ipynb", "Eve_13_assignsubmission_file/mini.ipynb")
    archive = laid(tmp_path, "m.zip", zipped(dict.fromkeys(names, WORK)))
    done = examiner(course.root, "collect", "mini", "--from", str(archive))
    assert (done.returncode, "no students yet" in done.stderr) == (2, True)
    with open(course.config, "a") as file:
        file.write("c.CourseDirectory.db_students = [{'id': 'ada', 'first_name': 'Ada', 'last_name': 'Lovelace'}]\n")
    done = examiner(course.root, "collect", "mini", "--from", str(archive), "--dry-run", "--json")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"path": f"{archive}/{names[0]}", "student": "ada", "taken": True, "reason": "as mini.ipynb"},
        {
            "path": f"{archive}/{names[1]}",
            "student": None,
            "taken": False,
            "reason": "moodle: '13' = 'Eve' fits no student of the course. Say in a table (--map) whose it is",
        },
    ]
    assert done.returncode == 1 and not course.submitted("ada", "mini").exists() and not course.state.exists()
    done = examiner(course.root, "collect", "mini", str(archive))
    assert done.returncode == 1 and "1 hand-in taken" in done.stdout.replace("\n", " ")
    assert course.students("mini") == ("ada",)
    for wrong in (
        ["--from", str(tmp_path / "none")],
        [],
        ["--from", str(archive), "--pattern", "("],
        ["--zip-names", "x", str(archive)],
    ):
        assert examiner(course.root, "collect", "mini", *wrong).returncode == 2
