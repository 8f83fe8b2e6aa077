"""``python scripts/reference.py``: write what the pages of reference say of the code, from the code.

Commands and their options stand in ``docs/commands.md`` and settings and limits in ``docs/settings.md``, each in a part
between two comments, with prose around it that this script leaves alone; a command without a section gets one. The
page of what graders are written with, ``docs/api.md``, is made whole, from the documentation in the code.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer

import examiner
from examiner import cli
from examiner.course.settings import Examiner, Settings
from examiner.grading import fixtures
from examiner.grading.networks import KerasModel
from examiner.grading.student import Student
from examiner.model import Limits

DOCS = Path(__file__).parents[1] / "docs"
BEGIN, END = "<!-- from the code: python scripts/reference.py -->", "<!-- end -->"
PART = re.compile(rf"{re.escape(BEGIN)}\n.*?{re.escape(END)}\n", re.S)
SECTION = re.compile(r"^## (`examiner.*)\n((?:(?!## ).*\n)*)", re.M)
KINDS = {"List": "list of str", "Int": "int", "Bool": "bool", "Dict": "dict", "Unicode": "str"}


def part(lines: Iterable[str]) -> str:
    """Return lines as a part that this script keeps."""
    return "\n".join([BEGIN, *lines, END]) + "\n"


def row(*cells: str) -> str:
    """Return a row of a table."""
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return the lines of a table, none if it has no row."""
    lines = [row(*cells) for cells in rows]
    return [row(*head), "|" + "---|" * len(head), *lines] if lines else []


# -- commands -----------------------------------------------------------------------------------------------


def commands(command: Any = None, path: str = "examiner") -> dict[str, Any]:
    """Return every command by what is typed for it, the program itself first."""
    command = command or typer.main.get_command(cli.app)
    found = {path: command} if path == "examiner" or not hasattr(command, "commands") else {}
    for name, one in getattr(command, "commands", {}).items():
        if not one.hidden:
            found |= commands(one, f"{path} {name}")
    return found


def parameters(command: Any) -> dict[str, str]:
    """Return what a command takes, each as it is typed and what it is for."""
    found = {}
    for one in command.params:
        if not getattr(one, "hidden", False) and one.name != "help":
            names = [one.metavar] if one.param_type_name == "argument" else as_typed(one)
            default = names[0].strip("`") if one.default is True else getattr(one.default, "value", one.default)
            said = (
                f" Default: `{default}`."
                if isinstance(default, str | int | float) and default not in ("", False)
                else ""
            )
            found[", ".join(f"`{name}`" for name in names)] = f"{(one.help or '').rstrip('.')}.{said}"
    return found


def as_typed(option: Any) -> list[str]:
    """Return the names of an option, the long one first, with a word for its value."""
    names = sorted([*option.opts, *option.secondary_opts], key=lambda name: not name.startswith("--"))
    if not option.is_flag:
        kind = option.type_descriptor.annotation
        choices = "|".join(str(one.value) for one in kind) if isinstance(kind, type) and issubclass(kind, Enum) else ""
        names[0] += f" {option.metavar or choices or ('N' if kind is int else 'VALUE')}"
    return names


