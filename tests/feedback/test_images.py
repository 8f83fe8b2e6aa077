"""Only PNG pictures pass, and only their drawing parts."""

from __future__ import annotations

import base64
import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from examiner.feedback import images
from examiner.feedback.images import read_png


def png(width=4, height=3, **options):
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(stream, "PNG", **options)
    return stream.getvalue()


def text(data):
    return base64.b64encode(data).decode()


def test_a_picture_passes_with_its_size():
    image = read_png(text(png(40, 30)))
    assert (image.width, image.height) == (40, 30)
    head, data = image.uri.split(",")
    assert head == "data:image/png;base64"
    assert Image.open(io.BytesIO(base64.b64decode(data))).getpixel((0, 0)) == (255, 0, 0)


def test_line_breaks_in_the_base64_are_accepted():
    assert read_png(base64.encodebytes(png()).decode()) is not None


def test_texts_and_trailing_data_are_left_out():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    image = read_png(text(png(pnginfo=info) + b"<script>alert(2)</script>"))
    data = base64.b64decode(image.uri.split(",")[1])
    assert b"script" not in data and b"tEXt" not in data
    Image.open(io.BytesIO(data)).load()


def broken_header(width, height):
    body = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + body + struct.pack(">I", zlib.crc32(b"IHDR" + body))
    return png()[:8] + chunk + png()[33:]


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "not base64!",
        text(b"GIF89a" + b"\0" * 40),
        text(b"<svg onload=alert(1)>"),
        text(png()[:-12]),
        text(png()[:20]),
        text(png()[:8]),
        text(png()[:45] + bytes([png()[45] ^ 1]) + png()[46:]),
        text(broken_header(100_000, 100_000)),
        text(broken_header(0, 5)),
        'x" onerror="alert(1)',
        text(png()) + '"><script>',
        "A" * 10_000_000,
        "\ud800",
    ],
)
def test_anything_else_does_not_pass(encoded):
    assert read_png(encoded) is None


def test_a_huge_file_does_not_pass(monkeypatch):
    monkeypatch.setattr(images, "IMAGE_BYTES", 100)
    assert read_png(text(png(200, 200) + b"\0" * 200)) is None


def jpeg(width=40, height=30):
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(stream, "JPEG")
    return stream.getvalue()


def test_a_jpeg_passes_with_its_size_and_nothing_that_only_begins_like_one():
    found = images.read_picture({"image/jpeg": text(jpeg())})
    assert (found.width, found.height) == (40, 30) and found.uri.startswith("data:image/jpeg;base64,")
    for wrong in (jpeg()[:4], b"\xff\xd8\xff<script>", jpeg(5000, 1), png()):
        assert images.read_picture({"image/jpeg": text(wrong)}) is None


def test_a_png_comes_before_other_forms_of_a_picture():
    found = images.read_picture({"image/jpeg": text(jpeg()), "image/png": text(png())})
    assert found.uri.startswith("data:image/png")
