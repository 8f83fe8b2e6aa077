"""Every notebook that people or attackers upload is read, or rejected with a reason that helps."""

from __future__ import annotations

import base64
import codecs
import copy
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from examiner.course.errors import Rejected
from examiner.intake.choosing import choose
from examiner.intake.matching import Handout
from examiner.intake.reading import MAX_CELLS, MAX_SOURCE
from examiner.intake.upload import Reading, parse_notebook
from examiner.model import Limits, pictures, say


def read(data: Any) -> Reading:
    return parse_notebook(data if isinstance(data, bytes) else json.dumps(data).encode(), "hw1.ipynb")


def notebook(*cells: Any, **fields: Any) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | fields


def code(source: Any, **fields: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": []} | fields


def test_a_sound_notebook_is_read_without_a_note(make: SimpleNamespace) -> None:
    reading = read(nbformat.writes(make.master()).encode())
    assert reading.notes == ()
    assert [cell.source for cell in reading.notebook.cells] == [cell.source for cell in make.master().cells]
    nbformat.validate(reading.notebook)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"cells": [{"cell_type": "code", "sour', "cut off: it ends at line 1"),
        (b'{"cells": [{"cell_type": "code"}', "cut off: it ends at line 1"),
        (b'{"cells":\n [\n', "cut off: it ends at line 2"),
        (b'{"cells": [}, "nbformat": 4}', "line 1, column 12"),
        (b'{"cells": []} {"cells": []}', "line 1, column 15: Extra data"),
        ("好".encode()[:-1] + b'"', "damaged|cut off"),
        (b"print(1)", "line 1, column 1"),
        (b"<!DOCTYPE html><html>", "not a notebook but a web page"),
        (b"PK\x03\x04rest", "ZIP archive"),
        (b"%PDF-1.7", "PDF"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "Git LFS"),
        (codecs.BOM_UTF16_LE + b"{\x00}", "byte 2 is not utf-16|damaged"),
        (codecs.BOM_UTF8 + b'{"a": "\xff"}', "not utf-8-sig"),
        (b"[" * 200_000, "nested too deep"),
        (b'{"cells":' * 100_000 + b"1" + b"}" * 100_000, "nested too deep"),
        (b'{"nbformat": ' + b"9" * 5000 + b"}", "number that is too long"),
        (b'{"nbformat": ' + b"9" * 4000 + b"}", "newer than the 4"),
        (b"[" + b"[]," * 1_000_000 + b"[]]", "more than 1000000 lists"),
        (b"[]", "no 'nbformat'"),
        (b"null", "no 'nbformat'"),
        (b'"text"', "no 'nbformat'"),
        (b"NaN", "no 'nbformat'"),
        (b'{"cells": []}', "no 'nbformat'"),
        (b'{"nbformat": "4", "cells": []}', "its 'nbformat' is no whole number"),
        (b'{"nbformat": true, "cells": [1]}', "its 'nbformat' is no whole number"),
        (b'{"nbformat": 4.5, "cells": [1]}', "its 'nbformat' is no whole number"),
        (b'{"nbformat": null, "cells": [1]}', "its 'nbformat' is no whole number"),
        (b'{"nbformat": 4}', "no cells"),
        (b'{"nbformat": 4, "cells": []}', "no cells"),
        (b'{"nbformat": 4, "cells": {"a": 1}}', "no cells"),
        (b'{"nbformat": 3, "worksheets": 5}', "no cells"),
        (b'{"nbformat": 3, "worksheets": [5, {"cells": 5}]}', "no cells"),
        (b'{"nbformat": 2, "worksheets": []}', "before 2013"),
        (b'{"nbformat": -1, "cells": [1]}', "before 2013"),
        (b'{"nbformat": 5, "cells": [1]}', "format 5, newer"),
    ],
)
def test_what_is_no_notebook_is_rejected_with_what_to_do(raw: bytes, reason: str) -> None:
    with pytest.raises(Rejected, match=reason) as caught:
        read(raw)
    assert any(word in caught.value.reason.en for word in ("pload", "Save", "save"))
    assert "上傳" in caught.value.reason.zh


def test_a_long_number_is_refused_where_the_interpreter_would_read_it() -> None:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        with pytest.raises(Rejected, match="number that is too long"):
            read(b'{"nbformat": ' + b"9" * 5000 + b"}")
    finally:
        sys.set_int_max_str_digits(before)


def test_a_notebook_with_too_many_cells_is_rejected() -> None:
    with pytest.raises(Rejected, match=f"at most {MAX_CELLS}"):
        read(notebook(*[code("")] * (MAX_CELLS + 1)))


def test_a_cell_with_too_long_a_text_is_rejected() -> None:
    read(notebook(code("x" * MAX_SOURCE)))
    with pytest.raises(Rejected, match="Cell 2 holds more than"):
        read(notebook(code(""), code(["x" * 1000] * (MAX_SOURCE // 1000 + 1))))


TEXT = json.dumps(notebook(code("姓名 = 'Zoë'")), ensure_ascii=False)


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-32"),
    ],
    ids=["utf-8", "utf-8 with BOM", "utf-16", "utf-16-be", "utf-16 without BOM", "utf-32"],
)
def test_unicode_in_any_encoding_is_read_without_a_note(raw: bytes) -> None:
    reading = read(raw)
    assert (reading.notebook.cells[0].source, reading.notes) == ("姓名 = 'Zoë'", ())


def test_a_latin_1_file_is_read_with_a_note() -> None:
    reading = read(json.dumps(notebook(code("name = 'Zoë'")), ensure_ascii=False).encode("latin-1"))
    assert reading.notebook.cells[0].source == "name = 'Zoë'"
    assert "Latin-1" in reading.notes[0].en


def test_windows_line_ends_become_unix_ones() -> None:
    raw = json.dumps(notebook(code(["a = 1\r\n", "b = 2\r\n"])), indent=1).replace("\n", "\r\n").encode()
    assert read(raw).notebook.cells[0].source == "a = 1\nb = 2\n"
    assert read(notebook(code("a\rb"))).notebook.cells[0].source == "a\nb"


def test_raw_line_ends_inside_a_json_string_are_forgiven() -> None:
    raw = b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "a\nb\t"}]}'
    assert read(raw).notebook.cells[0].source == "a\nb\t"


