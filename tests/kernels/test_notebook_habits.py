"""What notebooks do that need not be wrong: plots of any backend, output of other processes, recipes that restart."""

from __future__ import annotations

import base64
import sys
import sysconfig
from collections.abc import Callable, Iterator

import pytest

from examiner.kernels.budget import Budget
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.kernels.session import CellResult, KernelSession
from examiner.model import Limits

LIMITS = Limits(cell_seconds=20, call_seconds=10, memory_mib=512, wall_factor=30)
Cells = Callable[..., list[CellResult]]
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"


@pytest.fixture(scope="module")
def plotting() -> Iterator[ForkServer]:
    """A fork server with what draws."""
    with ForkServer(["matplotlib.pyplot"]).start() as running:
        yield running


@pytest.fixture
def run(plotting: ForkServer) -> Iterator[Cells]:
    """Return a function that runs cells in one kernel."""
    pool, made = KernelPool(plotting, spare=0), list[KernelSession]()

    def cells(*sources: str) -> list[CellResult]:
        made.append(pool.session(Budget(LIMITS)))
        return [made[-1].execute(source) for source in sources]

    yield cells
    for session in made:
        session.close()


def pictures(*results: CellResult) -> int:
    """Return how many PNG pictures cells have shown."""
    found = [o.data["image/png"] for r in results for o in r.outputs if "image/png" in o.get("data", {})]
    assert all(base64.b64decode(text).startswith(b"\x89PNG") for text in found)
    return len(found)


def printed(*results: CellResult) -> str:
    """Return what cells printed."""
    return "".join(o.text for r in results for o in r.outputs if o.get("name") == "stdout")


# -- plots ---------------------------------------------------------------------------------------------


CHOICES = (
    "%matplotlib inline",
    "%matplotlib notebook",
    "%matplotlib widget",
    "%matplotlib qt",
    "%matplotlib agg",
    "import matplotlib\nmatplotlib.use('Agg')",
    "import matplotlib\nmatplotlib.use('nbagg')",
    "import matplotlib\nmatplotlib.use('TkAgg')",
    "import matplotlib\nmatplotlib.use('svg')",
    "%config InlineBackend.figure_formats = ['svg']",
    "%config InlineBackend.figure_format = 'jpg'",
    "%config InlineBackend.figure_format = 'pdf'",
    "%config InlineBackend.close_figures = False",
)


def test_a_plot_is_one_picture_whatever_backend_and_format(run: Cells) -> None:
    results = run(*[cell for choice in CHOICES for cell in (choice, PLOT, "plt.close('all')")])
    assert not [r.error for r in results if r.error]
    assert {choice: pictures(*results[3 * i : 3 * i + 3]) for i, choice in enumerate(CHOICES)} == dict.fromkeys(
        CHOICES, 1
    )


def test_a_figure_that_stays_open_is_shown_again_only_if_it_has_changed(run: Cells) -> None:
    results = run("%matplotlib agg\n" + PLOT, "x = 1", "plt.title('more')", "x = 2")
    assert list(map(pictures, results)) == [1, 0, 1, 0]


def test_a_plot_is_drawn_where_warnings_are_errors(run: Cells) -> None:
    shown = run("import warnings\nwarnings.simplefilter('error')", PLOT, PLOT)
    assert [r.error for r in shown] == [""] * 3 and pictures(*shown) == 2


def test_a_figure_without_pyplot_is_a_picture_too(run: Cells) -> None:
    code = "from matplotlib.figure import Figure\nfigure = Figure()\nfigure.subplots().plot([1, 2])\nfigure"
    assert pictures(*run(code)) == 1


# -- what other processes print ------------------------------------------------------------------------


OUTSIDE = (
    "import subprocess\nsubprocess.run(['echo', 'from outside'])",
    "import os\nos.system('echo from outside')",
    "import os\nos.write(1, b'from outside\\n')",
    "import multiprocessing as m\np = m.Process(target=print, args=('from outside',))\np.start()\np.join()",
    "import os\npid = os.fork()\nif pid == 0:\n    print('from outside')\n    os._exit(0)\nos.waitpid(pid, 0)",
)


