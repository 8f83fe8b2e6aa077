"""Rules on source look at what code uses, wherever it stands."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from examiner.grading.syntax import names_used


@pytest.mark.parametrize(
    "source",
    [
        "def f(x): return sorted(x)",
        "s = sorted",
        "from builtins import sorted as s",
        "import builtins as b\ndef f(x): return b.sorted(x)",
        "f = getattr(__builtins__, 'sorted')",
        "f = vars(__builtins__)['sorted']",
        "f = eval('sorted')",
        "%timeit sorted([1])",
        "sorted = sorted",
        "f = sorted\ndef sorted(x): return f(x)",
        "sorted = 1\ndel sorted\nf = sorted([1])",
        "f = lambda x, key=sorted: key(x)",
        "exec('def f(x): return sorted(x)')",
        "code = 'def f(x): return sor' + 'ted(x)'\nexec(code)",
        "code = 'def f(x): '\ncode += 'return sorted(x)'\nexec(compile(code, 'f', 'exec'))",
        "import textwrap\nexec(textwrap.dedent('''\n    def f(x):\n        return sorted(x)\n'''))",
        "exec(\"exec('s = sorted')\")",
        "run = exec\nrun('s = sorted')",
        "from builtins import exec as run\nrun('s = sorted')",
        "s = getattr(__builtins__, ''.join(['sor', 'ted']))",
        "s = vars(__builtins__)[f'sort{\"ed\"}']",
        "get_ipython().run_cell('s = sorted')",
        "%%writefile helper.py\ndef f(x): return sorted(x)",
    ],
)
def test_a_forbidden_name_is_seen_under_any_alias(source: str) -> None:
    assert "sorted" in names_used(["x = 1", source, "def f(:"])


@pytest.mark.parametrize(
    "source",
    [
        "def f(values):\n    max = values[0]\n    for v in values:\n        if v > max: max = v\n    return max",
        "def f(max): return max",
        "max = 1\nfor v in [2]:\n    if v > max: max = v",
        "def max(a, b): return a if a > b else b\ndef f(x): return max(1, x)",
        "print('max')",
        "# max\n'''max'''",
    ],
)
def test_a_students_own_name_is_not_the_forbidden_one(source: str) -> None:
    assert "max" not in names_used([source])


def notebook_of(source: str) -> bytes:
    """Return the bytes of a notebook of one cell."""
    return nbformat.writes(new_notebook(cells=[new_code_cell(source)])).encode()


SORTS = b"def f(x): return sorted(x)"
FILES = {
    "helper.py": SORTS,
    "first.py": b"from helper import f",
    "pack/__init__.py": b"from .inner import *",
    "pack/inner.py": SORTS,
    "other.ipynb": notebook_of("%time s = sorted([1])"),
    "runs.ipynb": notebook_of("%run first.py"),
    "code.txt": SORTS,
    "latin.py": b"# coding: latin-1\nx = '\xe9'\ns = sorted",
    "long.py": b"s = sorted\n" + b"x = 1\n" * 400_000,
}


@pytest.mark.parametrize(
    "source",
    [
        "from helper import f",
        "import helper as h",
        "import first",
        "import pack",
        "from pack.inner import f",
        "%run helper.py",
        "%run helper",
        "%run -i ./helper.py 3",
        "%run other.ipynb",
        "%run runs",
        "!python helper.py",
        "import importlib\nf = importlib.import_module('helper').f",
        "f = __import__('hel' + 'per').f",
        "exec(open('helper.py').read())",
        "exec(open('code.txt').read())",
        "for name in ['code.txt']:\n    exec(open(name).read())",
        "import runpy\nrunpy.run_path('helper.py')",
        "import latin",
        "import long",
    ],
)
def test_a_forbidden_name_is_seen_in_what_was_uploaded_and_runs(source: str) -> None:
    assert "sorted" in names_used([source], FILES)
    assert "sorted" not in names_used([source])


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "'''as in helper.py'''",
        "print('helper')",
        "rows = open('code.txt').read()",
        "import plain",
        "from itertools import first_things",
        "%run broken.py",
        "import broken",
    ],
)
def test_an_uploaded_file_that_does_not_run_is_not_looked_at(source: str) -> None:
    files = FILES | {"plain.py": b"def f(x): return x", "broken.py": b"def f(: sorted", "broken.ipynb": b"{sorted"}
    assert "sorted" not in names_used([source], files)


@pytest.mark.parametrize(
    "other",
    [
        "def f():\n    nonlocal a",
        "def f(a, a): pass",
        "class A:\n    nonlocal a",
        "def f():\n    from a import *",
        "a: int\nglobal a",
        "q = 1\nreturn q",
        "from __future__ import nothing",
        "global q\nq = 2",
        "lambda:" * 200 + "1",
    ],
)
def test_a_cell_that_cannot_run_or_not_beside_others_hides_no_other(other: str) -> None:
    assert "sorted" in names_used(["q = [3, 1]", "answer = sorted(q)", other])


def test_code_that_is_nested_too_deep_hides_nothing() -> None:
    deep = "s = " + "+".join(["1"] * 900) + "\nf(" + "+".join(["'a'"] * 900) + ")\n"
    assert "sorted" in names_used([deep + "getattr(b, 'sorted')"])
    assert "sorted" in names_used([deep + "import helper"], FILES)


def test_a_name_that_a_module_binds_is_still_the_forbidden_one_in_the_cells() -> None:
    assert "sorted" in names_used(["import own\ns = sorted"], {"own.py": b"def sorted(x): return x"})


def test_a_rule_sees_every_cell_of_the_students_before_the_check(notebook) -> None:
    student = notebook("s = sorted\ndef f(x): return s(x)")
    assert student.calls("sorted", "sort") and not student.calls("max")