def test_half_a_surrogate_pair_is_replaced() -> None:
    raw = b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "a\\ud800b \\ud83d\\ude00"}]}'
    assert read(raw).notebook.cells[0].source == "a\ufffdb 😀"


@pytest.mark.parametrize("minor", [0, 1, 2, 3, 4, 5, 6, None, "x"])
def test_every_minor_format_of_4_is_read(minor: Any) -> None:
    reading = read(notebook(code("a"), code("b"), nbformat_minor=minor))
    assert [cell.source for cell in reading.notebook.cells] == ["a", "b"]
    assert len({cell.id for cell in reading.notebook.cells}) == 2
    nbformat.validate(reading.notebook)


def test_format_3_is_converted_with_its_nbgrader_metadata(make: SimpleNamespace) -> None:
    old = nbformat.convert(copy.deepcopy(make.master()), 3)
    reading = read(nbformat.writes(old, version=3).encode())
    assert [cell.source for cell in reading.notebook.cells] == [cell.source for cell in make.master().cells]
    assert reading.notebook.cells[4].metadata.nbgrader.grade_id == "double"
    assert reading.notes == (
        say("筆記本是舊的格式 3，已轉換成格式 4。", "The notebook has the old format 3 and was converted to format 4."),
    )


def test_odd_cells_of_format_3_are_converted() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Two\n", "lines"]},
        {"cell_type": "heading", "level": 10**9, "source": "x"},
        {"cell_type": "html", "source": "<b>"},
        {"cell_type": "code", "input": ["a\n", "b"], "outputs": 5},
        {"cell_type": "code"},
        None,
    ]
    reading = read({"nbformat": 3, "worksheets": [{"cells": cells}, {"cells": [{"cell_type": "raw"}]}]})
    assert [(cell.cell_type, cell.source) for cell in reading.notebook.cells] == [
        ("markdown", "## Two lines"),
        ("markdown", "# x"),
        ("markdown", "<b>"),
        ("code", "a\nb"),
        ("code", ""),
        ("raw", ""),
        ("raw", ""),
    ]


@pytest.mark.parametrize(
    ("cell", "kind", "source"),
    [
        (code(["a\n", "b"]), "code", "a\nb"),
        (code(""), "code", ""),
        ({"cell_type": "code"}, "code", ""),
        (code(None), "code", ""),
        (code(7), "code", ""),
        (code({"a": 1}), "code", ""),
        (code(["a", 3, None, "b"]), "code", "ab"),
        (code("a", metadata=None), "code", "a"),
        (code("a", metadata=[1]), "code", "a"),
        (code("a", metadata={"nbgrader": 5}), "code", "a"),
        (code("a", metadata={"nbgrader": {"grade_id": [1]}}), "code", "a"),
        (code("a", outputs="bad", execution_count="x", extra=1), "code", "a"),
        (code("a", cell_type="widget"), "raw", "a"),
        (code("a", cell_type=["code"]), "raw", "a"),
        (code("a", cell_type=None), "raw", "a"),
        (17, "raw", ""),
        (["x"], "raw", ""),
        (None, "raw", ""),
    ],
)
def test_a_malformed_cell_becomes_a_valid_one(cell: Any, kind: str, source: str) -> None:
    reading = read(notebook(cell))
    nbformat.validate(reading.notebook)
    assert [(c.cell_type, c.source) for c in reading.notebook.cells] == [(kind, source)]


