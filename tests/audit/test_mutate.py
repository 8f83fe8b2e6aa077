"""Mutants: each operator makes what it should, nothing outside the solution, keys that stay."""

from __future__ import annotations

import ast
import textwrap

import pytest

from examiner.audit.mutate import mutants_of, sample


def becomes(body: str, operator: str | None = None) -> set[str]:
    """Return what the lines of a function's solution become."""
    source = "def f(x, y, n):\n    ### BEGIN SOLUTION\n" + textwrap.indent(textwrap.dedent(body).strip(), "    ")
    source += "\n    ### END SOLUTION\n"
    return {m.becomes for m in mutants_of("task", source) if operator in (None, m.operator)}


@pytest.mark.parametrize(
    ("operator", "line", "expected"),
    [
        ("arithmetic", "return x + y", {"return x - y"}),
        ("arithmetic", "return x * y", {"return x / y"}),
        ("arithmetic", "return x @ y", {"return y @ x"}),
        ("arithmetic", "x += y", {"x -= y"}),
        ("arithmetic", "return 'a' + x", set()),
        ("sign", "return -x", {"return x"}),
        ("comparison", "return x >= y", {"return x > y", "return x <= y"}),
        ("comparison", "return 0 < x < y", {"return 0 <= x < y", "return 0 > x < y", "return 0 < x <= y", "return 0 < x > y"}),
        ("comparison", "return x in y", {"return x not in y"}),
        ("logic", "return x and y", {"return x or y"}),
        ("logic", "return not x", {"return x"}),
        ("logic", "return x if y else n", {"return x", "return n"}),
        ("constant", "return x[1]", {"return x[0]", "return x[2]"}),
        ("constant", "return 0.5 * x", {"return 0.55 * x"}),
        ("constant", "return 1e-7 * x", {"return 1e-06 * x"}),
        ("constant", "return x.sort(reverse=True)", {"return x.sort(reverse=False)"}),
        ("constant", 'return pad(x, mode="same")', {'return pad(x, mode="valid")'}),
        ("constant", "return x.sum(axis=1)", {"return x.sum(axis=0)"}),
        ("axis", "return x.sum(axis=1)", {"return x.sum()"}),
        ("reduction", "return np.mean(x)", {"return np.sum(x)"}),
        ("reduction", "return x.argmax()", {"return x.argmin()"}),
        ("guard", "return np.clip(x, 0, 1)", {"return x"}),
        ("guard", "return np.maximum(x, y)", {"return x", "return y"}),
        ("guard", "return x.copy()", {"return x"}),
        ("guard", "return np.array(x)", {"return np.asarray(x)"}),
        ("guard", "return np.array([x])", set()),
        ("guard", "return x.T", {"return x"}),
        ("guard", "return np.log(x)", {"return x"}),
        ("swap", "return g(x, y)", {"return g(y, x)"}),
        ("swap", "return np.maximum(x, y)", set()),
        ("swap", "return x, y", {"return y, x"}),
        ("off_by_one", "return list(range(n))", {"return list(range(n - 1))", "return list(range(1, n))"}),
        ("off_by_one", "return x[y:n]", {"return x[y + 1:n]", "return x[y:n - 1]"}),
        ("drop", "x = x - 1", {"pass"}),
        ("drop", "z = x - 1", set()),
    ],
)  # fmt: skip
def test_an_operator_makes_what_it_should(operator: str, line: str, expected: set[str]) -> None:
    assert becomes(line, operator) == expected


def test_a_check_that_raises_is_left_out_as_a_whole() -> None:
    found = becomes("if x < 0:\n    raise ValueError('x must be positive')\nreturn x", "drop")
    assert found == {"pass"}


def test_nothing_outside_the_solution_changes() -> None:
    source = textwrap.dedent("""
        import numpy as np

        def f(x, k=2):
            '''Return x + 1.'''
            y = x * 3
            ### BEGIN SOLUTION
            z = x + 1
            ### END SOLUTION
            return y + z

        f(5) + 6
    """)
    found = mutants_of("task", source)
    assert found
    for mutant in found:
        changed = [
            pair for pair in zip(source.splitlines(), mutant.source.splitlines(), strict=True) if pair[0] != pair[1]
        ]
        assert [old.strip() for old, _ in changed] == ["z = x + 1"]


def test_without_markers_the_whole_cell_is_the_solution() -> None:
    assert {m.becomes for m in mutants_of("task", "z = x + 1")} == {"z = x - 1", "z = x + 0", "z = x + 2"}


@pytest.mark.parametrize(
    "line",
    [
        'raise ValueError(f"got {x + 1}")',
        "print(x + 1)",
        'plt.title("x" * 3)',
        "plt.plot(x, y + 1)",
        'ax.set_xlabel("a", fontsize=2)',
        "return g(x, verbose=0)",
        "return g(x, dtype=3)",
        "return np.random.default_rng(3)",
        "return keras.layers.Dense(128)",
        "return model.fit(x, epochs=30)",
        '"""Text."""',
    ],
)
def test_what_has_no_meaning_stays(line: str) -> None:
    assert becomes(line, "constant") | becomes(line, "arithmetic") == set()


def test_what_only_a_plot_uses_stays() -> None:
    body = "grid = np.linspace(0, 1, 5)\nplt.plot(grid, grid + 1)\nreturn x + 1"
    assert becomes(body) == {"return x - 1", "return x + 0", "return x + 2"}


def test_the_same_change_is_made_once_and_all_of_it_compiles() -> None:
    found = mutants_of("task", "def f(x):\n    return (x + 1) * (x - 1) if x > 1 else -x\n")
    dumps = [ast.dump(ast.parse(mutant.source)) for mutant in found]
    assert len(set(dumps)) == len(dumps) > 8
    assert mutants_of("task", "def f(:") == []


def test_a_key_does_not_depend_on_where_the_line_stands() -> None:
    before = mutants_of("task", "def f(x):\n    return x + 1\n")
    after = mutants_of(
        "task", "# a comment more\nk = None\n\n\ndef f(x):\n        return  x + 1\n".replace("  x +", " x +")
    )
    assert {m.key for m in before} <= {m.key for m in after}
    assert before[0].key == ("task", before[0].line, before[0].becomes)


def test_characters_of_more_than_one_byte_do_not_shift_a_change() -> None:
    assert becomes('return {"分數": x + 1}', "arithmetic") == {'return {"分數": x - 1}'}


def test_a_sample_is_spread_and_repeats_itself() -> None:
    source = "def f(x):\n" + "".join(f"    x = x + {n} * np.mean(x > {n})\n" for n in range(3, 30)) + "    return x\n"
    found = mutants_of("task", source)
    chosen = sample(found, 27, "seed")
    assert chosen == sample(list(reversed(found)), 27, "seed")
    assert len({m.number for m in chosen}) >= 20
    assert len({m.operator for m in chosen}) >= 4
    assert chosen != sample(found, 27, "other")
    assert sample(found, 10_000, "seed") == found
