"""What the docs show is true: commands parse, code runs, names, files and links exist."""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import click
import nbformat
import pytest
import typer
from tests.conftest import MiniCourse, cell_of, mini_master
from tests.house.markdown import TUTORIALS, Block, blocks, command_lines, headings, links, name_of, pages, words_of_code
from tests.house.project import CHANGELOG, ROOT, tracked

from examiner import cli, pipeline
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool

LANGUAGES = {"bash", "python", "toml", "json", "text"}  # of blocks; "text" shows what is not run
PLACEHOLDER = re.compile(r"\b[A-Z]+\b|<[a-z]+>")

each_page = pytest.mark.parametrize("page", pages(), ids=name_of)


def every_command(*programs: str) -> list[tuple[str, str]]:
    """Return the commands of these programs with the pages that show them."""
    found = [(line, name_of(page)) for page in pages() for line in command_lines(page)]
    return sorted({(line, page) for line, page in found if line.split()[0] in programs})


# -- the command line -------------------------------------------------------------------------------------


def parse(line: str) -> None:
    """Parse a command line of examiner as the program would, without running it.

    Raises
    ------
    click.UsageError
        If there is no such command or option, or an argument is missing.
    """
    command: Any = typer.main.get_command(cli.app)
    arguments = shlex.split(line)[1:]
    context = click.Context(command, info_name="examiner")
    while hasattr(command, "resolve_command") and arguments:
        if arguments[0] in ("-h", "--help"):
            return
        if arguments[0].startswith("-"):
            if arguments[0] not in [name for option in command.params for name in option.opts]:
                raise click.NoSuchOption(arguments[0])
            return
        _, command, arguments = command.resolve_command(context, arguments)
        if not arguments:
            return  # prose names a command without its arguments
    given = [PLACEHOLDER.sub("1", argument) for argument in arguments]
    takes = any(one.param_type_name == "argument" for one in command.params)
    if takes and all(argument.startswith("-") for argument in given):
        given.append("hw1")  # prose names a command with its options only
    command.make_context("examiner", given)


@pytest.mark.parametrize(("line", "page"), every_command("examiner"))
def test_a_command_that_a_page_shows_is_one_that_the_program_takes(line: str, page: str) -> None:
    for alternative in line.split(", "):
        parse(alternative if alternative.startswith("examiner") else f"examiner {alternative}")


@pytest.mark.parametrize(
    "line", ["examiner grad hw1", "examiner --versio", "examiner grade --forc", "examiner data install --from DIR"]
)
def test_a_command_that_does_not_exist_is_found(line: str) -> None:
    with pytest.raises(Exception, match=r"(?i)no such|missing"):
        parse(line)


@pytest.mark.parametrize(("line", "page"), every_command("make"))
def test_a_target_of_make_that_a_page_names_exists(line: str, page: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert line.split()[1] in targets


@pytest.mark.parametrize(("line", "page"), every_command("python"))
def test_a_script_or_module_that_a_page_runs_exists(line: str, page: str) -> None:
    program = shlex.split(line)[1:]
    if program[0] == "-m":
        assert importlib.util.find_spec(program[1]) is not None
    else:
        assert (ROOT / program[0]).is_file()


def runs_of_pytest() -> list[tuple[str, list[str], str, list[str]]]:
    """Return the runs that pages show: the line, its paths, the word after -k, its options."""
    found = []
    executed = set(map(name_of, TUTORIALS))  # in courses of their own
    for line in sorted({line for line, page in every_command("pytest") if page not in executed}):
        arguments = shlex.split(line.replace("ASSIGNMENT", "hw1").replace("hwN", "hw1"))[1:]
        word = arguments[arguments.index("-k") + 1] if "-k" in arguments else ""
        paths = [argument for argument in arguments if "/" in argument and not argument.endswith(".ipynb")]
        found.append((line, paths, "" if PLACEHOLDER.search(word) else word, re.findall(r"--[a-z-]+", line)))
    return found


def names_of_tests(path: str) -> list[str]:
    """Return what ``-k`` can choose from below a path: modules, functions and, of the submissions, cases."""
    files = [ROOT / path] if path.endswith(".py") else sorted((ROOT / path).rglob("test_*.py"))
    found = [path.stem for path in files]
    for file in files:
        found += re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.M)
    cases = (ROOT / "tests/submissions").iterdir() if path == "tests/test_submissions.py" else ()
    return [*found, *(case.name for case in cases)]


