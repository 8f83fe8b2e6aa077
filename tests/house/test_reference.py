"""The pages of reference say what the code says, and leave nothing out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from scripts import reference

import examiner
from examiner.course.settings import Examiner
from examiner.grading.student import Student
from examiner.model import Limits

PAGES = {path.name: path.read_text(encoding="utf-8") for path in reference.pages()}


@pytest.mark.parametrize("path", reference.pages(), ids=lambda path: path.name)
def test_the_page_is_up_to_date(path: Any) -> None:
    assert reference.pages()[path] == PAGES[path.name], "write it again: python scripts/reference.py"


@pytest.mark.parametrize("name", reference.commands())
def test_every_command_has_a_section_with_all_that_it_takes(name: str) -> None:
    named = f"`{re.escape(name)}( [A-Z]+)*`"
    (section,) = [
        text for heading, text in reference.SECTION.findall(PAGES["commands.md"]) if re.search(named, heading)
    ]
    for one in reference.commands()[name].params:
        if one.name == "help" or getattr(one, "hidden", False):
            continue
        typed = [*one.opts, *one.secondary_opts] if one.param_type_name == "option" else [one.metavar]
        assert all(re.search(rf"^\| .*`{word}[ `].*\|.*\w.*\|$", section, re.M) for word in typed), typed


def test_every_setting_limit_and_name_for_authors_is_there() -> None:
    assert all(f"[`{name}`](#{name}) | " in PAGES["settings.md"] for name in Examiner.class_trait_names(config=True))
    assert all(f"| `{name}` | `" in PAGES["settings.md"] for name, _ in Limits.all_declared())
    for name in (name for name in examiner.__all__ if name != "__version__"):
        assert re.search(rf"^### {name}\n.*\n\n\w", PAGES["api.md"], re.M), name
    for name in (name for name in vars(Student) if not name.startswith("_")):
        assert re.search(rf"^### student[.]{name}\n(?:.*\n\n)?\w", PAGES["api.md"], re.M), name
    assert all(f"\n| `{name}` | " in PAGES["api.md"] for name in ("student", "rng", "seeds", "hidden"))


def test_prose_stays_what_the_code_says_is_renewed_and_a_command_without_a_section_gets_one() -> None:
    page = "# Commands\n\n## `examiner report ASSIGNMENT`\nIn my words.\n\n## `pytest graders/ASSIGNMENT`\nAlso.\n"
    made = reference.commands_page(page)
    assert made == reference.commands_page(made.replace("Name of the assignment", "An old word"))
    assert "In my words." in made and made.endswith("## `pytest graders/ASSIGNMENT`\nAlso.\n")
    assert "| `ASSIGNMENT` | Name of the assignment" in made.partition("In my words.")[0]
    assert "## `examiner data install NAME`" in made


def test_a_docstring_becomes_markdown() -> None:
    def f(x: int, *, rel: float = 1e-6) -> None:
        """Say ``x`` as :func:`approx` does.

        Parameters
        ----------
        x, y : int
            One
            or two.
        *keys
            No kind.

        Raises
        ------
        ValueError
            If not.
        """

    assert list(reference.described("f", f)) == [
        *("### f", "`f(x, *, rel=1e-06)`", "", "Say `x` as [`approx`](#approx) does."),
        *("", "Parameters:", "", "- `x`, `y` (int): One or two.", "- `*keys`: No kind."),
        *("", "Raises:", "", "- `ValueError`: If not.", ""),
    ]
