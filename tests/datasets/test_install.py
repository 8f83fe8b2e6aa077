"""Installing data sets: from a local server that stands in for the publishers, and from folders. All or nothing."""

from __future__ import annotations

import gc
import http.server
import io
import json
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from examiner.cli import data as data_commands
from examiner.datasets import catalogue as table
from examiner.datasets import install as installing
from examiner.datasets.catalogue import DataError, DataFile, Dataset, catalogue, dataset
from examiner.datasets.install import TERMS, install, is_installed, place
from examiner.datasets.sources import boxes, content_digest

# pooch leaves the answer of a download that failed to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

ROWS = b"ham\thello\r\nspam\twin\r\n"
CLEAN = ROWS.replace(b"\r\n", b"\n")
ROOT = Path(__file__).parents[2]


def packed(files: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def arrays(**values: object) -> bytes:
    """Return an npz file."""
    out = io.BytesIO()
    np.savez_compressed(out, **values)
    return out.getvalue()


ARRAYS = arrays(x=np.arange(6).reshape(2, 3), y=np.array([0, 1], np.uint8))


class Publisher(http.server.BaseHTTPRequestHandler):
    """Serves what a test has put into ``pages``; a page may be a function that misbehaves."""

    pages: dict[str, bytes | Callable[[Publisher], None]] = {}

    def do_GET(self) -> None:
        page = self.pages.get(self.path)
        if page is None:
            self.send_error(404)
        elif callable(page):
            page(self)
        else:
            self.send_response(200)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def publisher() -> Iterator[str]:
    """The address of a server on this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Publisher) as server:
        Publisher.pages = {}
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        gc.collect()  # here, where the mark below holds


def messages(url: str) -> Dataset:
    """A data set of one text file in an archive."""
    file = DataFile("messages.tsv", "set/messages.tsv", "text", content_digest("text", ROWS), 1000)
    return Dataset("messages", "Messages", ("hw4",), f"{url}/messages.zip", "CC0", "Free.", "Somebody 2020", (file,))


def pictures(url: str) -> Dataset:
    """A data set that is one npz file."""
    file = DataFile("p.npz", "", "arrays", content_digest("arrays", ARRAYS), 10_000)
    return Dataset("pictures", "Pictures", (), f"{url}/p.npz", "CC0", "Free.", "Somebody 2020", (file,))


def contents(root: Path) -> set[str]:
    """Everything below data/, hidden files included."""
    return {str(path.relative_to(root / "data")) for path in (root / "data").rglob("*")}


def test_the_right_archive_is_installed_with_its_terms(tmp_path: Path, publisher: str) -> None:
    Publisher.pages["/messages.zip"] = packed({"set/messages.tsv": ROWS, "set/other.txt": b"x"})
    data = messages(publisher)
    assert not is_installed(tmp_path, data)
    folder = install(tmp_path, data)
    assert (folder / "messages.tsv").read_bytes() == CLEAN
    told = (folder / TERMS).read_text()
    assert all(text in told for text in (data.url, "CC0", "Somebody 2020"))
    assert is_installed(tmp_path, data)
    assert contents(tmp_path) == {"messages", "messages/messages.tsv", f"messages/{TERMS}"}


def test_arrays_are_known_by_their_contents_not_by_how_they_are_packed(tmp_path: Path, publisher: str) -> None:
    plain = io.BytesIO()
    np.savez(plain, y=np.array([0, 1], np.uint8), x=np.arange(6).reshape(2, 3))
    Publisher.pages["/p.npz"] = plain.getvalue()
    assert plain.getvalue() != ARRAYS
    install(tmp_path, pictures(publisher))
    assert is_installed(tmp_path, pictures(publisher))


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (packed({"set/messages.tsv": b"ham\tchanged\n"}), "SHA-256"),
        (packed({"messages.tsv": ROWS}), "it holds no set/messages.tsv"),
        (packed({"set/messages.tsv": ROWS})[:-30], "cannot be read"),
        (b"<html>please log in</html>", "cannot be read"),
        (packed({"set/messages.tsv": bytes(70 << 20)}), "unpacks to more than"),
        (b"", "cannot be read"),
    ],
    ids=["wrong checksum", "another archive", "cut archive", "a web page", "zip bomb", "empty"],
)
def test_a_wrong_file_is_refused_and_nothing_is_left(tmp_path: Path, publisher: str, page: bytes, told: str) -> None:
    Publisher.pages["/messages.zip"] = page
    with pytest.raises(DataError, match=told):
        install(tmp_path, messages(publisher))
    assert contents(tmp_path) == set()


def cut(handler: Publisher) -> None:
    """Promise more than is sent, then hang up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"PK")


