"""A page is on disk whole or not at all."""

from __future__ import annotations

import os

import pytest

from examiner.pages import files
from examiner.pages.files import write_text


def test_a_file_is_written_with_its_folders(tmp_path):
    path = tmp_path / "feedback" / "王小明" / ("頁" * 80 + ".html")
    write_text(path, "中文\r\nline\n")
    assert path.read_bytes() == "中文\r\nline\n".encode()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_failure_leaves_the_old_page_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    write_text(path, "old")

    def fail(_number):
        raise OSError("no space left on device")

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        write_text(path, "new")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "\ud800")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["page.html"]


def test_permissions_are_those_of_any_new_file(tmp_path):
    old = os.umask(0o027)
    try:
        write_text(tmp_path / "page.html", "x")
    finally:
        os.umask(old)
    assert (tmp_path / "page.html").stat().st_mode & 0o777 == 0o640


def test_a_link_is_replaced_and_its_target_kept(tmp_path):
    (tmp_path / "precious").write_text("gradebook")
    (tmp_path / "page.html").symlink_to(tmp_path / "precious")
    write_text(tmp_path / "page.html", "page")
    assert (tmp_path / "precious").read_text() == "gradebook"
    assert not (tmp_path / "page.html").is_symlink()