@pytest.mark.parametrize(("line", "paths", "word", "options"), runs_of_pytest(), ids=lambda value: str(value)[:60])
def test_a_run_of_pytest_that_a_page_shows_finds_tests(
    line: str, paths: list[str], word: str, options: list[str], pytestconfig: pytest.Config
) -> None:
    for path in paths or ["tests"]:
        assert any(word in name for name in names_of_tests(path)), line
    for option in options:
        assert hasattr(pytestconfig.option, option.strip("-").replace("-", "_")), option


# -- code -------------------------------------------------------------------------------------------------


def test_every_block_says_its_language() -> None:
    assert [str(block) for block in blocks() if block.language not in LANGUAGES] == []


@pytest.mark.parametrize("block", blocks("json", "toml"), ids=str)
def test_a_block_of_data_can_be_read(block: Block) -> None:
    assert (json.loads if block.language == "json" else tomllib.loads)(block.text)


PYTHON = [block for block in blocks("python") if block.page not in map(name_of, TUTORIALS)]
GRADERS = [block for block in PYTHON if re.search(r"graders/\w+/test_", block.text)]
SETTINGS = [block for block in PYTHON if block.text.startswith("c.")]


def test_every_block_of_python_is_executed_below() -> None:
    assert len(GRADERS) + len(SETTINGS) == len(PYTHON)


@pytest.mark.parametrize("block", SETTINGS, ids=str)
def test_settings_that_a_page_shows_are_taken(block: Block, mini: MiniCourse) -> None:
    mini.configure(block.text.replace('"hw1"', '"mini"'))
    assert mini.course.settings


@pytest.mark.parametrize("block", GRADERS, ids=str)
def test_a_grader_that_a_page_shows_judges_a_right_and_a_wrong_answer(
    block: Block, mini: MiniCourse, server: ForkServer
) -> None:
    name = re.search(r"graders/\w+/(test_\w+)\.py", block.text)
    assert name is not None, "a grader's first line says which file it is"
    points = sum(map(int, re.findall(r"@points\((\d+)", block.text)))
    task = name[1].removeprefix("test_")
    for path in (mini.root / "graders/mini").iterdir():
        path.unlink()
    mini.grader(name[1], block.text)
    notebook = mini_master()
    answer, tests = cell_of(notebook, "double"), cell_of(notebook, "test_double")
    answer.metadata["nbgrader"]["grade_id"] = task
    tests.metadata["nbgrader"] |= {"grade_id": name[1], "points": points}
    notebook.cells = [cell for cell in notebook.cells if cell.get("id") not in ("greet", "test-greet")]
    right = cell_of(nbformat.read(ROOT / "source/hw1/hw1.ipynb", as_version=4), task).source
    wrong = f"def {task}(*args, **kwargs):\n    return 0.0"
    for place, source in (("source", right), ("submitted/right", right), ("submitted/wrong", wrong)):
        folder = mini.root / place / "mini"
        folder.mkdir(parents=True, exist_ok=True)
        answer.source = f"import numpy as np\n{source}"
        nbformat.write(notebook, folder / "mini.ipynb")
    loaded = pipeline.load_assignment(mini.course, "mini")
    with KernelPool(server, spare=0) as pool:
        for student, score in (("right", points), ("wrong", 0)):
            graded = pipeline.grade(loaded, mini.course.submission(student, "mini"), pool.session)
            assert graded.report.score == score, graded.report


