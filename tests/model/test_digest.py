"""Equal things have equal digests, and different things different ones."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

import pytest

from examiner.model import digest

SOURCE = Path(__file__).parents[2] / "src" / "examiner"
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # of nothing, FIPS 180-4


def test_bytes_texts_parts_and_files_agree(tmp_path):
    text = "二元交叉熵\n"
    (tmp_path / "file").write_bytes(text.encode())
    wanted = hashlib.sha256(text.encode()).hexdigest()
    assert digest.of_bytes(text.encode()) == digest.of_text(text) == digest.of_file(tmp_path / "file") == wanted
    assert digest.of_parts(bytes([byte]) for byte in text.encode()) == wanted
    assert digest.of_files({"a": text.encode(), "b": b""}) == {"a": wanted, "b": EMPTY}


def test_a_text_with_a_lone_surrogate_has_a_digest_of_its_own():
    assert len({digest.of_text(text) for text in ("\ud800", "\ud801", "?", "\ufffd")}) == 4
    assert len({digest.of_data([text]) for text in ("\ud800", "\ud801", "?", "\ufffd")}) == 4


def test_the_order_of_keys_and_the_kind_of_sequence_do_not_matter():
    one = {"b": [1, {"y": None, "x": True}], "a": "é"}
    two = {"a": "é", "b": (1, {"x": True, "y": None})}
    assert digest.canonical(one) == digest.canonical(two) == b'{"a": "\\u00e9", "b": [1, {"x": true, "y": null}]}'
    assert digest.of_data(one) == digest.of_bytes(digest.canonical(two))


@pytest.mark.parametrize(
    ("one", "other"),
    [(["ab", "c"], ["a", "bc"]), ([1], ["1"]), ([1], [1.0]), ([None], ["null"]), ([[], []], [[[]]]), ({}, [])],
)
def test_what_differs_has_another_digest(one, other):
    assert digest.of_data(one) != digest.of_data(other)


@pytest.mark.parametrize("data", [{1: 0}, [{"a": {None: 0}}], {"a": b"bytes"}, [Path("a")], {"a": {1, 2}}])
def test_what_json_would_change_is_refused(data):
    with pytest.raises(TypeError):
        digest.canonical(data)


def test_a_folder_is_its_files_by_name(tmp_path):
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    (tmp_path / "b" / "c" / "x").write_bytes(b"x")
    (tmp_path / "a").write_bytes(b"")
    assert digest.of_folder(tmp_path) == {"a": EMPTY, "b/c/x": digest.of_bytes(b"x")}
    assert list(digest.of_folder(tmp_path, lambda name: name.parts[0] != "b")) == ["a"]
    assert digest.of_folder(tmp_path / "nowhere") == {}


def test_nothing_else_of_the_program_hashes():
    # Jupyter's protocol signs its messages; that is no digest of ours. A pasted cell has nothing but the library.
    allowed = {SOURCE / "model" / "digest.py", SOURCE / "kernels" / "messages.py", SOURCE / "precheck" / "cell.py"}
    found = [
        path.relative_to(SOURCE).as_posix()
        for path in set(SOURCE.rglob("*.py")) - allowed
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if "hashlib" in ([a.name for a in node.names] if isinstance(node, ast.Import) else [getattr(node, "module", 0)])
    ]
    assert not found
