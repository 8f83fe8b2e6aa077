"""The course: masters earn all, releases nothing, right answers all, wrong answers lose what they must.

All of it is one graded class per assignment: each "student" hands in one answer file for every task, so the
answers of all tasks are tried in a few notebooks.
"""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from examiner.batch.runner import Batch
from examiner.course.layout import Course
from examiner.course.release import make_release, release_form
from examiner.course.settings import load_settings
from examiner.model import Outcome, Report, Task, Verdict

ROOT = Path(__file__).parents[1]
COURSE = Course.find(ROOT)
ASSIGNMENTS = COURSE.assignments()
JUNK = {
    "none": "None",
    "text": "'x'",
    "zero": "0.0",
    "nan": "float('nan')",
    "ragged": "[[1], [1, 2], None]",
    "empty": "[]",
    "dict": "{'W1': None, 1: 2}",
    "object": "object()",
    "raises": "(_ for _ in ()).throw(ValueError('no'))",
    "argument": "args[0] if args else None",
}


def answers(assignment: str, kind: str) -> dict[str, list[Path]]:
    """Return the answer files of a kind by task."""
    folder = COURSE.graders(assignment) / kind
    return {path.name: sorted(path.glob("*.py")) for path in sorted(folder.iterdir())} if folder.is_dir() else {}


def files(kind: str) -> list[tuple[str, Path]]:
    return [(a, path) for a in ASSIGNMENTS for paths in answers(a, kind).values() for path in paths]


def _junk(source: str, value: str) -> str:
    """Return an answer whose functions all return ``value``."""
    tree = ast.parse(source)
    lines = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            lines.append(f"def {node.name}(*args, **kwargs):\n    return {value}")
        elif isinstance(node, ast.ClassDef):
            lines.append(f"class {node.name}:\n    __init__ = lambda self, *args, **kwargs: None")
    return "\n\n".join(lines)


def _solutions(notebook: nbformat.NotebookNode) -> dict[str, nbformat.NotebookNode]:
    marked = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("solution")]
    return {c.metadata.nbgrader.grade_id: c for c in marked}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Report]]:
    """Grade everything once; reports by assignment and made-up student."""
    root = tmp_path_factory.mktemp("course")
    for name in ("source", "graders"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "nbgrader_config.py", root / "nbgrader_config.py")
    course = Course.find(root)
    found = {}
    for assignment in ASSIGNMENTS:
        path = course.notebook(assignment)
        for student, notebook in _class(assignment, path).items():
            folder = course.submitted(student, assignment)
            folder.mkdir(parents=True)
            nbformat.write(notebook, folder / path.name)
        batch = Batch(course, assignment)
        found[assignment] = {report.student: report for report in batch.run(batch.students())}
        assert not batch.problems
    return found


def _class(assignment: str, path: Path) -> dict[str, nbformat.NotebookNode]:
    def master() -> nbformat.NotebookNode:
        return nbformat.read(path, 4)

    students = {"master": master(), "release": release_form(master(), load_settings(ROOT))}
    for kind in ("right", "wrong"):
        for task, paths in answers(assignment, kind).items():
            for number, answer in enumerate(paths):
                notebook = students.setdefault(f"{kind}-{number:02}", master())
                _solutions(notebook)[task].source = answer.read_text(encoding="utf-8")
    for name, value in JUNK.items():
        students[f"junk-{name}"] = notebook = master()
        for cell in _solutions(notebook).values():
            cell.source = _junk(cell.source, value)
    return students


def _task(graded: dict[str, dict[str, Report]], assignment: str, path: Path) -> Task:
    """Return the result of the task that an answer file was handed in for."""
    kind, task = path.parts[-3], path.parts[-2]
    number = answers(assignment, kind)[task].index(path)
    report = graded[assignment][f"{kind}-{number:02}"]
    return next(t for t in report.tasks if t.task == task)


