"""Which cells are left out when graders judge, and which are run all the same because a cell needs them."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from tests.conftest import marked_cell

from examiner.grading.names import names_of
from examiner.grading.needs import needs_of
from examiner.grading.plain_asserts import bound_names, globals_read, statements
from examiner.grading.route import Route
from examiner.grading.syntax import names_used

TAGGED = {"tags": ["skip-execution"]}


@pytest.fixture
def graders(tmp_path: Path) -> Path:
    """A folder with the grader of one task."""
    (tmp_path / "test_f.py").write_text("")
    return tmp_path


def picture(source: str) -> NotebookNode:
    return new_code_cell(source, metadata=TAGGED)


def notebook(*between: NotebookNode | str, check: str = "assert f(1)", after: str = "") -> NotebookNode:
    """Return imports, an answer, its self-check, and a task without a grader."""
    cells = [cell if isinstance(cell, NotebookNode) else new_code_cell(cell) for cell in between]
    f = [marked_cell("code", "def f(x): return x", "f", solution=True)]
    f += [marked_cell("code", check, "test_f", grade=True, locked=True, points=1)]
    g = [marked_cell("code", f"g = 1\n{after}", "g", solution=True)]
    g += [marked_cell("code", "assert g", "test_g", grade=True, locked=True, points=1)]
    return new_notebook(cells=[new_code_cell("import numpy as np\nimport matplotlib.pyplot as plt"), *cells, *f, *g])


def left_out(graders: Path, *between: NotebookNode | str, **texts: str) -> set[str]:
    """Return the first lines of the cells that are left out."""
    given = notebook(*between, **texts)
    return {given.cells[i].source.splitlines()[0] for i in Route.judged(given, graders).skipped}


def test_pictures_and_judged_self_checks_are_left_out(graders: Path) -> None:
    assert left_out(graders, picture("plt.plot([1])")) == {"plt.plot([1])", "assert f(1)"}
    given = notebook(picture("plt.plot([1])"))
    assert Route.judged(given, graders, self_checks=True).skipped == {1}
    assert Route.judged(given, graders).seeded == Route.judged(given, graders, self_checks=True).seeded == {1, 3}
    assert Route.of_nbgrader(given).skipped == {1} and Route().skipped == set()


def test_the_tag_does_not_count_on_what_students_write_or_what_is_scored(graders: Path) -> None:
    given = notebook()
    for cell in given.cells[1:]:
        cell.metadata["tags"] = ["skip-execution"]
    assert Route.judged(given, graders).skipped == {2}


# Of the first two no text can be made again, and the others cannot be read. Python runs the first two.
TOO_DEEP = ("f\"{'\u3000'}\"", "x = " + "+".join("1" * 330), "-" * 7000 + "1", "x = " + "+".join("1" * 5000))
NEEDING = (
    *("print(data)", "h = lambda: data", "def h(): return [d for d in data]", "data += 1", "del data", "data[0] = 1"),
    *("if g:\n    data = 1\nprint(data)", "for data in []: pass\nprint(data)", "eval('da' + 'ta')", "%run -i other.py"),
    *(
        "%timeit data",
        "while g:\n    data = g = 0\nprint(data)",
        "try:\n    data = g\nexcept E:\n    pass\nprint(data)",
    ),
    *("await data", "this is no Python, data", "print(ｄａｔａ)", *(f"{deep}\ndata" for deep in TOO_DEEP)),
)
ANEW = (
    *("data = 2\nprint(data)", "def h(data): return data", "print([data for data in [1]])", "print(g.data)"),
    *("for data in [1]:\n    print(data)", "with g as data:\n    print(data)", "import data\nprint(data)"),
    *("if g:\n    data = 1\nelse:\n    data = 2\nprint(data)", "%matplotlib inline", "def data(): return data()"),
)


@pytest.mark.parametrize("after", NEEDING)
def test_a_cell_that_a_later_one_needs_is_run(graders: Path, after: str) -> None:
    assert left_out(graders, picture("data = 1"), after=after) == {"assert f(1)"}
    assert left_out(graders, check="data = 1", after=after) == set()


@pytest.mark.parametrize("after", ANEW)
def test_a_name_that_is_bound_anew_is_not_needed(graders: Path, after: str) -> None:
    assert left_out(graders, picture("data = 1"), after=after) == {"data = 1", "assert f(1)"}


def test_what_a_needed_cell_needs_is_run_too(graders: Path) -> None:
    first, second = picture("a = 1"), picture("b = a")
    assert left_out(graders, first, second, after="print(b)") == {"assert f(1)"}
    assert left_out(graders, first, second, "a = 2", after="print(a)") == {"a = 1", "b = a", "assert f(1)"}


def test_to_use_a_module_is_not_to_leave_it(graders: Path) -> None:
    assert left_out(graders, picture("plt.plot([1])"), after="plt.show()") == {"plt.plot([1])", "assert f(1)"}
    assert left_out(graders, picture("import numpy as np\nnp.sum([1])"), after="np.sum([2])") >= {"import numpy as np"}
    assert left_out(graders, picture("import math"), after="math.pi") == {"assert f(1)"}


@pytest.mark.parametrize("change", ["log.append(1)", "h = log.fit(1)", "print(log.pop())"])
def test_a_changed_object_is_needed(graders: Path, change: str) -> None:
    assert left_out(graders, "log = []", picture(change), after="print(log)") == {"assert f(1)"}
    assert left_out(graders, "log = []", picture("h = log.copy()"), after="print(log)") >= {"h = log.copy()"}


CALLED_LATER = (
    *("def s(): return math.pi", "s = lambda: math.pi", "class S:\n    def s(self): return [math.pi for x in self]"),
    *("def s():\n    def t(): return math.pi\n    return t", "def s(): return eval('math.pi')"),
    *(f"def s(): return math.pi, {deep.removeprefix('x = ')}" for deep in TOO_DEEP),
)


@pytest.mark.parametrize("answer", CALLED_LATER)
def test_a_cell_behind_a_function_that_looks_a_name_of_it_up_is_run(graders: Path, answer: str) -> None:
    assert left_out(graders, answer, picture("import math")) == {"assert f(1)"}
    assert left_out(graders, answer, check="import math\nassert f(1)", after="import math") == set()
    assert left_out(graders, answer, check="math = 1") == set()


@pytest.mark.parametrize(
    "answer", ["def s(math): return math.pi", "def s():\n    import math\n    return math", "g.math"]
)
def test_a_cell_behind_a_function_that_has_the_name_itself_is_not_run(graders: Path, answer: str) -> None:
    assert left_out(graders, answer, picture("import math")) == {"import math", "assert f(1)"}
    assert left_out(graders, "import math", "def s(): return math", picture("import math")) >= {"import math"}


@pytest.mark.parametrize("deep", TOO_DEEP[2:])
def test_of_a_text_that_is_too_deep_nothing_is_said_but_its_words(deep: str) -> None:
    assert names_of(deep) is None and names_used([f"{deep} + sorted"]) - {"x", "1"} == {"sorted"}
    assert bound_names(deep) == globals_read(deep) == frozenset() and not statements(deep)


def test_of_a_cell_that_mentions_nothing_only_that_is_known() -> None:
    assert not needs_of("x = y", frozenset({"z"})).names
    needs = needs_of("x = y\nz = 1", frozenset({"y", "z", "x"}))
    assert (needs.names, needs.bound, needs.anything) == ({"y"}, {"x", "z"}, False)
