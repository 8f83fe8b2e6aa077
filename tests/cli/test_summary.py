"""What a run of grade says at its end."""

from __future__ import annotations

import pytest
from rich.console import Console
from rich.table import Table

from examiner.cli import data, shared
from examiner.cli.summary import crosscheck_line
from examiner.model import Check, CrossCheck, Marks, Outcome, Report, Task, Text, Verdict


def marks(*counts: CrossCheck | None) -> Marks:
    """Return the marks of a report with a task for each of these counts."""
    title = Text.plain("t")
    tasks = tuple(
        Task("n", f"t{i}", f"t{i}", title, 1.0, 1.0, (Check("c", title, Outcome.PASSED, 1.0, 1.0, crosscheck=count),))
        for i, count in enumerate(counts)
    )
    return Marks.of(Report(student="a", assignment="b", outcome=Verdict.GRADED, score=1.0, max_score=1.0, tasks=tasks))


def test_the_counts_of_all_submissions_are_added() -> None:
    assert crosscheck_line([marks(None)]) == ""
    done = [marks(CrossCheck(3, 1), CrossCheck(2)), marks(None), marks(CrossCheck(1, 4, 1, 2))]
    assert crosscheck_line(done) == (
        "cross-check of asserts: 6 compared, 5 not comparable, 2 of them comparable with the master's answers, 1 disagreed"
    )


@pytest.mark.parametrize("console", [shared.out, shared.err])
def test_a_name_neither_reorders_nor_overwrites_its_line(console: Console) -> None:
    name, seen = "\u202eada\x9b31m\r", "\u27e6U+202E\u27e7ada\ufffd31m\u240d"
    table = Table("student")
    table.add_row(name)
    with console.capture() as said:
        console.print(f"[red]rejected:[/] {name}: no notebook", soft_wrap=True)
        console.print(table)
    first, *rest = said.get().splitlines()
    assert first == f"rejected: {seen}: no notebook"
    assert any(seen in line for line in rest)


@pytest.mark.parametrize("console", [shared.out, shared.err, data.out, data.err])
def test_colons_in_names_and_reasons_are_no_emoji(console: Console) -> None:
    table = Table("student")
    table.add_row("a:key:")
    with console.capture() as said:
        console.print("rejected: a:b: no notebook")
        console.print(table)
    assert said.get().startswith("rejected: a:b: no notebook\n") and "a:key:" in said.get()
