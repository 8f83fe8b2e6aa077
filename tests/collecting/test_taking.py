"""What is laid into students' folders: over what, after what, and what one hand-in cannot do to the others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.collecting.archives import laid, zipped
from tests.collecting.test_collecting import EARLIER, LATER, OTHER, WORK, collected, course, planned, row, taken

from examiner.collecting import taking
from examiner.collecting.receipts import Receipts
from examiner.collecting.taking import room_in, take
from examiner.course.layout import Course

__all__ = ["course"]  # the fixture


def at(folder: Path, hour: int, data: bytes, *who: str) -> Path:
    names = (f"HW_{one}_attempt_2026-03-02-{hour}-00-00_mini.ipynb" for one in who or ("ada",))
    return laid(folder, f"{hour}.zip", zipped(dict.fromkeys(names, data)))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("data/x.csv", "data is a file of the same hand-in"),
        ("x" * 300 + ".csv", "its name is too long"),
        ("作業" * 40 + ".csv", ""),
        ("作業" * 60 + ".csv", "its name is too long"),
        ("/".join(["d" * 200] * 6), "its path is too long"),
        ("timestamp.txt/x.csv", "nbgrader's own name"),
        ("mini.ipynb/x.csv", "mini.ipynb is a file"),
    ],
)
def test_a_name_that_the_disk_refuses_stops_nobody(course: Course, tmp_path: Path, name: str, why: str) -> None:
    files = {"ada/mini.ipynb": WORK, "ada/data": b"1", f"ada/{name}": b"2", "bo/mini.ipynb": WORK}
    plan = collected(course, laid(tmp_path, "a.zip", zipped(files)))
    assert {"mini.ipynb", "data"} <= set(taken(plan)["ada"]) and taken(plan)["bo"]
    assert why in row(plan, name).reason and row(plan, name).unsettled == bool(why)
    assert {one.name for one in course.collecting.iterdir()} == {"lock"}
    collected(course, laid(tmp_path, "b.zip", zipped({"twin1/mini.ipynb": WORK})))
    assert course.students("mini") == ("ada", "bo", "twin1")


def test_what_no_rule_foresaw_is_refused_before_anything_is_laid(course: Course, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("examiner.collecting.handins.unfit", lambda names: {})
    files = {"ada/mini.ipynb": WORK, "ada/data": b"1", "ada/data/x.csv": b"2", "bo/mini.ipynb": WORK}
    plan = collected(course, laid(tmp_path, "a.zip", zipped(files)))
    assert course.students("mini") == ("bo",) and "the disk refuses" in row(plan, "ada/data").reason
    assert [one.taken for one in plan.rows] == [False, False, False, True] and len(plan.unsettled) == 3
    assert len(Receipts(course, "mini").known) == 1


def test_what_was_laid_by_hand_is_not_replaced_by_what_is_older_than_that(course: Course, tmp_path: Path) -> None:
    place = course.submitted("ada", "mini") / "mini.ipynb"
    archive = laid(tmp_path, "a.zip", zipped({"ada/mini.ipynb": WORK}, {"ada/mini.ipynb": EARLIER}))
    collected(course, archive)
    place.write_bytes(b"by hand")  # later than all that was collected
    later = laid(tmp_path, "b.zip", zipped({"ada/mini.ipynb": OTHER}, {"ada/mini.ipynb": LATER}))
    plan = collected(course, later)
    assert plan.unsettled and "nobody can tell" in plan.rows[0].reason and place.read_bytes() == b"by hand"
    collected(course, at(tmp_path, 11, WORK, "bo"))
    place = course.submitted("bo", "mini") / "mini.ipynb"
    place.write_bytes(b"by hand")  # beside the time of what it replaces
    assert collected(course, at(tmp_path, 12, OTHER, "bo")).unsettled and place.read_bytes() == b"by hand"


def interrupted(course: Course, monkeypatch, *sources: Path) -> None:
    """Collect, and be killed when the plan is on disk."""
    with monkeypatch.context() as patch, room_in(course) as room:
        patch.setattr(taking, "_finish", lambda course, room: {})
        take(course, "mini", planned(course, *sources, room=room), room)


def test_an_interrupted_run_is_told_and_replaces_nothing_newer(course: Course, tmp_path: Path, monkeypatch) -> None:
    interrupted(course, monkeypatch, at(tmp_path, 11, WORK, "ada", "bo", "twin1"))
    by_hand = laid(course.submitted("ada", "mini"), "mini.ipynb", b"newer")
    (left,) = (one for one in course.collecting.iterdir() if one.is_dir())
    (damaged,) = (left / "laid").glob("*3/mini.ipynb")
    damaged.write_bytes(b"")  # as after a power cut
    told: list[str] = []
    with room_in(course, told.append):
        pass
    assert by_hand.read_bytes() == b"newer" and course.students("mini") == ("ada", "bo")
    assert "finished an interrupted run" in told[0] and told[0].endswith("of mini taken: 1")
    assert "ada: " in told[1] and "has changed since this was planned" in told[1]
    assert "twin1: its files were damaged" in told[2]
    assert {one.student for one in Receipts(course, "mini").known} == {"bo"}


def test_what_changes_while_it_is_collected_stays_and_the_plan_says_so(course: Course, tmp_path: Path) -> None:
    with room_in(course) as room:
        plan = planned(course, at(tmp_path, 11, WORK, "ada", "bo"), room=room)
        by_hand = laid(course.submitted("ada", "mini"), "mini.ipynb", b"newer")
        take(course, "mini", plan, room)
    assert by_hand.read_bytes() == b"newer" and list(taken(plan)) == ["bo"]
    assert "has changed" in row(plan, "HW_ada_attempt_2026-03-02-11-00-00_mini.ipynb").reason


def test_file_times_order_what_they_stamped_and_can_be_added_afterwards(course: Course, tmp_path: Path) -> None:
    def of(day: tuple[int, ...], data: bytes) -> Path:
        return laid(tmp_path, f"{day[2]}.zip", zipped({"ada/mini.ipynb": data}, {"ada/mini.ipynb": day}))

    place = course.submitted("ada", "mini")
    collected(course, of(EARLIER, WORK))
    assert not (place / "timestamp.txt").exists()
    plan = collected(course, of(EARLIER, WORK), file_times=True)
    assert plan.rows[0].taken and "only its time is new" in plan.rows[0].reason
    assert course.submission("ada", "mini").timestamp == "2026-03-01T04:00:00+00:00"
    assert not course.earlier_hand_ins("ada", "mini").exists()
    collected(course, of(LATER, OTHER), file_times=True)
    assert (place / "mini.ipynb").read_bytes() == OTHER
    assert course.submission("ada", "mini").timestamp == "2026-03-03T04:00:00+00:00"
    assert "newer" in collected(course, of(EARLIER, WORK), file_times=True).rows[0].reason


def test_the_same_work_of_two_times_is_kept_twice(course: Course, tmp_path: Path) -> None:
    for hour, data in ((10, WORK), (11, OTHER), (12, WORK), (13, b"last")):
        collected(course, at(tmp_path, hour, data))
    kept = course.earlier_hand_ins("ada", "mini").iterdir()
    assert sorted((one / "timestamp.txt").read_text()[11:13] for one in kept) == ["02", "03", "04"]


def test_what_a_system_leaves_in_a_folder_is_no_other_hand_in(course: Course, tmp_path: Path) -> None:
    archive = at(tmp_path, 11, WORK)
    collected(course, archive)
    (course.submitted("ada", "mini") / ".DS_Store").write_bytes(b"x")
    assert collected(course, archive).rows[0].reason == "it is there already"
    shutil.rmtree(course.submitted("ada", "mini"))
    course.submitted("ada", "mini").write_bytes(b"")
    plan = collected(course, archive, at(tmp_path, 12, WORK, "bo"))
    assert "is no folder" in row(plan, "11.zip/HW_ada_attempt_2026-03-02-11-00-00_mini.ipynb").reason
    assert list(taken(plan)) == ["bo"]


def test_a_students_own_time_stamp_says_nothing(course: Course, tmp_path: Path) -> None:
    stamp = "2026-01-01 00:00:00 UTC"
    inner = zipped({"timestamp.txt": stamp, "mini.ipynb": WORK})
    moodle = "Ada Lovelace_12_assignsubmission_file/w.zip"
    own = {
        "b09901001/mini/timestamp.txt": stamp,
        "bo/mini.ipynb": WORK,
        "bo/timestamp.txt": stamp,
        "b09901001/mini/w.zip": inner,
        moodle: inner,
    }
    plan = collected(course, laid(tmp_path, "a.zip", zipped(own)))
    assert len(plan.taken) == 3 and not [one for one in plan.taken if one.time]
    assert {one.path.rpartition("/")[2] for one in plan.unsettled} == {"timestamp.txt"} and len(plan.unsettled) == 4
    tree = {"ada/mini/mini.ipynb": WORK, "ada/mini/timestamp.txt": stamp}
    plan = collected(course, laid(tmp_path, "submitted.zip", zipped(tree)))
    assert not plan.unsettled
    assert course.submission("ada", "mini").timestamp == "2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize("newer_inside", [True, False])
def test_a_copy_in_an_archive_is_not_newer_because_it_says_so(course: Course, tmp_path: Path, newer_inside) -> None:
    inner = zipped({"mini.ipynb": OTHER}, {"mini.ipynb": LATER if newer_inside else EARLIER})
    plan = planned(course, laid(tmp_path, "a.zip", zipped({"ada/mini.ipynb": WORK, "ada/old.zip": inner})))
    assert taken(plan) == ({} if newer_inside else {"ada": {"mini.ipynb": "ada/mini.ipynb"}})
    assert bool(plan.unsettled) == newer_inside
