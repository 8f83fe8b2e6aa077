"""Every request is answered, and what one cell breaks costs that cell."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from examiner.kernels.session import CellResult, KernelSession

Boxed = Callable[..., KernelSession]


@pytest.fixture(scope="module")
def goes_on(kernel: KernelSession) -> Callable[[str], CellResult]:
    """Runs a cell that must end at once, then others that must be as if nothing had been."""

    def run(code: str) -> CellResult:
        began = time.monotonic()
        result = kernel.execute(code)
        for later, printed in (
            ("print('here')", "here\n"),
            ("1 / 0", ""),
            ("6 * 7", ""),
            ("print('and here')", "and here\n"),
        ):
            found = kernel.execute(later)
            assert found.error_type == ("ZeroDivisionError" if "/" in later else ""), found.error
            texts = [output.text for output in found.outputs if output.output_type == "stream"]
            assert "".join(texts) == printed
            assert [output.output_type for output in found.outputs if output.output_type == "error"] == ["error"] * (
                "/" in later
            )
        assert time.monotonic() - began < kernel.budget.limits.cell_seconds
        return result

    return run


DEEP = 100_000


@pytest.mark.parametrize(
    ("code", "kinds"),
    {
        "parentheses": ("(" * 2000 + "1" + ")" * 2000, "SyntaxError"),
        "lists": ("[" * DEEP + "]" * DEEP, "SyntaxError MemoryError"),
        "signs": ("-" * 5000 + "1", "RecursionError"),
        "many signs": ("-" * DEEP + "1", "MemoryError RecursionError"),
        "attributes": ("a" + ".b" * 3000, "RecursionError"),
        "many attributes": ("a" + ".b" * DEEP, "RecursionError"),
        "calls": ("a" + "()" * 5000, "RecursionError"),
        "indices": ("a" + "[0]" * 5000, "RecursionError"),
        "sums": ("1+" * 5000 + "1", "RecursionError"),
        "functions": ("lambda:" * 1000 + "1", "RecursionError"),
        "after a magic": ("%time -" + "-" * 5000 + "1", "RecursionError"),
        "what a cell evaluates": (f"eval('-' * {DEEP} + '1')", "MemoryError RecursionError"),
    }.values(),
)
def test_code_that_is_nested_too_deeply_is_its_cells_error(
    goes_on: Callable[[str], CellResult], code: str, kinds: str
) -> None:
    result = goes_on(code)
    assert result.error_type in kinds.split() and result.error_type in result.error
    assert [output.ename for output in result.outputs] == [result.error_type]


@pytest.mark.parametrize("name", ["stdout", "stderr"])
@pytest.mark.parametrize(
    "code",
    [
        "sys.{} = None",
        "sys.{} = 5",
        "del sys.{}",
        "with open('/tmp/printed', 'w') as file:\n    sys.{} = file",
        "class Broken:\n    def write(self, text): pass\n    def flush(self): raise {}\nsys.stdout = Broken()",
        "class Broken:\n    def flush(self): raise SystemExit\nsys.{} = Broken()",
        "sys.{} = None\n1 / 0",
    ],
)
def test_a_broken_stream_is_the_trouble_of_the_cell_that_left_it(
    goes_on: Callable[[str], CellResult], code: str, name: str
) -> None:
    result = goes_on("import sys\n" + code.replace("{}", name))
    assert ("ZeroDivisionError" in result.error) is ("1 / 0" in code)


def test_a_stream_that_works_stays_where_a_cell_has_put_it(boxed: Boxed) -> None:
    session = boxed()
    session.execute("import io, sys\nsys.stdout = kept = io.StringIO()")
    assert session.execute("print('not shown')").outputs == []
    result = session.execute("sys.stdout = sys.__stdout__\nsys.stderr.write(kept.getvalue())")
    assert [output.text for output in result.outputs if output.output_type == "stream"] == ["not shown\n"]


def test_a_shell_that_a_cell_has_broken_answers_with_an_error_at_once(boxed: Boxed) -> None:
    session = boxed()
    session.execute("get_ipython().run_cell = None")
    result = session.execute("print(3)")
    assert result.error_type == "TypeError" and [output.output_type for output in result.outputs] == ["error"]
