"""A kernel in the box as the trusted side uses it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from examiner import codec
from examiner.kernels.errors import KernelDied, LimitReached
from examiner.kernels.outputs import MOST_ERROR
from examiner.kernels.session import CellResult, KernelSession

Boxed = Callable[..., KernelSession]


def text(result: CellResult) -> str:
    """Everything that was printed."""
    return "".join(output.text for output in result.outputs if output.output_type == "stream")


def ask(session: KernelSession, op: str, name: str, value: Any = None, answer: Any = None) -> Any:
    """Send one request and return the decoded value."""
    header, buffers = codec.encode(value)
    content = {"id": "", "op": op, "target": {"name": name}, "value": header.decode()}
    reply, back, _ = session.ask(content, list(buffers), answer=answer or (lambda prompt, buffers: ("{}", [])))
    assert reply["ok"], reply
    return codec.decode(reply["value"].encode(), back)


# -- cells ---------------------------------------------------------------------------------------------


def test_a_boxed_kernel_answers(kernel: KernelSession) -> None:
    result = kernel.execute("print(6 * 7)")
    assert (text(result), result.error) == ("42\n", "")


def test_a_notebook_finds_out_that_it_runs_in_jupyter(kernel: KernelSession) -> None:
    assert text(kernel.execute("print(get_ipython().__class__.__name__)")) == "ZMQInteractiveShell\n"


def test_a_kernel_keeps_its_state_from_cell_to_cell(kernel: KernelSession) -> None:
    kernel.execute("kept = 5")
    assert text(kernel.execute("print(kept)")) == "5\n"


def test_every_kernel_starts_with_nothing_of_another(boxed: Boxed) -> None:
    first, second = boxed(), boxed()
    first.execute("import math, numpy\nleft = 1\nmath.pi = 3\nnumpy.left = 1\nopen('left', 'w')")
    assert first.execute("left").error == ""
    assert second.execute("left").error_type == "NameError"
    code = "import math, numpy, os\nprint(math.pi > 3, hasattr(numpy, 'left'), os.listdir())"
    assert text(second.execute(code)) == "True False []\n"


def test_unseeded_random_numbers_are_the_same_in_every_kernel(boxed: Boxed) -> None:
    code = "import random, numpy\nprint(random.random(), numpy.random.rand())"
    assert text(boxed().execute(code)) == text(boxed().execute(code))


def test_preloaded_libraries_are_there_at_once(kernel: KernelSession) -> None:
    assert text(kernel.execute("import sys\nprint('numpy' in sys.modules)")) == "True\n"


def test_what_a_cell_prints_is_joined_by_stream(kernel: KernelSession) -> None:
    code = "import sys\nprint('a')\nprint('b')\nsys.stdout.flush()\nprint('c', file=sys.stderr)"
    streams = {o.name: o.text for o in kernel.execute(code).outputs}
    assert streams == {"stdout": "a\nb\n", "stderr": "c\n"}


def test_the_last_expression_is_the_result(kernel: KernelSession) -> None:
    (output,) = kernel.execute("[1, 2]").outputs
    assert (output.output_type, output.data["text/plain"]) == ("execute_result", "[1, 2]")


def test_a_figure_arrives_as_a_png(kernel: KernelSession) -> None:
    pytest.importorskip("matplotlib")
    result = kernel.execute("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.show()")
    (image,) = [o.data["image/png"] for o in result.outputs if "image/png" in o.get("data", {})]
    assert base64.b64decode(image).startswith(b"\x89PNG")


def test_an_error_arrives_as_plain_text_with_the_students_line(kernel: KernelSession) -> None:
    result = kernel.execute("def f():\n    return 1 / 0\nf()")
    assert result.error_type == "ZeroDivisionError"
    assert "return 1 / 0" in result.error and "\x1b" not in result.error
    assert result.outputs[-1].ename == "ZeroDivisionError"


def test_of_an_endless_traceback_the_beginning_and_the_end_are_kept(kernel: KernelSession) -> None:
    result = kernel.execute("raise ValueError('first' + 'x' * 1_000_000 + 'last')")
    assert len(result.error) < MOST_ERROR + 10 and "Traceback" in result.error and result.error.endswith("last")


def test_a_syntax_error_is_an_error_of_the_cell(kernel: KernelSession) -> None:
    assert kernel.execute("def").error_type == "SyntaxError"


def test_clear_output_and_display_handles_work_as_in_a_notebook(kernel: KernelSession) -> None:
    code = (
        "from IPython.display import clear_output, display\nprint('old')\nclear_output(wait=True)\n"
        "shown = display('first', display_id='d')\nshown.update('second')"
    )
    outputs = kernel.execute(code).outputs
    assert [o.data["text/plain"] for o in outputs] == ["'second'"]


def test_await_works_at_the_top_of_a_cell_and_can_be_interrupted(boxed: Boxed) -> None:
    session = boxed()
    code = "import asyncio\nasync def f():\n    await asyncio.sleep(0.01)\n    return 5\nprint(await f())"
    assert text(session.execute(code)) == "5\n"
    with pytest.raises(LimitReached) as caught:
        session.execute("await asyncio.sleep(600)", seconds=0.1)
    assert not caught.value.died
    assert text(session.execute("print(await f())")) == "5\n"


def test_shell_commands_and_what_they_print_work(kernel: KernelSession) -> None:
    assert "submission" in text(kernel.execute("!ls /"))
    assert text(kernel.execute("!python -c 'import numpy; print(1 + 1)'")) == "2\r\n"


def test_what_a_child_process_prints_is_seen(kernel: KernelSession) -> None:
    assert text(kernel.execute("import subprocess\nsubprocess.run(['echo', 'hello'])\n_ = 0")) == "hello\n"


def test_outputs_make_a_valid_notebook(kernel: KernelSession) -> None:
    code = "from IPython.display import display, JSON, HTML, Markdown\nprint('a')\ndisplay(JSON({'a': [1]}), HTML('<b>'))\n1/0"
    cell = nbformat.v4.new_code_cell("x", outputs=kernel.execute(code).outputs)
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_input_raises_an_error_that_says_so(kernel: KernelSession) -> None:
    result = kernel.execute("input('your name? ')")
    assert result.error_type == "StdinNotImplementedError" and "input" in result.error


def test_sys_exit_ends_the_cell_and_not_the_kernel(kernel: KernelSession) -> None:
    assert kernel.execute("import sys\nstays = 1\nsys.exit(3)").error_type == "SystemExit"
    assert kernel.execute("exit()").error_type == "SystemExit"
    assert text(kernel.execute("print(stays)")) == "1\n"


def test_half_a_surrogate_pair_in_the_output_can_be_written_to_a_file(kernel: KernelSession, tmp_path: Path) -> None:
    result = kernel.execute(
        "from IPython.display import display\ndisplay({'text/plain': '\\ud800'}, raw=True)\nprint('\\ud800')"
    )
    (tmp_path / "outputs.json").write_text(json.dumps(result.outputs, ensure_ascii=False), encoding="utf-8")


# -- requests ------------------------------------------------------------------------------------------


def test_files_of_the_submission_are_put_into_its_folder(boxed: Boxed) -> None:
    session = boxed()
    session.put_files({"data/a.txt": b"hello", "b.bin": bytes(range(256))})
    code = "print(open('data/a.txt').read(), open('/submission/b.bin', 'rb').read() == bytes(range(256)))"
    assert text(session.execute(code)) == "hello True\n"


def test_whatever_was_let_in_has_room_in_the_box(boxed: Boxed) -> None:
    session = boxed(files_mib=70, memory_mib=512)
    large, many = {"large.bin": bytes(range(256)) * (270 << 10)}, {f"many/{n}.txt": b"%d" % n for n in range(1900)}
    session.put_files({**large, "empty.txt": b"", **many})
    code = """if True:
        import hashlib, pathlib
        print(hashlib.sha256(pathlib.Path("large.bin").read_bytes()).hexdigest(), pathlib.Path("empty.txt").stat().st_size)
        print(sum(int(path.read_text()) for path in pathlib.Path("many").iterdir()))
        print(pathlib.Path("own.bin").write_bytes(bytes(7 << 20)))"""
    expected = f"{hashlib.sha256(large['large.bin']).hexdigest()} 0\n{sum(range(1900))}\n{7 << 20}\n"
    assert text(session.execute(code)) == expected


def test_a_module_beside_the_notebook_can_be_imported_and_shadows_nothing_that_is_warm(boxed: Boxed) -> None:
    session = boxed()
    session.put_files({"helper.py": b"value = 5", "numpy.py": b"value = 6", "random.py": b"value = 7"})
    code = "import helper, numpy, random\nprint(helper.value, hasattr(numpy, 'value'), hasattr(random, 'value'))"
    assert text(session.execute(code)) == "5 False False\n"


def test_a_request_reads_variables_and_calls_functions(kernel: KernelSession) -> None:
    kernel.execute("import numpy as np\nx = np.arange(4.0)\ndef twice(v):\n    return 2 * v")
    assert ask(kernel, "get", "x").tolist() == [0, 1, 2, 3]
    assert ask(kernel, "call", "twice", (("ab",), {})) == "abab"


def test_a_function_of_the_graders_is_called_back(kernel: KernelSession) -> None:
    kernel.execute("def apply(f, v):\n    return f(v) + 1")
    header, _ = codec.encode(((_Callback(), 20), {}), _Names())
    content = {"id": "", "op": "call", "target": {"name": "apply"}, "value": header.decode()}
    asked = []

    def answer(prompt: str, buffers: list[bytes]) -> tuple[str, list[bytes]]:
        asked.append(codec.decode(json.loads(prompt)["value"].encode(), buffers))
        return json.dumps({"value": codec.encode(41)[0].decode()}), []

    reply, back, _ = kernel.ask(content, [], answer=answer)
    assert codec.decode(reply["value"].encode(), back) == 42
    assert asked == [((20,), {})]


def test_a_grader_that_gives_up_in_a_callback_leaves_the_kernel_in_order(boxed: Boxed) -> None:
    session = boxed()
    session.execute("def apply(f):\n    return f()")
    header, _ = codec.encode(((_Callback(),), {}), _Names())
    content = {"id": "", "op": "call", "target": {"name": "apply"}, "value": header.decode()}

    def answer(prompt: str, buffers: list[bytes]) -> tuple[str, list[bytes]]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        session.ask(content, [], answer=answer)
    assert text(session.execute("print('in order')", seconds=5)) == "in order\n"


class _Callback:
    pass


class _Names:
    def reference(self, value: Any) -> dict[str, Any]:
        return {"callback": 0, "name": "f"}


def test_what_a_called_function_prints_comes_with_the_reply(kernel: KernelSession) -> None:
    kernel.execute("def f():\n    print('called')")
    content = {"id": "", "op": "call", "target": {"name": "f"}, "value": codec.encode(((), {}))[0].decode()}
    _, _, printed = kernel.ask(content, [], answer=lambda prompt, buffers: ("{}", []))
    assert [o.text for o in printed] == ["called\n"]


def test_a_request_that_prints_nothing_wakes_no_thread(kernel: KernelSession) -> None:
    kernel.execute(
        "import sys\nwoken = []\npub = sys.stdout.pub_thread\nschedule = pub.schedule\n"
        "pub.schedule = lambda f: (woken.append(f), schedule(f))[1]\n"
        "def f():\n    return len(woken)\ndef g():\n    print('one', end='')"
    )
    try:
        first, *_, last = [ask(kernel, "call", "f", ((), {})) for _ in range(11)]
        assert last == first
        ask(kernel, "call", "g", ((), {}))
        assert ask(kernel, "call", "f", ((), {})) - last > 3  # the counter does count
        kernel.execute("def h():\n    return 'x' * 100_000")
        before = ask(kernel, "call", "f", ((), {}))
        assert len(ask(kernel, "call", "h", ((), {}))) == 100_000
        assert ask(kernel, "call", "f", ((), {})) == before + 1  # it may be too large to be read: its end is told apart
    finally:
        kernel.execute("del pub.schedule")


def test_what_another_thread_has_only_begun_to_flush_still_comes_with_its_cell(kernel: KernelSession) -> None:
    kernel.execute(
        "import sys, threading, time\npub = sys.stdout.pub_thread\nschedule, begun = pub.schedule, threading.Event()\n"
        "def slow(f):\n    if threading.current_thread().name == 'slow':\n        begun.set()\n        time.sleep(0.4)\n"
        "    schedule(f)\npub.schedule = slow"
    )
    try:
        code = "print('mine')\nthreading.Thread(target=sys.stdout.flush, name='slow').start()\nassert begun.wait(9)"
        assert text(kernel.execute(code)) == "mine\n"
    finally:
        kernel.execute("del pub.schedule")


def test_a_kernel_writes_no_words_for_a_log_that_nobody_keeps(kernel: KernelSession) -> None:
    assert text(kernel.execute("print(get_ipython().kernel.log.isEnabledFor(30))")) == "False\n"


def test_a_called_function_that_asks_for_input_fails_cleanly(kernel: KernelSession) -> None:
    kernel.execute("def f():\n    return input()")
    content = {"id": "", "op": "call", "target": {"name": "f"}, "value": codec.encode(((), {}))[0].decode()}
    reply, _, _ = kernel.ask(content, [], answer=lambda prompt, buffers: ("{}", []))
    assert (reply["ok"], reply["error"]["type"]) == (False, "EOFError")


def test_a_value_just_below_the_limit_comes_back_whole(kernel: KernelSession) -> None:
    kernel.execute("import numpy as np\nlarge = np.ones(4 * 2**20 - 100, 'u1')")
    assert ask(kernel, "get", "large").sum() == 4 * 2**20 - 100


def test_a_value_that_is_too_large_is_refused_inside_already(kernel: KernelSession) -> None:
    kernel.execute("import numpy as np\nlarge = np.ones(5 * 2**20, 'u1')")
    content = {"id": "", "op": "get", "target": {"name": "large"}}
    reply, _, _ = kernel.ask(content, [], answer=lambda prompt, buffers: ("{}", []))
    assert (reply["ok"], reply["error"]["type"]) == (False, "TooLarge")


def test_a_forged_reply_that_is_too_large_is_read_past_and_the_kernel_goes_on(boxed: Boxed, peak: Any) -> None:
    session = boxed(memory_mib=700)
    session.execute(
        "import sys\ndef encode(value, *rest):\n    return b'x', [bytes(100 << 20)] * 3\n"
        "sys.modules['examiner_box.kernels.inside.responder'].codec.encode = encode"
    )
    with peak() as grown, pytest.raises(LimitReached) as caught:
        session.ask({"id": "", "op": "get", "target": {"name": "encode"}}, [], answer=lambda *_: ("{}", []))
    assert (caught.value.limit, caught.value.died) == ("reply_mib", False)
    assert grown.grown_mib < 60
    assert text(session.execute("print('alive')")) == "alive\n"


# -- ends ----------------------------------------------------------------------------------------------


def test_a_kernel_that_has_died_says_so_to_whoever_waits_for_it(boxed: Boxed) -> None:
    session = boxed(open_files=100)
    session.handle.kill("killed")
    with pytest.raises(KernelDied) as caught:
        session.wait_ready()
    assert (caught.value.why, caught.value.status) == ("killed", -9)


def test_the_outputs_before_the_death_are_kept(boxed: Boxed) -> None:
    with pytest.raises(KernelDied) as caught:
        # The kernel hands its output to a thread of ZeroMQ's, which a cell cannot wait for.
        boxed().execute("import os, sys, time\nprint('before')\nsys.stdout.flush()\ntime.sleep(1)\nos._exit(7)")
    assert (caught.value.why, caught.value.status) == ("exit", 7)
    assert text(caught.value.partial) == "before\n"


def test_the_cpu_time_of_a_kernel_that_has_ended_is_still_known(boxed: Boxed) -> None:
    session = boxed()
    session.execute("import time\nwhile time.process_time() < 0.5: pass")
    with pytest.raises(KernelDied):
        session.execute("import os\nos._exit(0)")
    assert 0.4 < session.cpu_seconds() < 5