def test_what_other_processes_print_is_there_when_the_cell_is_over_and_in_order(run: Cells) -> None:
    cells = [f"print('before')\n{code}\nprint('after')" for code in OUTSIDE for _ in range(3)]
    assert {printed(result) for result in run(*cells)} == {"before\nfrom outside\nafter\n"}


def test_children_that_print_at_once_keep_their_lines_whole(run: Cells) -> None:
    code = (
        "import multiprocessing as m\ndef f(x):\n    print('child', x)\nwith m.Pool(2) as p:\n    p.map(f, range(20))"
    )
    assert sorted(printed(*run(code)).splitlines()) == sorted(f"child {i}" for i in range(20))


# -- what would end the kernel later -------------------------------------------------------------------


ENDINGS = (
    "import threading, os\nthreading.Timer(0.1, lambda: os._exit(0)).start()",
    "get_ipython().kernel.do_shutdown(restart=True)",
    "get_ipython().kernel.do_shutdown(False)",
    "get_ipython().ask_exit()",
    "import os\nos.kill(os.getpid(), 9)",
    "import asyncio\nasyncio.get_event_loop().stop()",
    "import asyncio, sys\nasyncio.get_event_loop().call_later(0.1, sys.exit)",
)


def test_cells_that_would_end_the_kernel_later_cost_no_other(run: Cells) -> None:
    later = [cell for code in ENDINGS for cell in (code, "import time\ntime.sleep(0.2)", "x += 1")]
    results = run("x = 0", *later, "x")
    assert not [r.error for r in results if r.error]
    assert results[-1].outputs[0].data["text/plain"] == str(len(ENDINGS))


def test_a_cell_that_asks_for_a_restart_is_told_that_there_is_none(run: Cells) -> None:
    (result,) = run("get_ipython().kernel.do_shutdown(True);")
    assert "the kernel is not restarted while grading" in result.outputs[0].text


# -- tracebacks ----------------------------------------------------------------------------------------


def test_a_traceback_shows_the_students_lines_and_folds_the_librarys(run: Cells) -> None:
    _, result = run("import json\ndef read(text):\n    return json.loads(text)", "read('{')")
    assert "----> 3     return json.loads(text)" in result.error and "----> 1 read('{')" in result.error
    assert "[... skipping 3 frames of json]" in result.error
    assert "site-packages" not in result.error and "decoder.py" not in result.error


def test_exceptions_behind_an_exception_are_shown_as_far_as_they_are_the_students(run: Cells) -> None:
    (result,) = run(
        "import json\ntry:\n    json.loads('{')\nexcept ValueError as error:\n    raise KeyError('k') from error\n"
    )
    assert "direct cause" in result.error and "json.loads('{')" in result.error and "decoder.py" not in result.error


def test_folding_leaves_the_exception_itself_as_it_was(run: Cells) -> None:
    _, result = run(
        "import json\ntry:\n    json.loads('')\nexcept ValueError as error:\n    kept = error\n    raise\n",
        "t, n = kept.__traceback__, 0\nwhile t:\n    t, n = t.tb_next, n + 1\nn, kept.__suppress_context__",
    )
    assert result.outputs[0].data["text/plain"] == "(5, True)"


def test_a_deep_recursion_has_a_short_traceback(run: Cells) -> None:
    (result,) = run("def f(n): return f(n + 1)\nf(0)")
    assert result.error_type == "RecursionError" and len(result.error.splitlines()) < 60


def test_no_folder_of_the_host_is_named_in_errors_and_warnings(run: Cells) -> None:
    results = run(
        "from json import nonsense",
        "import json\nraise ValueError(json.__file__)",
        "import sys, json\nprint('see', json.__file__, file=sys.stderr)",
    )
    texts = [results[0].error, results[0].error_message, results[1].error_message, str(results[2].outputs)]
    assert not [text for text in texts if sysconfig.get_path("stdlib") in text or sys.prefix in text]
    assert "json/__init__.py" in results[0].error_message and results[1].error_message == "json/__init__.py"
