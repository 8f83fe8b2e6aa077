"""Output messages become the outputs that a notebook program would show."""

from __future__ import annotations

import random
import time
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from examiner.kernels.budget import Budget
from examiner.kernels.outputs import CellResult, OutputCollector, _Stream
from examiner.kernels.room import Kept, Room
from examiner.model import Limits, say


def collect(*messages: tuple[str, dict[str, Any]], kib: int = 1000, room: Room | None = None) -> list[Any]:
    """The outputs after these messages; they must make a valid notebook."""
    result = CellResult()
    collector = OutputCollector(result, room or Budget(Limits(output_kib=kib)).output_of_cell())
    for kind, content in messages:
        if collector.wants(kind):
            collector(kind, content, len(str(content)))
    collector.finish()
    cell = nbformat.v4.new_code_cell("", outputs=result.outputs)
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    return result.outputs


def stream(text: str, name: str = "stdout") -> tuple[str, dict[str, Any]]:
    return "stream", {"name": name, "text": text}


def display(text: str, name: str | None = None, kind: str = "display_data") -> tuple[str, dict[str, Any]]:
    transient = {} if name is None else {"display_id": name}
    return kind, {"data": {"text/plain": text}, "metadata": {}, "transient": transient}


def test_text_on_one_stream_is_joined_until_another_output_comes() -> None:
    outputs = collect(stream("a"), stream("b"), stream("c", "stderr"), stream("d"), display("x"), stream("e"))
    assert [o.get("text", "x") for o in outputs] == ["ab", "c", "d", "x", "e"]


def test_an_unknown_stream_is_standard_output() -> None:
    assert collect(stream("a", "stdlog"))[0].name == "stdout"


def test_cleared_output_is_gone_at_once_or_with_the_next_output() -> None:
    assert collect(stream("a"), ("clear_output", {"wait": False}), stream("b"))[0].text == "b"
    assert collect(stream("a"), ("clear_output", {"wait": True}))[0].text == "a"
    assert [o.text for o in collect(stream("a"), ("clear_output", {"wait": True}), stream("b"), stream("c"))] == ["bc"]


def test_an_update_changes_every_display_of_that_name_and_no_other() -> None:
    update = display("new", "n", "update_display_data")
    outputs = collect(display("1", "n"), display("2", "n"), display("3", "m"), display("4"), update)
    assert [o.data["text/plain"] for o in outputs] == ["new", "new", "3", "4"]


def test_an_update_of_nothing_shows_nothing() -> None:
    assert collect(display("new", "n", "update_display_data")) == []


def test_a_result_keeps_its_number_and_a_figure_its_size() -> None:
    content = {"data": {"image/png": "aaaa"}, "metadata": {"image/png": {"width": 5}}, "execution_count": 3}
    (output,) = collect(("execute_result", content))
    assert (output.execution_count, output.metadata["image/png"]["width"]) == (3, 5)


@pytest.mark.parametrize("count", [-1, "3", None, 1.5, True])
def test_a_number_that_is_none_is_left_out(count: object) -> None:
    (output,) = collect(("execute_result", {"data": {}, "execution_count": count}))
    assert output.execution_count is None


def test_text_may_come_in_lines_and_json_as_anything() -> None:
    data = {"text/html": ["<b>", "</b>"], "application/json": {"a": [1, None]}, "application/vnd.x+json": []}
    (output,) = collect(("display_data", {"data": data, "metadata": None}))
    assert output.data["text/html"] == "<b></b>" and output.data["application/json"] == {"a": [1, None]}


