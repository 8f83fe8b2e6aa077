"""What is written is on disk whole or not at all, and synced before it takes its place."""

from __future__ import annotations

import ast
import errno
import multiprocessing
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from examiner.model import durable, renaming

SOURCE = Path(__file__).parents[2] / "src" / "examiner"
FULL = OSError(28, "No space left on device")
steps = pytest.mark.parametrize("steps", [False, True], ids=["exchange", "steps"])


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def contents(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def write_folder(place: Path, text: str) -> None:
    with durable.new_folder(place) as draft:
        (draft / "sub").mkdir()
        (draft / "a").write_text(text)
        (draft / "sub" / "b").write_text(text)


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Lets a test choose whether the system can exchange two names in one step."""

    def choose(steps: bool) -> None:
        if steps:
            monkeypatch.setattr(durable, "exchange", lambda one, other: False)

    return choose


@pytest.fixture
def trace(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names what is synced, renamed and exchanged, in order."""
    seen: list[str] = []
    fsync, rename, replace, exchange = os.fsync, os.rename, os.replace, durable.exchange

    def note(word: str, path: Path) -> None:
        seen.append(f"{word} {'draft' if path.name.startswith('.') else path.name}")

    def synced(handle: int) -> None:
        note("sync", Path(os.readlink(f"/proc/self/fd/{handle}")))
        fsync(handle)

    def renamed(one: Path, other: Path) -> None:
        note("to", Path(other))
        rename(one, other)

    def exchanged(one: Path, other: Path) -> bool:
        note("exchange", other)
        return exchange(one, other)

    monkeypatch.setattr(durable.os, "fsync", synced)
    monkeypatch.setattr(durable.os, "rename", renamed)
    monkeypatch.setattr(durable.os, "replace", lambda one, other: (note("to", Path(other)), replace(one, other))[1])
    monkeypatch.setattr(durable, "exchange", exchanged)
    return seen


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "feedback" / "王小明" / ("頁" * 80 + ".html")
    durable.write_text(path, "中文\r\nline\n")
    assert path.read_bytes() == "中文\r\nline\n".encode()
    assert names(path.parent) == [path.name]


def test_a_file_is_synced_before_it_takes_its_place_and_its_folder_after(tmp_path: Path, trace: list[str]) -> None:
    durable.write_bytes(tmp_path / "page", b"new")
    assert trace == ["sync draft", "to page", f"sync {tmp_path.name}"]


def test_a_folder_is_synced_with_all_it_holds_before_it_takes_its_place(tmp_path: Path, trace: list[str]) -> None:
    write_folder(tmp_path / "hw1", "old")
    write_folder(tmp_path / "hw1", "new")
    inside = ["sync b", "sync sub", "sync a", "sync draft"]
    end = f"sync {tmp_path.name}"
    assert trace == [*inside, "to hw1", end, *inside, "exchange hw1", end]


def test_a_failure_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.html"
    durable.write_text(path, "old")

    def fail(_number: int) -> None:
        raise FULL

    monkeypatch.setattr(durable.os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        durable.write_text(path, "new")
    with pytest.raises(OSError, match="No space"):
        durable.create(tmp_path / "other", b"new", rights=0o600)
    with pytest.raises(UnicodeEncodeError):
        durable.write_text(path, "\ud800")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["page.html"]


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt()])
def test_a_failure_while_a_folder_is_filled_leaves_the_old_one_and_no_litter(
    tmp_path: Path, old: bool, error: BaseException
) -> None:
    if old:
        write_folder(tmp_path / "hw1", "old")
    before = contents(tmp_path)
    with pytest.raises(type(error)), durable.new_folder(tmp_path / "hw1") as draft:
        (draft / "a").write_text("half of")
        raise error
    assert contents(tmp_path) == before and names(tmp_path) == ["hw1"] * old


