"""What comes out of archives and folders: no archive, name or list of one student takes anything from others."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.collecting.archives import laid, zipped
from tests.collecting.test_collecting import METADATA, OTHER, WORK, course, planned, row, taken

from examiner.collecting import members, shares, unpacking
from examiner.collecting.unpacking import Unpacking
from examiner.course.errors import CourseError
from examiner.course.layout import Course

__all__ = ["course"]  # the fixture
MIB = 1 << 20
ADA, BO = "Ada Lovelace_12_assignsubmission_file/", "Bo OBrien_13_assignsubmission_file/"


def damaged(kind: int) -> bytes:
    """Return an archive of one member whose packed bytes are none of its kind."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mini.ipynb", bytes(range(256)) * 40, kind)
    data = bytearray(buffer.getvalue())
    data[50:90] = b"\xff" * 40
    return bytes(data)


def wrong_flag() -> bytes:
    return zipped({"é.csv": b"1", "mini.ipynb": WORK}).replace("é.csv".encode(), b"\xff\xff.csv")


def many(count: int) -> bytes:
    return zipped({f"{n}.csv": b"" for n in range(count)})


@pytest.mark.parametrize(
    ("inner", "why"),
    [
        (damaged(zipfile.ZIP_LZMA), "cannot be unpacked"),
        (damaged(zipfile.ZIP_BZIP2), "cannot be unpacked"),
        (damaged(zipfile.ZIP_DEFLATED), "cannot be unpacked"),
        (many(12), "more than 10 files"),
        (zipped({"in.zip": many(6), "of.zip": many(6)}), "more than 10 files"),
        (wrong_flag(), "says that it is UTF-8 and is not"),
        (b"PK\x05\x06 no zip", "no zip file"),
        (
            zipped({"a.csv": bytes(3 * MIB), "b.csv": bytes(3 * MIB), "c.csv": bytes(3 * MIB), "mini.ipynb": WORK}),
            "would become more than",
        ),
        (zipped({"in.zip": zipped({f"{n}.csv": bytes(MIB) for n in range(9)})}), "would become more than"),
        (zipped({"a" * 256 + ".csv": b"1"}), "too long"),
        (zipped({"a/" * 600 + "b": b"1"}), "too long"),
        (zipped({".": b"1"}), "no name"),
        (zipped({"huge.csv": bytes(9 * MIB)}), "too large"),
    ],
)
def test_what_one_student_packed_is_one_row_and_others_are_taken(
    course: Course, tmp_path: Path, monkeypatch, inner: bytes, why: str
) -> None:
    monkeypatch.setattr(shares, "MOST_OF_ONE", 10)
    monkeypatch.setattr(unpacking, "MOST_OF_ONE", 10)
    monkeypatch.setattr(shares.Share.__init__, "__defaults__", (0, 10, ""))
    monkeypatch.setattr(shares, "ALWAYS_MIB", 8)
    monkeypatch.setattr(shares, "EXPANSION", 1)
    files = {f"{ADA}w.zip": inner, f"{BO}w.zip": zipped({"mini.ipynb": WORK, "x.csv": bytes(2 * MIB)})}
    plan = planned(course, laid(tmp_path, "m.zip", zipped(files)))
    assert sorted(taken(plan)["bo"]) == ["mini.ipynb", "x.csv"]
    assert any(
        why in one.reason and one.unsettled and one.path.startswith(f"{tmp_path}/m.zip/Ada") for one in plan.rows
    )