def nested(depth: int) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "message",
    [
        ("stream", {}),
        ("stream", {"name": "stdout", "text": 5}),
        ("stream", {"name": None, "text": ""}),
        ("error", {"ename": "E", "evalue": "", "traceback": "text"}),
        ("error", {"ename": "E", "evalue": 1, "traceback": []}),
        ("error", {"ename": "E", "evalue": "", "traceback": [1]}),
        ("display_data", {}),
        ("display_data", {"data": [1]}),
        ("display_data", {"data": {"text/plain": 1}}),
        ("display_data", {"data": {"text/plain": [1]}}),
        ("display_data", {"data": {}, "metadata": [5]}),
        ("display_data", {"data": {"application/json": nested(500)}}),
        ("display_data", {"data": {"application/json": float("inf")}}),
        ("update_display_data", {"data": None}),
    ],
    ids=str,
)
def test_what_no_kernel_sends_raises_one_of_the_errors_that_callers_expect(message: tuple[str, dict[str, Any]]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        collect(message)


# -- progress bars -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["1%", "\r2%", "\r3%\n"], "3%\n"),
        (["a\n1%\r2%\r", "3%\nb\r\nc"], "a\n3%\nb\r\nc"),
        (["1%\r"], "1%\r"),
        (["1%\r\r", "\r"], "1%\r"),
        (["x\ry\nz\rw"], "y\nw"),
        (["Größe 1\r", "Größe 2\n"], "Größe 2\n"),
    ],
)
def test_of_an_overwritten_line_the_last_state_stays(pieces: list[str], text: str) -> None:
    (output,) = collect(*map(stream, pieces))
    assert output.text == text


def test_a_long_progress_bar_is_never_cut() -> None:
    (output,) = collect(*(stream(f"\r{number}" + "=" * 100) for number in range(1000)), kib=1)
    assert output.text == "999" + "=" * 100


def test_a_long_line_costs_no_more_with_every_sign_that_comes() -> None:
    pieces = ["x" * 1_000_000, *["y"] * 20_000, "z\r", *["\r"] * 20_000]
    began = time.process_time()
    (output,) = collect(*map(stream, pieces), kib=2000)
    assert output.text == "x" * 1_000_000 + "y" * 20_000 + "z\r"
    assert time.process_time() - began < 5  # looking at the line each time takes many times that


def test_the_size_of_text_is_that_of_what_is_kept() -> None:
    node = NotebookNode(output_type="stream", name="stdout", text="")
    rng = random.Random(0)
    for _ in range(300):
        text = _Stream(node)
        for _ in range(rng.randrange(1, 8)):
            text.add("".join(rng.choices("aé\r\n", k=rng.randrange(5))))
            assert text.size == len(text.text.encode())


# -- the limit -----------------------------------------------------------------------------------------

LINE = "[輸出超過上限 1 KiB，其餘省略 / the output limit of 1 KiB was reached; the rest is left out]\n"


def test_text_is_cut_where_the_room_ends_and_a_line_says_so_once() -> None:
    first, line = collect(stream("x" * 600), stream("é" * 600), stream("y"), stream("z", "stderr"), kib=1)
    assert first.text.startswith("x" * 600 + "é") and 1024 - 128 <= len(first.text.encode()) + 1 <= 1024
    assert (line.name, line.text) == ("stderr", LINE)


def test_a_display_that_has_no_room_is_left_out_with_the_line() -> None:
    assert [o.text for o in collect(display("x" * 2000), display("y"), kib=1)] == [LINE]


def test_a_cell_that_clears_its_output_gets_its_room_back() -> None:
    clear = ("clear_output", {"wait": False})
    outputs = collect(*[stream("x" * 900), clear] * 50, stream("x" * 2000), clear, display("end"), kib=1)
    assert [o.data["text/plain"] for o in outputs] == ["end"]


def test_an_update_counts_in_every_display_that_it_changes() -> None:
    large = display("x" * 300, "n", "update_display_data")
    outputs = collect(*[display("1", "n")] * 3, large, kib=1)
    assert [o.get("text") or o.data["text/plain"] for o in outputs] == ["1", "1", "1", LINE]
    small = display("x" * 30, "n", "update_display_data")
    assert len(collect(display("1", "n"), *[small] * 100, kib=1)) == 1


def test_an_update_is_work_for_each_display_that_it_changes() -> None:
    collector = OutputCollector(CellResult(), Budget(Limits()).output_of_cell())
    for message in [display("1", "n")] * 7:
        assert collector(*message) == 1
    assert collector(*display("2", "n", "update_display_data")) == 7
    assert collector(*display("2", "other", "update_display_data")) == 1


def test_the_floors_of_all_cells_together_are_bounded() -> None:
    kept = Kept()
    sizes = []
    for _ in range(50):
        outputs = collect(stream("x" * 5000), room=Room(kept, 10_000, 500, say("滿", "full")))
        sizes.append(sum(len(o.text) for o in outputs if o.name == "stdout"))
    assert sizes[0] == 5000 and sizes[3] > 300 and sizes[-1] == 0
    assert 15_000 < sum(sizes) <= 20_000
