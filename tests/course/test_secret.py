"""The course's secret is private, made once, and cannot be guessed from what it yields."""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.secret import course_secret, derive_seed, secret_id


def test_it_is_made_on_first_use_and_stays(tmp_path: Path) -> None:
    course = Course(tmp_path)
    secret = course_secret(course)
    assert len(secret) == 32
    assert course_secret(course) == secret
    assert course.secret.stat().st_mode & 0o777 == 0o600
    assert course.state.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in course.state.iterdir()] == ["secret"]


def test_two_courses_have_two_secrets(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert course_secret(Course(tmp_path / "a")) != course_secret(Course(tmp_path / "b"))


def _race(root: Path, barrier: Barrier, found: multiprocessing.Queue[bytes]) -> None:
    barrier.wait()
    found.put(course_secret(Course(root)))


def test_processes_that_make_it_at_once_get_the_same(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    for attempt in range(5):
        root = tmp_path / str(attempt)
        root.mkdir()
        barrier, found = context.Barrier(6), context.Queue()
        racers = [context.Process(target=_race, args=(root, barrier, found)) for _ in range(6)]
        for racer in racers:
            racer.start()
        secrets = {found.get(timeout=60) for _ in racers}
        for racer in racers:
            racer.join()
        assert secrets == {course_secret(Course(root))}
        assert [path.name for path in Course(root).state.iterdir()] == ["secret"]


def test_loose_rights_are_refused_with_the_command_that_closes_them(tmp_path: Path) -> None:
    course = Course(tmp_path)
    course_secret(course)
    course.secret.chmod(0o640)
    with pytest.raises(CourseError, match=f"chmod 600 {course.secret}"):
        course_secret(course)
    course.secret.chmod(0o600)
    course.state.chmod(0o755)
    with pytest.raises(CourseError, match=f"chmod 700 {course.state}"):
        course_secret(course)


def test_no_secret_is_made_in_a_folder_that_others_enter(tmp_path: Path) -> None:
    course = Course(tmp_path)
    course.state.mkdir(mode=0o755)
    course.state.chmod(0o755)
    with pytest.raises(CourseError, match="chmod 700"):
        course_secret(course)
    assert not course.secret.exists()


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_damaged_secret_is_not_replaced(tmp_path: Path, content: bytes) -> None:
    course = Course(tmp_path)
    course_secret(course)
    course.secret.write_bytes(content)
    with pytest.raises(CourseError, match=r"damaged.*backup"):
        course_secret(course)
    assert course.secret.read_bytes() == content


def test_a_link_or_a_pipe_is_not_read(tmp_path: Path) -> None:
    course = Course(tmp_path)
    course.make_state()
    course.secret.symlink_to("/dev/zero")
    with pytest.raises(CourseError, match="cannot be read"):
        course_secret(course)
    course.secret.unlink()
    os.mkfifo(course.secret, 0o600)
    with pytest.raises(CourseError, match="not a regular file"):
        course_secret(course)


def test_a_course_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / ".examiner").write_text("")
    with pytest.raises(CourseError, match=r"\.examiner"):
        course_secret(Course(tmp_path))


def test_the_id_names_a_secret_without_telling_it() -> None:
    assert secret_id(b"a" * 32) == secret_id(b"a" * 32)
    assert secret_id(b"a" * 32) != secret_id(b"b" * 32)
    assert len(secret_id(b"a" * 32)) == 12


def test_a_seed_is_repeatable_and_of_128_bits() -> None:
    assert derive_seed(b"k", "ada", "hw1") == derive_seed(b"k", "ada", "hw1")
    assert derive_seed(b"k", "ada", "hw1") != derive_seed(b"l", "ada", "hw1")
    assert max(derive_seed(b"k", str(n)) for n in range(50)).bit_length() in range(120, 129)
    assert derive_seed(b"k") == derive_seed(b"k")


PARTS = st.lists(st.one_of(st.text(st.characters(), max_size=4), st.binary(max_size=4)), max_size=4)


@given(PARTS, PARTS)
def test_other_parts_give_another_seed(one: list[str | bytes], two: list[str | bytes]) -> None:
    assert (derive_seed(b"k", *one) == derive_seed(b"k", *two)) == (one == two)


def test_parts_do_not_run_together() -> None:
    assert derive_seed(b"k", "ab", "c") != derive_seed(b"k", "a", "bc")
    assert derive_seed(b"k", "a") != derive_seed(b"k", b"a")
    assert derive_seed(b"k", "a", "") != derive_seed(b"k", "a")


def test_seeds_do_not_change_between_versions() -> None:
    # Else a regrade draws other hidden inputs, and scores change though nobody changed anything.
    assert derive_seed(bytes(range(32)), "rng", "hw1", "王小明", b"x") == 291885692880397315296085565583368501956
