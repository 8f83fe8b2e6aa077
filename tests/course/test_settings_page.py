"""docs/settings.md names every setting as it is, and the program reads every one."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import pytest

from examiner.course.settings import Examiner, Settings, load_settings
from examiner.model import Limits

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "examiner"
PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)+)", PAGE, flags=re.MULTILINE))
TRAITS = Examiner.class_traits(config=True)
KINDS = {"List": "list of str", "Int": "int", "Bool": "bool", "Dict": "dict", "Unicode": "str"}
READ_AS = {"assignment_limits": "limits", "box_user": "box_uid"}  # by what the others read it, if not by its name


def row(name: str) -> list[str]:
    """Return the cells of a setting's row in the first table."""
    (line,) = re.findall(rf"^\| \[`{name}`\]\(#{name}\) \|(.*)\|$", PAGE, flags=re.MULTILINE)
    return [cell.strip() for cell in line.split("|")]


def example(name: str) -> str:
    (text,) = re.findall(r"```python\n(.*?)```", SECTIONS[name], flags=re.DOTALL)
    return str(text)


def read_names(owner: str, kept_out: str) -> set[str]:
    """Return the names that the program reads of whatever is called ``owner``, its defining module left out."""
    found = set()
    for path in set(SOURCE.rglob("*.py")) - {SOURCE / kept_out}:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            value = getattr(node, "value", None)
            name = getattr(value, "attr", getattr(value, "id", ""))
            if isinstance(node, ast.Attribute) and name == owner:
                found.add(node.attr)
            if isinstance(node, ast.Subscript) and name == owner and isinstance(node.slice, ast.Constant):
                found.add(str(node.slice.value))  # limits travel into the box as JSON
    return found


def test_the_page_has_a_section_for_each_setting_and_for_no_other() -> None:
    assert len(TRAITS) > 5
    assert sorted(SECTIONS) == sorted([*TRAITS, "nbgrader's own"])


@pytest.mark.parametrize("name", TRAITS)
def test_each_setting_is_documented_with_its_type_its_default_and_an_example(name: str, tmp_path: Path) -> None:
    what, kind, default, again = row(name)
    assert what == TRAITS[name].help
    assert kind == KINDS[type(TRAITS[name]).__name__]
    assert default == f"`{getattr(Examiner(), name)!r}`"
    assert f"c.Examiner.{name} = " in example(name)

    (tmp_path / "source" / "hw1").mkdir(parents=True)
    (tmp_path / "nbgrader_config.py").write_text(example(name))
    settings, usual = load_settings(tmp_path), Settings(tmp_path)
    assert settings != usual, "the example sets the default"
    changed = settings.fingerprint("hw1") != usual.fingerprint("hw1")
    assert again == ("of that assignment" if name == "assignment_limits" else "yes" if changed else "no")
    assert changed or again == "no"


def test_the_table_of_limits_says_what_their_declarations_say() -> None:
    defaults = {field.name: field.default for field in dataclasses.fields(Limits)}
    rows = [
        f"| `{name}` | `{defaults[name]}` | {said.unit} | {said.enforced_by} | {Limits().text(name).en} |"
        for name, said in Limits.all_declared()
    ]
    assert len(rows) == len(defaults)
    assert "\n".join(rows) in SECTIONS["limits"], "write:\n" + "\n".join(rows)
    assert SECTIONS["limits"].count("\n| `") == len(rows)


@pytest.mark.parametrize("name", TRAITS)
def test_each_setting_is_read_by_the_program(name: str) -> None:
    assert READ_AS.get(name, name) in read_names("settings", "course/settings.py")


def test_each_limit_is_read_by_the_program() -> None:
    assert {field.name for field in dataclasses.fields(Limits)} <= read_names("limits", "model/limits.py")