def options(named: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the rows of what these commands take; what not all of them do names those that do."""
    rows: dict[tuple[str, str], list[str]] = {}
    for path, command in named.items():
        for typed, said in parameters(command).items():
            rows.setdefault((typed, said), []).append(path.rpartition(" ")[2])
    for (typed, said), takers in rows.items():
        yield typed, said if len(takers) == len(named) else f"{said} ({', '.join(f'`{name}`' for name in takers)})"


def about(command: Any) -> str:
    """Return what a command says it does, with its example."""
    said, _, example = (command.help or "").partition("Example:")
    said = " ".join(said.split())
    return f"{said} Example: `{' '.join(example.split())}`" if example else said


def of_commands(named: dict[str, Any]) -> str:
    """Return the part about the commands of one section."""
    lines = [f"- {about(one)}" for one in named.values()] if len(named) > 1 else [about(*named.values())]
    rows = table(("option", "what"), options(named))
    return part([*lines, *(["", *rows] if rows else [])])


def commands_page(text: str) -> str:
    """Return ``docs/commands.md`` with the part of every section as the code has it now."""
    known = commands()
    written = {path for heading, _ in SECTION.findall(text) for path in named_in(heading, known)}
    for path in (path for path in known if path not in written):
        takes = [one.metavar or one.name.upper() for one in known[path].params if one.param_type_name == "argument"]
        text = text.replace("## `pytest", f"## `{' '.join([path, *takes])}`\n\n## `pytest", 1)

    def renewed(section: re.Match[str]) -> str:
        prose = PART.sub("", section[2]).lstrip("\n")
        named = {path: known[path] for path in named_in(section[1], known)}
        return f"## {section[1]}\n{of_commands(named)}\n{prose}" if named else section[0]

    return SECTION.sub(renewed, text)


def named_in(heading: str, known: dict[str, Any]) -> list[str]:
    """Return the commands that a heading names: of what is typed, the longest that is one."""
    typed = [re.sub(r"( [A-Z]+)+$", "", one) for one in re.findall(r"`([^`]+)`", heading)]
    return [one for one in typed if one in known]


# -- settings -----------------------------------------------------------------------------------------------


def grades_again(name: str) -> str:
    """Say whether submissions are graded again once a setting is changed, as a report's key has it."""
    usual, limits = Settings(DOCS), Limits(cell_seconds=1.0)
    if name == "assignment_limits":
        changed = dataclasses.replace(usual, special_limits=(("hw1", limits),))
        return "of that assignment" if changed.fingerprint("hw1") != usual.fingerprint("hw1") else "no"
    other: Any = limits
    if name != "limits":
        value = getattr(usual, name)
        other = not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else value[:1] or "nobody"
    changed = dataclasses.replace(usual, **{"default_limits" if name == "limits" else name: other})
    return "yes" if changed.fingerprint("hw1") != usual.fingerprint("hw1") else "no"


def of_settings() -> list[str]:
    """Return the table of settings."""
    rows = [
        (f"[`{name}`](#{name})", trait.help, KINDS[type(trait).__name__], f"`{getattr(Examiner(), name)!r}`")
        for name, trait in Examiner.class_traits(config=True).items()
    ]
    order = [name for name in vars(Examiner) if name in Examiner.class_traits(config=True)]
    rows.sort(key=lambda cells: order.index(cells[0][2:].partition("`")[0]))
    head = ("setting", "what", "type", "default", "reports are graded again")
    return table(head, [(*cells, grades_again(cells[0][2:].partition("`")[0])) for cells in rows])


def of_limits() -> list[str]:
    """Return the table of limits."""
    rows = [
        (f"`{name}`", f"`{getattr(Limits(), name)}`", said.unit, said.enforced_by, Limits().text(name).en)
        for name, said in Limits.all_declared()
    ]
    return table(("limit", "default", "what", "held by", "what a student reads"), rows)


def settings_page(text: str) -> str:
    """Return ``docs/settings.md`` with its two tables as the code has them now."""
    tables = iter([part(of_settings()), part(of_limits())])
    return PART.sub(lambda _: next(tables), text)


# -- what graders are written with ----------------------------------------------------------------------------


def plain(text: str) -> str:
    """Return documentation as Markdown: names set as code, with links to those of this page."""
    text = re.sub(r":\w+:`~?([^`]+)`", r"``\1``", text)
    return re.sub(
        r"``([^`]+)``", lambda code: f"[`{code[1]}`](#{code[1]})" if code[1] in public() else f"`{code[1]}`", text
    )


def parts_of(text: str) -> dict[str, str]:
    """Return a docstring in NumPy's style by its headings; what stands before the first is ``""``."""
    pieces = re.split(r"^(\w[\w ]*)\n-+\n", text, flags=re.M)
    return {"": pieces[0].strip()} | dict(zip(pieces[1::2], pieces[2::2], strict=True))


def entries(text: str) -> Iterator[str]:
    """Yield a list's lines for what a part such as Parameters or Raises describes."""
    for name, kind, said in re.findall(r"^(\S.*?)(?: : (.*))?\n((?:(?:    .*)?(?:\n|$))*)", text, re.M):
        names = ", ".join(f"`{one}`" for one in name.split(", "))
        yield f"- {names}{f' ({plain(kind)})' if kind else ''}: {plain(' '.join(said.split()))}"


def signature(name: str, thing: Any) -> str:
    """Return how something is called, without types."""
    given = [one for one in inspect.signature(thing).parameters.values() if one.name != "self"]
    bare = inspect.Signature([one.replace(annotation=inspect.Parameter.empty) for one in given])
    return name + re.sub(r"<class '(\w+)'>", r"\1", str(bare)).replace("(/, ", "(").replace(", /", "")


def described(name: str, thing: Any, prefix: str = "") -> Iterator[str]:
    """Yield the lines about one name."""
    parts = parts_of(inspect.getdoc(thing) or "")
    yield f"### {prefix}{name}"
    if callable(thing):
        yield from (f"`{signature(prefix + name, thing)}`", "")
    yield plain(parts.pop(""))
    for heading, text in parts.items():
        yield from ("", f"{heading}:", "", *entries(text))
    yield ""


def public() -> dict[str, Any]:
    """Return what graders import from ``examiner``."""
    return {name: getattr(examiner, name) for name in sorted(examiner.__all__) if not name.startswith("__")}


def members(kind: type) -> dict[str, Any]:
    """Return what a class has for authors, in the order of the code."""
    return {name: value for name, value in vars(kind).items() if not name.startswith("_")}


def served() -> dict[str, str]:
    """Return what checks may ask for by name, and what each is."""
    found = {name: one for name, one in vars(fixtures).items() if isinstance(one, type(fixtures.rng))}
    return {name: " ".join((inspect.getdoc(one.__wrapped__) or "").split()) for name, one in found.items()}


API_HEAD = f"""# Author API

{BEGIN}

What graders are written with, made of the documentation in the code; [Writing a grader](graders.md) is the tour.
"""


def api_page() -> str:
    """Return ``docs/api.md``."""
    lines = [API_HEAD, "## From `examiner`", "", "`from examiner import approx, hint, points`", ""]
    for name, thing in public().items():
        lines += described(name, thing)
    lines += ["## `student`", "", plain((inspect.getdoc(Student) or "").partition("\n")[0]), ""]
    for name, thing in members(Student).items():
        lines += described(name, thing, "student.")
    lines += ["## `keras_model(value)`", "", plain(parts_of(inspect.getdoc(KerasModel) or "")[""]), ""]
    for name, thing in members(KerasModel).items():
        lines += described(name, thing, "model.")
    lines += [
        "## Fixtures",
        "",
        *table(("fixture", "what"), [(f"`{name}`", plain(said)) for name, said in served().items()]),
    ]
    return "\n".join(lines) + "\n"


def pages() -> dict[Path, str]:
    """Return every page of reference as it must be."""
    texts = {path: path.read_text(encoding="utf-8") for path in (DOCS / "commands.md", DOCS / "settings.md")}
    made = {path: make(texts[path]) for path, make in zip(texts, (commands_page, settings_page), strict=True)}
    return {**made, DOCS / "api.md": api_page()}


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