def test_repaired_cells_are_noted_but_not_all_listed() -> None:
    reading = read(notebook(code("fine"), *[None] * 50))
    assert reading.notes == (
        say(
            "這些儲存格損壞了，已經修復：2、3、4、5、6、7、8、9、10、11，另有 40 個。",
            "These cells were damaged and were repaired: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 40 more.",
        ),
    )


def test_outputs_attachments_and_foreign_metadata_stay_behind() -> None:
    cell = code(
        "a",
        outputs=[{"output_type": "stream", "name": "stdout", "text": "x"}],
        execution_count=3,
        metadata={"tags": ["raises-exception"], "nbgrader": {"grade_id": "a", "deep": {"x": [1]}}},
    )
    picture = {"cell_type": "markdown", "source": "b", "attachments": {"a.png": {"image/svg+xml": "AAAA"}}}
    reading = read(notebook(cell, picture, metadata={"kernelspec": {"name": "evil"}}))
    first, second = reading.notebook.cells
    assert (first.outputs, first.execution_count) == ([], None)
    assert first.metadata == {"nbgrader": {"grade_id": "a"}}
    assert "attachments" not in second
    assert reading.notebook.metadata == {}
    (note,) = reading.notes
    assert note.en == "Files attached to cells were left out, all but PNG and JPEG pictures in text cells."


def test_pictures_attached_to_markdown_are_taken_over_and_nothing_else_that_is_attached() -> None:
    png, jpeg = b"\x89PNG\r\n\x1a\n" + bytes(20), b"\xff\xd8\xff" + bytes(20)
    text = {name: base64.b64encode(content).decode() for name, content in {"png": png, "jpeg": jpeg}.items()}
    attachments = {
        "a.png": {"image/png": text["png"]},
        "named wrongly.png": {"text/html": text["jpeg"]},
        "script.png": {"image/png": base64.b64encode(b"<svg onload=steal()>").decode()},
        "large.png": {"image/png": text["png"][:-4] + "A" * (pictures.MOST_BYTES * 3 // 2)},
        "x" * 300: {"image/png": text["png"]},
        "number": 7,
        "kinds": {"image/png": 7, "image/jpeg": ["a"]},
        "not base64": {"image/png": "\ud800é"},
    }
    both = [{"cell_type": kind, "source": "", "attachments": attachments} for kind in ("markdown", "code", "raw")]
    reading = read(notebook(*both))
    kept, *others = reading.notebook.cells
    assert kept.attachments == {"a.png": {"image/png": text["png"]}, "named wrongly.png": {"image/jpeg": text["jpeg"]}}
    assert not [cell for cell in others if "attachments" in cell]
    assert len(reading.notes) == 1
    nbformat.validate(reading.notebook)
    only = {"cell_type": "markdown", "source": "", "attachments": {"a.png": {"image/png": text["png"]}}}
    assert read(notebook(only)).notes == ()


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, 5, None, "../x", ["a"]])
def test_invalid_cell_ids_are_replaced(name: Any) -> None:
    reading = read(notebook(code("a", id=name), code("b", id="good")))
    nbformat.validate(reading.notebook)
    assert [cell.id for cell in reading.notebook.cells] == ["upload-1", "good"]


def test_repeated_cell_ids_are_made_different() -> None:
    reading = read(notebook(*[code("a", id="same")] * 3, code("b", id="upload-2")))
    assert len({cell.id for cell in reading.notebook.cells}) == 4


def test_colabs_cell_ids_are_found_in_the_metadata() -> None:
    assert read(notebook(code("a", metadata={"id": "abc"}))).notebook.cells[0].id == "abc"


Upload = Callable[..., Path]


def submit(folder: Path, master: NotebookNode, limits: Limits | None = None) -> Reading:
    return choose(folder, "hw1.ipynb", Handout.of(master), limits or Limits()).reading