def test_nobodys_bomb_takes_from_others_and_what_is_refused_is_not_unpacked(
    course: Course, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(shares, "ALWAYS_MIB", 16)
    read: list[int] = []
    copied = unpacking._copied
    monkeypatch.setattr(unpacking, "_copied", lambda *args: read.append(copied(*args)) or read[-1])
    bomb = zipped({f"{n}.csv": bytes(3 * MIB) for n in range(20)})
    files: Mapping[str, bytes] = {f"{ADA}{n}.csv": bytes(3 * MIB) for n in range(20)} | {f"{ADA}w.zip": bomb}
    honest = {f"{BO}mini.zip": zipped({"mini.ipynb": WORK}), f"{BO}x.csv": bytes(3 * MIB), f"{BO}y.csv": bytes(5 * MIB)}
    plan = planned(course, laid(tmp_path, "m.zip", zipped(files | honest)))
    assert {who: sorted(own) for who, own in taken(plan).items()} == {"bo": ["mini.ipynb", "x.csv"]}
    assert "at most 4 MiB" in row(plan, "y.csv").reason and "would become more" in row(plan, "/0.csv").reason
    assert sum(read) < 4 * MIB


def test_an_archive_that_lies_of_sizes_gets_no_more_than_it_says(course: Course, tmp_path: Path) -> None:
    data = zipped({"ada/mini.ipynb": WORK, "ada/x.csv": bytes(3 * MIB)})
    lying = data.replace((3 * MIB).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    plan = planned(course, laid(tmp_path, "l.zip", lying))
    assert "cannot be unpacked" in row(plan, "x.csv").reason and taken(plan)["ada"]
    infos = [members.Member(zipfile.ZipInfo(name), name) for name in ("ada", "bo")]
    infos[0].info.compress_size = 1 << 40
    assert [one.most for one in shares.shares(1000, infos, [10, 10])] == [shares.ALWAYS_MIB * MIB - 10, 128 * MIB][::-1]


def test_an_archives_own_list_is_not_read_when_it_is_endless(tmp_path: Path, monkeypatch) -> None:
    archive = laid(tmp_path, "ada.zip", many(100))
    monkeypatch.setattr(members, "_ENTRY", 0.1)
    monkeypatch.setattr(unpacking, "MOST_FILES", 40)
    (tmp_path / "room").mkdir()
    (item,) = Unpacking(tmp_path / "room", 4).items([archive, archive])  # named twice is named once
    assert "lists too many files" in item.trouble


@pytest.mark.parametrize(
    "text",
    ["a: 2026-13-45", "[" * 3000, "a: [", "\x00", "a: !!python/object:os.system x", "1: 2\n? [1]\n: {[2]: 3}", "- 1"],
)
def test_a_list_that_cannot_be_read_stops_nobody(course: Course, tmp_path: Path, text: str) -> None:
    data = {
        "export/submission_metadata.yml": text,
        "export/ada/mini.ipynb": WORK,
        "export/submission_9/mini.ipynb": WORK,
    }
    plan = planned(course, laid(tmp_path, "g.zip", zipped(data)))
    assert taken(plan) == {"ada": {"mini.ipynb": "export/ada/mini.ipynb"}}
    assert ("more than 50 deep" in row(plan, ".yml").reason) == (text[:2] == "[[")
    assert "cannot be read" in row(plan, ".yml").reason and row(plan, ".yml").unsettled


def test_a_list_too_large_to_read_is_told(course: Course, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("examiner.collecting.beside.MOST_BYTES", 20)
    data = {"export/submission_metadata.yml": METADATA, "export/submission_1/mini.ipynb": WORK}
    plan = planned(course, laid(tmp_path, "g.zip", zipped(data)))
    assert not plan.taken and "too large" in row(plan, ".yml").reason and row(plan, ".yml").unsettled


def test_a_folder_that_cannot_be_read_is_told(course: Course, tmp_path: Path, monkeypatch) -> None:
    for who in ("ada", "bo"):
        laid(tmp_path, f"all/{who}/mini.ipynb", WORK)
    scandir = os.scandir

    def refused(path: str) -> object:
        if str(path).endswith("/ada"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    plan = planned(course, tmp_path / "all")
    assert list(taken(plan)) == ["bo"] and "cannot be read" in row(plan, "all/ada").reason and plan.unsettled


def test_two_members_of_one_name_are_two_rows(course: Course, tmp_path: Path) -> None:
    buffer = io.BytesIO(zipped({"ada/mini.ipynb": WORK}))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("ada/mini.ipynb", OTHER)
    plan = planned(course, laid(tmp_path, "d.zip", buffer.getvalue()))
    assert len({one.path for one in plan.rows}) == 2 and plan.rows[1].path.endswith("(number 2 of this name)")


def test_what_macs_leave_beside_an_archive_is_no_archive(course: Course, tmp_path: Path) -> None:
    laid(tmp_path, "all/._w.zip", b"no zip")
    laid(tmp_path, "all/ada/mini.ipynb", WORK)
    plan = planned(course, tmp_path / "all")
    assert not plan.unsettled and list(taken(plan)) == ["ada"]


def test_a_file_of_a_time_beyond_calendars_stops_nobody(course: Course, tmp_path: Path) -> None:
    os.utime(laid(tmp_path, "all/ada/mini.ipynb", WORK), (1 << 40, 1 << 40))
    assert list(taken(planned(course, tmp_path / "all"))) == ["ada"]


def test_long_names_cost_no_time(course: Course, tmp_path: Path) -> None:
    name = "/".join(" ".join("a" * 120) + str(n) for n in range(4))
    started = time.process_time()
    planned(course, laid(tmp_path, "l.zip", zipped({f"{name}{n}.ipynb": WORK for n in range(20)})))
    planned(course, laid(tmp_path, "m.zip", zipped({"_" * 60_000 + f"{n}.ipynb": WORK for n in range(5)})))
    assert time.process_time() - started < 5


def test_a_disk_that_is_full_is_nobodys_damaged_archive(tmp_path: Path, monkeypatch) -> None:
    def full(*args: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(unpacking, "_copied", full)
    (tmp_path / "room").mkdir()
    with pytest.raises((OSError, CourseError), match="No space"):
        Unpacking(tmp_path / "room", 4).items([laid(tmp_path, "a.zip", zipped({"ada/mini.ipynb": WORK}))])