@pytest.mark.parametrize("failing", [1, 2])
def test_a_failure_in_the_swap_leaves_the_old_folder_and_no_litter(
    tmp_path: Path, ways: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    ways(True)
    write_folder(tmp_path / "hw1", "old")
    rename, calls = os.rename, iter(range(1, 10))

    def fail(one: Path, other: Path) -> None:
        if next(calls) == failing:
            raise FULL
        rename(one, other)

    monkeypatch.setattr(durable.os, "rename", fail)
    with pytest.raises(OSError, match="No space"):
        write_folder(tmp_path / "hw1", "new")
    assert contents(tmp_path) == {"hw1/a": "old", "hw1/sub/b": "old"} and names(tmp_path) == ["hw1"]


@steps
def test_a_folder_takes_the_place_of_a_folder_a_file_or_a_link(
    tmp_path: Path, ways: Callable[[bool], None], steps: bool
) -> None:
    ways(steps)
    place, precious = tmp_path / "hw1", tmp_path / "precious"
    precious.mkdir()
    (precious / "c").write_text("kept")
    for make in (lambda: write_folder(place, "old"), lambda: place.write_text("x"), lambda: place.symlink_to(precious)):
        make()
        write_folder(place, "new")
        assert contents(place) == {"a": "new", "sub/b": "new"} and not place.is_symlink()
        durable._remove(place)
    assert contents(precious) == {"c": "kept"} and names(tmp_path) == ["precious"]


def _killed(place: Path, at: str, steps: bool) -> None:
    """Write a folder and die at a step, as after a power cut: nothing is cleaned up."""
    if steps:
        durable.exchange = lambda one, other: False
    rename = os.rename

    def die(*_paths: Path) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if at == "filling":
        durable.sync_all = die
    elif at == "between":
        durable.os.rename = lambda one, other: die() if other == place else rename(one, other)
    else:
        durable._remove = die
    write_folder(place, "new")


@pytest.mark.parametrize(
    ("at", "steps", "seen", "then"),
    [
        ("filling", False, "old", "old"),
        ("between", True, None, "old"),
        ("removing", False, "new", "new"),
        ("removing", True, "new", "new"),
    ],
)
def test_a_power_cut_leaves_the_old_folder_or_the_new_one(
    tmp_path: Path, at: str, steps: bool, seen: str | None, then: str
) -> None:
    place = tmp_path / "hw1"
    write_folder(place, "old")
    write_folder(tmp_path / "hw1-late", "another")
    (tmp_path / ".hw1-mine").write_text("not ours")
    process = multiprocessing.get_context("fork").Process(target=_killed, args=(place, at, steps))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert (contents(place) if place.exists() else None) == (seen and {"a": seen, "sub/b": seen})
    assert len(names(tmp_path)) > 3 - (seen is None)
    durable.clear_drafts(place)
    assert contents(place) == {"a": then, "sub/b": then}
    assert names(tmp_path) == [".hw1-mine", "hw1", "hw1-late"]


def test_a_reader_sees_a_whole_folder_at_any_time(tmp_path: Path) -> None:
    place = tmp_path / "hw1"
    write_folder(place, "0")
    process = multiprocessing.get_context("fork").Process(target=lambda: [write_folder(place, "0") for _ in range(100)])
    process.start()
    missing = sum(not place.is_dir() for _ in _while_alive(process))
    process.join(60)
    assert process.exitcode == 0 and missing == 0


def _while_alive(process: multiprocessing.Process) -> Iterator[None]:
    while process.is_alive():
        yield


def test_permissions_are_those_of_any_new_file_and_folder(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        durable.write_text(tmp_path / "page.html", "x")
        write_folder(tmp_path / "hw1", "x")
        durable.create(tmp_path / "key", b"x", rights=0o664)
    finally:
        os.umask(old)
    assert [path.stat().st_mode & 0o777 for path in sorted(tmp_path.iterdir())] == [0o750, 0o664, 0o640]


def test_what_is_created_is_never_replaced(tmp_path: Path) -> None:
    durable.create(tmp_path / "secret", b"first", rights=0o600)
    with pytest.raises(FileExistsError):
        durable.create(tmp_path / "secret", b"second", rights=0o600)
    assert contents(tmp_path) == {"secret": "first"}


@pytest.mark.parametrize("lacks", ["nothing", "links", "links and renames"])
def test_a_file_gets_its_name_where_there_are_neither_hard_links_nor_permissions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    if lacks != "nothing":
        monkeypatch.setattr(os, "link", refuse)
        monkeypatch.setattr(os, "fchmod", refuse)
    if lacks == "links and renames":
        monkeypatch.setattr(renaming, "_renamed", lambda one, other, how: False)
    durable.create(tmp_path / "secret", b"first", rights=0o600)
    with durable.new_file(tmp_path / "b.zip", rights=0o600) as draft:
        draft.write_bytes(b"whole")
    for name in ("secret", "b.zip"):
        with pytest.raises(FileExistsError), durable.new_file(tmp_path / name, rights=0o600) as draft:
            draft.write_bytes(b"second")
    assert contents(tmp_path) == {"secret": "first", "b.zip": "whole"}


def test_lines_that_others_add_while_some_are_removed_stay(tmp_path: Path) -> None:
    path = tmp_path / "log"
    durable.add_lines(path, [b"old", b"bad"], rights=0o640)
    other = threading.Thread(target=durable.add_lines, args=(path, [b"new"]), kwargs={"rights": 0o640})

    def wanted(line: bytes) -> bool:
        if other.ident is None:
            other.start()
            while not re.search(rf"-> FLOCK .* {os.getpid()} ", Path("/proc/locks").read_text()):
                pass  # until it waits for the log
        return line != b"bad"

    durable.keep_lines(path, wanted)
    other.join(60)
    assert durable.whole_lines(path) == [b"old", b"new"] and path.stat().st_mode & 0o777 == 0o640


def test_a_link_is_replaced_and_its_target_kept(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("gradebook")
    (tmp_path / "page.html").symlink_to(tmp_path / "precious")
    durable.write_text(tmp_path / "page.html", "page")
    assert (tmp_path / "precious").read_text() == "gradebook"
    assert not (tmp_path / "page.html").is_symlink()


def test_nothing_else_of_the_program_puts_files_in_place() -> None:
    found = []
    claims = SOURCE / "kernels" / "claims.py"  # renames a lock that it holds, which has no contents
    own = {SOURCE / "model" / "durable.py", SOURCE / "model" / "renaming.py"}
    for path in sorted(set(SOURCE.rglob("*.py")) - {*own, claims}):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name, owner = node.func.attr, node.func.value.id if isinstance(node.func.value, ast.Name) else ""
                of_os = owner == "os" and name in {"replace", "rename", "renames", "link", "fsync"}
                of_path = name == "rename" and owner != "level"  # that is a pandas index
                of_path = of_path or (
                    name == "replace" and len(node.args) == 1 and not node.keywords
                )  # a text's has two
                if of_os or of_path:
                    found.append(f"{path.relative_to(SOURCE)}, line {node.lineno}: {owner}.{name}")
    assert not found