def _told(task: Task) -> str:
    return "\n".join(
        f"{c.name}: {c.outcome} {c.message} {c.traceback[-500:]} {c.detail[-800:]}"
        for c in task.checks
        if c.outcome != "passed"
    )


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_master_earns_everything_and_the_release_nothing(graded, assignment: str) -> None:
    master, release = graded[assignment]["master"], graded[assignment]["release"]
    assert (master.outcome, master.score, master.max_score) == (Verdict.GRADED, 100, 100), [
        _told(t) for t in master.tasks
    ]
    assert (release.outcome, release.score) == (Verdict.GRADED, 0), [_told(t) for t in release.tasks if t.score]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_grading_the_master_takes_at_most_forty_cpu_seconds(graded, assignment: str) -> None:
    assert graded[assignment]["master"].cpu_seconds <= 40


@pytest.mark.parametrize(
    ("assignment", "path"), files("right"), ids=lambda v: "/".join(v.parts[-2:]) if isinstance(v, Path) else v
)
def test_a_right_answer_earns_everything(graded, assignment: str, path: Path) -> None:
    task = _task(graded, assignment, path)
    assert task.score == task.max_score, _told(task)


@pytest.mark.parametrize(
    ("assignment", "path"), files("wrong"), ids=lambda v: "/".join(v.parts[-2:]) if isinstance(v, Path) else v
)
def test_a_typical_mistake_loses_what_it_says(graded, assignment: str, path: Path) -> None:
    task = _task(graded, assignment, path)
    first = path.read_text(encoding="utf-8").splitlines()[0]
    match = re.fullmatch(r"# loses: (>=)?([\d.]+)", first)
    assert match, f"{path}: begins with {first!r}, not with '# loses: N'"
    assert task.score is not None, _told(task)
    lost, wanted = task.max_score - task.score, float(match[2])
    assert wanted > 0
    assert lost >= wanted - 1e-6 if match[1] else lost == pytest.approx(wanted, abs=1e-3), (
        f"lost {lost:g}\n{_told(task)}"
    )


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("junk", JUNK)
def test_junk_earns_nothing_and_breaks_no_grader(graded, assignment: str, junk: str) -> None:
    report = graded[assignment][f"junk-{junk}"]
    faults = [f"{t.task}: {_told(t)}" for t in report.tasks if t.outcome is Outcome.FAULT]
    assert report.outcome is Verdict.GRADED, "\n".join(faults)
    assert report.score == 0, [
        (t.task, t.score, [c.name for c in t.checks if c.points]) for t in report.tasks if t.score
    ]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_committed_release_is_up_to_date(assignment: str) -> None:
    assert not make_release(COURSE, load_settings(ROOT), assignment, check=True).differences


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_release_run_top_to_bottom_shows_only_what_is_not_answered_yet(
    graded, assignment: str, tmp_path: Path
) -> None:
    release = graded[assignment]["release"]
    errors = {task.answer_error.strip().splitlines()[-1] for task in release.tasks if task.answer_error}
    assert all("NotImplementedError" in error for error in errors), errors


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_task_has_answers_in_other_styles_and_typical_mistakes(assignment: str) -> None:
    tasks = set(_solutions(nbformat.read(COURSE.notebook(assignment), 4)))
    right, wrong = answers(assignment, "right"), answers(assignment, "wrong")
    assert {task for task in tasks if len(right.get(task, ())) < 2} == set()
    assert {task for task in tasks if len(wrong.get(task, ())) < 3} == set()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_prose_stands_in_both_languages_side_by_side(assignment: str) -> None:
    cells = [c for c in nbformat.read(COURSE.notebook(assignment), 4).cells if c.cell_type == "markdown"]
    tags = [next(iter(set(c.metadata.get("tags", [])) & {"zh-TW", "en"}), "none") for c in cells]
    assert tags == ["zh-TW", "en"] * (len(cells) // 2)
    for zh, en in zip(cells[::2], cells[1::2], strict=True):
        assert len(re.findall(r"[\u4e00-\u9fff]", zh.source)) >= 4, zh.source
        assert not re.search(r"[\u4e00-\u9fff]{4}", en.source), en.source
        assert re.findall(r"^#+ (?:(\d+) ·)?", zh.source, re.M) == re.findall(r"^#+ (?:(\d+) ·)?", en.source, re.M)