# -- JSON -------------------------------------------------------------------------------------------------


def keys(schema: Any) -> set[str]:
    """Return the names of all fields in a schema, which the outputs are validated by."""
    if isinstance(schema, list):
        return set().union(*map(keys, schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", ())) | set().union(*map(keys, schema.values()))


@pytest.mark.parametrize(
    ("page", "begin", "end", "schema"),
    [
        ("docs/commands.md", "`--json` prints one object a submission", "\n\n", "grade"),
        ("docs/audit.md", "## For machines", "\n## ", "audit"),
    ],
)
def test_the_keys_of_json_that_a_page_names_are_those_that_are_written(
    page: str, begin: str, end: str, schema: str
) -> None:
    text = (ROOT / page).read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]
    named = set(re.findall(r"`([a-z_]+)`", text))
    written = json.loads((ROOT / f"docs/schema/{schema}.schema.json").read_text(encoding="utf-8"))
    assert named - keys(written) == set(), "named, but never written"
    top = written["$defs"][written["$ref"].rpartition("/")[2]] if "$ref" in written else written
    assert set(top["properties"]) - named == set(), "written, but not named"


# -- names ------------------------------------------------------------------------------------------------


def rooms() -> list[str]:
    """Return the rooms of the program."""
    found = [path for path in (ROOT / "src/examiner").iterdir() if not path.name.startswith("__")]
    return sorted(path.stem for path in found if path.suffix != ".typed")


def resolve(name: str) -> object:
    """Return what a dotted name of the program stands for.

    Raises
    ------
    AttributeError
        If there is no such thing.
    """
    found: Any = importlib.import_module("examiner")
    for part in name.split("."):
        if not hasattr(found, part) and hasattr(found, "__path__"):
            importlib.import_module(f"{found.__name__}.{part}")
        found = getattr(found, part)
    return found


@each_page
def test_a_module_that_a_page_names_exists(page: Path) -> None:
    prefix = "(?:examiner[.])?" if page.name in ("architecture.md", "CONTRIBUTING.md") else "examiner[.]"
    for word in words_of_code(page):
        name = re.fullmatch(rf"{prefix}((?:{'|'.join(rooms())})(?:[.][A-Za-z_]+)*)(?:\(\))?", word)
        if name is not None and not name[1].endswith(".json"):
            assert resolve(name[1]) is not None


def test_the_page_about_the_building_lists_every_room() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?`) \|", page, re.M)
    assert sorted(re.findall(r"`(\w+)/?`", " ".join(rows))) == rooms()


def known_files() -> set[str]:
    """Return every file and folder of the project, and of the program also without the way to it."""
    names = [name_of(path) for path in tracked()]
    names += [name.removeprefix("src/examiner/") for name in names if name.startswith("src/examiner/")]
    return {*names, *(str(parent) for name in names for parent in Path(name).parents)}


@each_page
def test_a_file_that_a_page_names_exists(page: Path) -> None:
    tops = {*("src", "tests", "docs", "scripts", "benchmarks"), *rooms()}
    named = [word for word in words_of_code(page) if re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", word) and "/" in word]
    ours = {word.rstrip("/") for word in named if word.split("/")[0] in tops and not word.startswith("release/")}
    ours -= {"feedback"}  # also nbgrader's folder
    assert ours - known_files() == set()


@each_page
def test_a_link_of_a_page_leads_somewhere(page: Path) -> None:
    for link in links(page):
        target, _, anchor = link.partition("#")
        if "://" in target:
            continue
        is_fragment = page.parent == CHANGELOG and page.name != "README.md"  # it becomes a part of CHANGELOG.md
        path = ((ROOT if is_fragment else page.parent) / target).resolve() if target else page
        assert path.exists(), link
        assert not anchor or anchor in headings(path), link