def slow(handler: Publisher) -> None:
    """Begin, then say nothing until the other side hangs up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"PK")
    handler.wfile.flush()
    handler.connection.settimeout(20)
    handler.connection.recv(1)


@pytest.mark.parametrize("page", [None, cut, slow], ids=["404", "cut connection", "slow"])
def test_what_cannot_be_fetched_is_explained_and_the_old_one_stays(
    tmp_path: Path, publisher: str, page: Callable[[Publisher], None] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "TIMEOUT", 1.0)
    data = messages(publisher)
    Publisher.pages["/messages.zip"] = packed({"set/messages.tsv": ROWS})
    install(tmp_path, data)
    before = contents(tmp_path)
    Publisher.pages.clear()
    if page is not None:
        Publisher.pages["/messages.zip"] = page
    with pytest.raises(DataError, match=r"could not be fetched from http.*--from DIR"):
        install(tmp_path, data)
    assert contents(tmp_path) == before and is_installed(tmp_path, data)


def test_nobody_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="ConnectionError"):
        install(tmp_path, messages("http://127.0.0.1:9"))


@pytest.mark.parametrize("where", ["plain", "named", "archive"])
def test_a_local_folder_serves_as_well(tmp_path: Path, where: str) -> None:
    source, data = tmp_path / "downloads", messages("http://127.0.0.1:9")
    folder = source / "messages" if where == "named" else source
    folder.mkdir(parents=True)
    if where == "archive":
        (folder / "messages.zip").write_bytes(packed({"set/messages.tsv": ROWS}))
    else:
        (folder / "messages.tsv").write_bytes(ROWS)
    install(tmp_path, data, source=source)
    assert (place(tmp_path, data) / "messages.tsv").read_bytes() == CLEAN


@pytest.mark.parametrize(
    ("content", "told"), [(None, "holds neither"), (b"x" * 2000, "more than"), (b"ham\n", "SHA-256")]
)
def test_a_folder_without_the_right_files_is_refused(tmp_path: Path, content: bytes | None, told: str) -> None:
    (tmp_path / "downloads").mkdir()
    if content is not None:
        (tmp_path / "downloads/messages.tsv").write_bytes(content)
    with pytest.raises(DataError, match=told):
        install(tmp_path, messages("http://127.0.0.1:9"), source=tmp_path / "downloads")
    assert contents(tmp_path) == set()
    with pytest.raises(DataError, match="is no folder"):
        install(tmp_path, messages("http://127.0.0.1:9"), source=tmp_path / "nowhere")


def test_a_damaged_copy_counts_as_not_installed(tmp_path: Path, publisher: str) -> None:
    Publisher.pages["/p.npz"] = ARRAYS
    data = pictures(publisher)
    folder = install(tmp_path, data)
    (folder / "p.npz").write_bytes(ARRAYS[:-50])
    assert not is_installed(tmp_path, data)
    install(tmp_path, data)
    assert is_installed(tmp_path, data)


def test_arrays_that_hold_objects_are_never_loaded() -> None:
    with pytest.raises(ValueError, match="no npz of plain arrays"):
        content_digest("arrays", arrays(x=np.array([{}], dtype=object)))


VOC = b"""<annotation><folder>JPEGImages</folder><filename>BloodImage_00000.jpg</filename>
<size><width>640</width><height>480</height><depth>3</depth></size>
<object><name>WBC</name><bndbox><xmin>260</xmin><ymin>177</ymin><xmax>491</xmax><ymax>376</ymax></bndbox></object>
<object><name>RBC</name><bndbox><xmin>78</xmin><ymin>336</ymin><xmax>184</xmax><ymax>435</ymax></bndbox></object>
</annotation>"""


def test_voc_annotations_become_a_table() -> None:
    assert boxes([VOC]).decode().splitlines() == [
        "filename,width,height,class,xmin,ymin,xmax,ymax",
        "BloodImage_00000.jpg,640,480,WBC,260,177,491,376",
        "BloodImage_00000.jpg,640,480,RBC,78,336,184,435",
    ]
    with pytest.raises(ValueError, match="document type"):
        boxes([b'<!DOCTYPE x [<!ENTITY a "b">]>' + VOC])


def test_the_catalogue_is_complete() -> None:
    for name, data in catalogue().items():
        assert data.name == name and data.url.startswith("https://") and data.licence and data.terms and data.citation
        assert data.files
        for file in data.files:
            assert file.kind in ("text", "arrays", "boxes") and len(file.sha256) == 64 and file.size > 0
            assert bool(file.member) == (not data.url.endswith(".npz"))
    with pytest.raises(DataError, match="did you mean 'mnist'"):
        dataset("mnits")


SHARED = Path(os.environ.get("EXAMINER_REAL_DATA", ROOT.parent / "shared/data"))


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_the_real_files_have_the_catalogued_checksums(tmp_path: Path, name: str) -> None:
    if not SHARED.is_dir():
        pytest.skip(f"no copies of the real data in {SHARED} (EXAMINER_REAL_DATA names another place)")
    install(tmp_path, dataset(name), source=SHARED)
    assert is_installed(tmp_path, dataset(name))


@pytest.fixture
def command(tmp_path: Path, publisher: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Run ``examiner data`` in an empty course whose catalogue holds the messages only."""
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    known = {"messages": messages(publisher)}
    for module in (table, data_commands):
        monkeypatch.setattr(module, "catalogue", lambda: known)

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(data_commands.app, [*arguments, "--course", str(tmp_path)])
        return done.exit_code, done.output

    return run


def test_the_commands(command: Callable[..., tuple[int, str]], publisher: str) -> None:
    code, told = command("list")
    assert code == 0 and "not installed" in told and "CC0" in told
    code, told = command("install", "messages")
    assert code == 1 and "404" in told
    Publisher.pages["/messages.zip"] = packed({"set/messages.tsv": ROWS})
    code, told = command("install", "messages")
    assert code == 0 and "Somebody 2020" in told and "installed" in told
    code, told = command("install", "messages", "--json")
    assert code == 0 and json.loads(told)["was_there"] is True
    code, told = command("list", "--json")
    assert json.loads(told)["installed"] is True
    code, told = command("install", "massages")
    assert code == 1 and "did you mean 'messages'" in told