def test_the_assignments_notebook_is_read(upload: Upload, make: SimpleNamespace) -> None:
    assert submit(upload(make.master()), make.master()).notes == ()


def test_nothing_submitted_is_said(tmp_path: Path, make: SimpleNamespace) -> None:
    with pytest.raises(Rejected, match="Nothing was submitted"):
        submit(tmp_path / "none", make.master())


def test_a_missing_notebook_is_named_with_what_came_instead(upload: Upload, make: SimpleNamespace) -> None:
    folder = upload("", "hw1.py")
    (folder / "sub").mkdir()
    (folder / "timestamp.txt").write_text("x")
    with pytest.raises(Rejected, match=r"no notebook hw1\.ipynb .* holds 'hw1\.py', 'sub/'\. Upload hw1"):
        submit(folder, make.master())


def test_an_empty_folder_is_rejected(course: Any, make: SimpleNamespace) -> None:
    folder = course.submitted("ada", "hw1")
    folder.mkdir(parents=True)
    with pytest.raises(Rejected, match="which holds nothing"):
        submit(folder, make.master())


def test_the_same_notebook_under_another_name_is_accepted_with_a_note(upload: Upload, make: SimpleNamespace) -> None:
    reading = submit(upload(make.master(), "ada's homework (1).ipynb"), make.master())
    assert "graded as hw1.ipynb" in reading.notes[0].en


def test_another_assignments_notebook_is_rejected(upload: Upload, make: SimpleNamespace) -> None:
    other = make.notebook([make.code("x", "softmax", solution=True), make.code("import numpy as np")])
    with pytest.raises(Rejected, match=r"Wrong notebook: 'hw2\.ipynb'.*hw1\.ipynb"):
        submit(upload(other, "hw2.ipynb"), make.master())


def test_a_notebook_of_another_name_is_rejected_if_the_assignment_has_no_ids(
    upload: Upload, make: SimpleNamespace
) -> None:
    with pytest.raises(Rejected, match="Wrong notebook"):
        submit(upload(make.master(), "a.ipynb"), make.notebook([make.code("1")]))


def test_a_notebook_without_any_cell_of_the_assignment_is_rejected_under_the_right_name_too(
    upload: Upload, make: SimpleNamespace
) -> None:
    bare = make.notebook([make.code("double = lambda x: 2 * x")])
    with pytest.raises(Rejected, match=r"Wrong notebook.*fresh copy"):
        submit(upload(bare), make.master())
    one = make.notebook([make.code("double = lambda x: 2 * x", "double", solution=True)])
    assert len(submit(upload(one), make.master()).notebook.cells) == 1
    assert submit(upload(bare), make.notebook([make.code("no nbgrader here")])).notes == ()


def test_two_different_notebooks_of_other_names_are_rejected(upload: Upload, make: SimpleNamespace) -> None:
    upload(make.notebook([*make.master().cells, make.code("mine = 1")]), "a.ipynb")
    with pytest.raises(Rejected, match=r"several notebooks: 'a\.ipynb', 'b\.ipynb'"):
        submit(upload(make.master(), "b.ipynb"), make.master())


def test_further_notebooks_are_noted(upload: Upload, make: SimpleNamespace) -> None:
    upload(make.master(), "hw1-Copy1.ipynb")
    assert submit(upload(make.master()), make.master()).notes == (
        say("只評分 hw1.ipynb，沒有評分 'hw1-Copy1.ipynb'。", "Only hw1.ipynb was graded, not 'hw1-Copy1.ipynb'."),
    )


@pytest.mark.parametrize("content", [b"", b"  \n\t", b"\0" * 5000, codecs.BOM_UTF8])
def test_an_empty_notebook_is_rejected(upload: Upload, make: SimpleNamespace, content: bytes) -> None:
    with pytest.raises(Rejected, match=r"'hw1\.ipynb' is empty"):
        submit(upload(content), make.master())


def test_a_large_notebook_is_rejected_without_reading_it(upload: Upload, make: SimpleNamespace) -> None:
    folder = upload("")
    with open(folder / "hw1.ipynb", "wb") as file:
        file.truncate(10**12)  # a sparse file of a terabyte
    with pytest.raises(Rejected, match=r"larger than 20 MiB\. Clear its outputs"):
        submit(folder, make.master())


def test_the_size_limit_is_the_assignments(upload: Upload, make: SimpleNamespace) -> None:
    folder = upload(b"x" * (1024 * 1024 + 1))
    with pytest.raises(Rejected, match="larger than 1 MiB"):
        submit(folder, make.master(), Limits(notebook_mib=1))
