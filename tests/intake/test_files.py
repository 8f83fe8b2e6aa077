"""Nothing but regular files of the upload itself is read, and no more of them than allowed."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from examiner.course.errors import CourseError, Rejected
from examiner.course.files import assignment_files
from examiner.course.layout import Course
from examiner.intake.choosing import choose
from examiner.intake.files import MAX_DEPTH, MAX_ENTRIES
from examiner.intake.matching import Handout
from examiner.intake.upload import (
    content_hash,
    submission_files,
    take_in,
)
from examiner.model import Limits, say

Upload = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An upload."""
    path = tmp_path / "upload"
    path.mkdir()
    return path


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that no upload may show."""
    path = tmp_path / "gradebook.db"
    path.write_bytes(b"secret")
    return path


def test_files_are_read_by_their_place_in_the_upload(folder: Path) -> None:
    (folder / "data" / "深").mkdir(parents=True)
    (folder / "b.csv").write_bytes(b"2")
    (folder / "data" / "深" / "a 🙂, b.txt").write_bytes(b"1")
    found = submission_files(folder, Limits())
    assert found.files == {"b.csv": b"2", "data/深/a 🙂, b.txt": b"1"}
    assert list(found.files) == sorted(found.files)
    assert found.notes == ()


def test_notebooks_hidden_files_and_litter_are_left_out_silently(folder: Path) -> None:
    for name in (".ipynb_checkpoints/hw1.ipynb", ".env", "__pycache__/a.pyc", "__MACOSX/x", "hw1.ipynb",
                 "sub/Other.IPYNB", "timestamp.txt"):  # fmt: skip
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    found = submission_files(folder, Limits())
    assert (found.files, found.notes) == ({}, ())


def test_a_time_stamp_in_a_folder_is_an_ordinary_file(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "timestamp.txt").write_bytes(b"x")
    assert submission_files(folder, Limits()).files == {"sub/timestamp.txt": b"x"}


def test_links_and_special_files_are_left_out_with_a_note(
    folder: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "link").symlink_to(secret)
    (folder / "dangling").symlink_to("nowhere")
    (folder / "loop").symlink_to("loop")
    (folder / "up").symlink_to("..", target_is_directory=True)
    os.link(secret, folder / "hard")
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(folder)  # a socket's address must be short
        server.bind("socket")
    (folder / "good").write_bytes(b"1")
    found = submission_files(folder, Limits())
    assert found.files == {"good": b"1"}
    for name in ("link", "dangling", "loop", "up", "hard", "pipe", "socket"):
        assert f"{name!r} (it is" in found.notes[0].en


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make devices")
def test_a_device_is_not_opened(folder: Path) -> None:
    try:
        os.mknod(folder / "zero", 0o600 | 0o020000, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("this container may not make devices")
    assert submission_files(folder, Limits()).files == {}


def test_a_name_that_is_not_utf_8_is_left_out_with_a_note(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.csv")).write_bytes(b"1")
    found = submission_files(folder, Limits())
    assert found.files == {}
    assert "its name is not UTF-8" in found.notes[0].en
    str(found.notes[0]).encode()


def test_a_name_that_holds_the_mark_between_languages_stays_on_its_side(folder: Path) -> None:
    (folder / "a ").mkdir()
    (folder / "a " / " b").symlink_to("nowhere")
    (note,) = submission_files(folder, Limits()).notes
    assert note == say(
        "這些上傳的檔案沒有採用：'a / b'（是連結）。", "These uploaded files were left out: 'a / b' (it is a link)."
    )


def test_too_much_data_is_rejected_before_it_is_read(folder: Path) -> None:
    with open(folder / "big.bin", "wb") as file:
        file.truncate(10**12)
    with pytest.raises(Rejected, match="larger than 100 MiB together"):
        submission_files(folder, Limits())


def test_the_files_sizes_are_summed(folder: Path) -> None:
    for name in "abc":
        (folder / name).write_bytes(b"x" * 400_000)
    with pytest.raises(Rejected, match="larger than 1 MiB together, counted up to 'c'"):
        submission_files(folder, Limits(files_mib=1))
    (folder / "c").unlink()
    assert len(submission_files(folder, Limits(files_mib=1)).files) == 2


def test_too_many_files_are_rejected(folder: Path) -> None:
    for number in range(MAX_ENTRIES + 1):
        (folder / f".{number}").touch()
    with pytest.raises(Rejected, match=f"more than {MAX_ENTRIES} files"):
        submission_files(folder, Limits())


def test_folders_too_deep_are_rejected(folder: Path) -> None:
    deep = folder.joinpath(*["d"] * (MAX_DEPTH - 1))
    deep.mkdir(parents=True)
    submission_files(folder, Limits())
    (deep / "d").mkdir()
    with pytest.raises(Rejected, match=f"{MAX_DEPTH} deep"):
        submission_files(folder, Limits())


@pytest.mark.parametrize("kind", ["link", "hard", "pipe", "folder", "dangling"])
def test_a_notebook_that_is_no_regular_file_is_rejected(
    folder: Path, secret: Path, make: SimpleNamespace, kind: str
) -> None:
    path = folder / "hw1.ipynb"
    if kind == "link":
        path.symlink_to(secret)
    elif kind == "dangling":
        path.symlink_to("nowhere")
    elif kind == "hard":
        os.link(secret, path)
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(Rejected) as caught:
        choose(folder, "hw1.ipynb", Handout.of(make.master()), Limits())
    assert "secret" not in str(caught.value.reason)


def test_an_upload_that_is_a_link_or_a_file_is_rejected(tmp_path: Path, folder: Path, make: SimpleNamespace) -> None:
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "file").touch()
    for path in (tmp_path / "link", tmp_path / "file"):
        with pytest.raises(Rejected, match="a link or a file instead of a folder"):
            submission_files(path, Limits())
        with pytest.raises(Rejected, match="a link or a file instead of a folder"):
            choose(path, "hw1.ipynb", Handout.of(make.master()), Limits())


def test_a_folder_of_endless_names_is_rejected(folder: Path, make: SimpleNamespace) -> None:
    for number in range(MAX_ENTRIES + 1):
        (folder / f"{number}.txt").touch()
    with pytest.raises(Rejected, match="more than"):
        choose(folder, "hw1.ipynb", Handout.of(make.master()), Limits())


def test_the_assignments_files_are_read(course: Course, make: SimpleNamespace) -> None:
    (course.source("hw1") / "data").mkdir()
    (course.source("hw1") / "data" / "x.bin").write_bytes(b"\0")
    assert assignment_files(course, "hw1", [make.master()]) == {"data/x.bin": b"\0", "numbers.csv": b"a,b\n1,2\n"}
    with pytest.raises(CourseError, match="did you mean 'hw1'"):
        assignment_files(course, "hw11", [make.master()])


def test_the_assignments_files_win_over_uploaded_ones(upload: Upload, make: SimpleNamespace) -> None:
    folder = upload(make.master())
    (folder / "numbers.csv").write_bytes(b"forged")
    (folder / "same.csv").write_bytes(b"same")
    (folder / "data").write_bytes(b"a file where the course has a folder")
    (folder / "given.bin").mkdir()
    (folder / "given.bin" / "x").write_bytes(b"a folder where the course has a file")
    (folder / "mine.csv").write_bytes(b"mine")
    given = {"numbers.csv": b"real", "data/x": b"1", "given.bin": b"2", "same.csv": b"same"}
    taken = take_in(folder, "hw1.ipynb", make.master(), given, Limits())
    assert taken.files == {**given, "mine.csv": b"mine"}
    assert taken.notes == (
        say(
            "這些檔案採用課程提供的版本，不用你上傳的：'data'、'given.bin/x'、'numbers.csv'。",
            "The course's copies of these files are used instead of yours: 'data', 'given.bin/x', 'numbers.csv'.",
        ),
    )


def test_an_untouched_submission_is_taken_in_without_notes(upload: Upload, make: SimpleNamespace) -> None:
    taken = take_in(upload(make.master()), "hw1.ipynb", make.master(), {}, Limits())
    assert taken.notes == ()
    assert taken.notebook == make.master()


def test_the_content_hash_depends_on_texts_types_ids_and_files_alone(make: SimpleNamespace) -> None:
    plain = make.notebook([make.code("a", "task", solution=True), make.prose("b")])
    same = make.notebook([make.code("a", "task", solution=True, points=9), make.prose("b")])
    same.cells[0].id = "another"
    assert content_hash(plain, {"x": b"1"}) == content_hash(same, {"x": b"1"})
    others = [
        (plain, {}),
        (plain, {"x": b"2"}),
        (plain, {"y": b"1"}),
        (make.notebook([make.code("c", "task", solution=True), make.prose("b")]), {"x": b"1"}),
        (make.notebook([make.code("a", "other", solution=True), make.prose("b")]), {"x": b"1"}),
        (make.notebook([make.code("a", "task", solution=True), make.code("b")]), {"x": b"1"}),
        (make.notebook([make.prose("b"), make.code("a", "task", solution=True)]), {"x": b"1"}),
    ]
    hashes = {content_hash(notebook, files) for notebook, files in [*others, (plain, {"x": b"1"})]}
    assert len(hashes) == len(others) + 1


def test_the_content_hash_does_not_change_between_versions(make: SimpleNamespace) -> None:
    notebook = make.notebook([make.code("a", "task", solution=True)])
    assert content_hash(notebook, {"x": b"1"})[:16] == "09d5f2f7264e764b"


def test_a_file_that_is_the_students_to_write_is_theirs_if_they_hand_it_in(
    upload: Callable[..., Path], make: SimpleNamespace
) -> None:
    given, theirs = {"helper.py": b"given", "data.csv": b"given"}, {"helper.py", "data.csv"}
    folder = upload(make.master())
    (folder / "helper.py").write_bytes(b"mine")
    taken = take_in(folder, "hw1.ipynb", make.master(), given, Limits(), (), theirs)
    assert (taken.files, taken.notes) == ({"helper.py": b"mine", "data.csv": b"given"}, ())
    assert taken.content != take_in(upload(make.master()), "hw1.ipynb", make.master(), given, Limits()).content
