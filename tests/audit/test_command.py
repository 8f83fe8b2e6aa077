"""``examiner audit`` from end to end on a small course: what is sound passes, and each planted flaw is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from nbformat.v4 import new_markdown_cell
from tests.audit.course import CONTRACT, GRADERS, NAME, AuditedCourse, cell_of

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schema/audit.schema.json").read_text())


@pytest.fixture
def audited(small: AuditedCourse, examiner) -> Callable[..., tuple[dict, int]]:
    """Returns what the command prints for machines, and its exit code."""

    def run(*arguments: str) -> tuple[dict, int]:
        done = examiner(small.root, "audit", NAME, "--json", *arguments)
        lines = done.stdout.splitlines()
        assert len(lines) == 1, done.stderr
        found = json.loads(lines[0])
        jsonschema.validate(found, SCHEMA)
        return found, done.returncode

    return run


def test_a_sound_course_passes(small: AuditedCourse, audited) -> None:
    found, code = audited()
    assert code == 0 and found["passed"], found
    numbers = {"reference_score": 5, "release_score": 0, "max_score": 5, "leaks": 0, "faults": 0, "survivors": 0}
    numbers |= {"equivalents_total": 2, "equivalents_full": 2, "wrong_total": 3, "wrong_caught": 3, "junk_points": 0}
    numbers |= {"listed_equivalent": 2, "stale": 0}
    assert {name: found[name] for name in numbers} == numbers
    assert found["killed"] == found["mutants"] >= 20
    (row,) = found["stability"]
    assert (row["task"], row["seeds"], row["threshold"], row["good"]) == ("guess", 20, 0.9, True)
    assert 0.9 <= row["worst"] <= row["mean"] <= 1


def test_points_that_a_person_gives_are_counted_apart(small: AuditedCourse, audited) -> None:
    notebook = small.notebook()
    essay = new_markdown_cell("Why?")
    essay.metadata.nbgrader = {"schema_version": 3, "grade_id": "essay", "grade": True, "solution": True, "points": 7}
    essay.metadata.nbgrader |= {"locked": False, "task": False, "cell_type": "markdown"}
    notebook.cells.append(essay)
    small.save(notebook)
    found, code = audited("--quick")
    assert code == 0 and found["passed"], found
    assert (found["reference_score"], found["max_score"], found["manual_points"]) == (5, 5, 7)


def test_planted_flaws_are_each_found(small: AuditedCourse, audited) -> None:
    small.write("test_scale.py", GRADERS["scale"].replace("for low in (0.0, 2.5)", "for low in (0.0,)"))  # weak
    small.write("right/guess/numpy_only.py", "def guess(x, y):\n    return [0, 1]")  # taken for right, loses
    small.write("wrong/scale/fine.py", f"# loses: 1\n{_answer(small, 'scale')}")  # taken for wrong, loses nothing
    small.write("wrong/scale/list.py", "# loses: >=1\ndef scale(x, low=0.0):\n    return {'a': 1}")
    line = "found = array(predict(x), x.shape)\n"
    faulty = GRADERS["guess"].replace(line, f"{line}            1 / int((found == y).sum())\n")  # if none is right
    small.write("test_guess.py", faulty)
    notebook = small.notebook()
    cell_of(notebook, "scale").source += "\n# return shifted / np.abs(shifted).max()\n"
    cell_of(notebook, "test_guess").source += "\nassert guess([0, 4], [0, 1]) is None"  # rejects every right answer
    small.save(notebook)
    found, code = audited()
    assert code == 1 and not found["passed"]
    assert ["(test_guess): AssertionError" in text for text in found["unsound"]] == [True] and not found["sound"]
    assert any("low" in row["line"] for row in found["survivor_details"]) and found["kill_rate"] < 1
    assert "-    shifted = x - low" in "".join(row["diff"] for row in found["survivor_details"])
    assert [row["file"] for row in found["right_details"]] == ["right/guess/numpy_only.py"]
    assert {"wrong/scale/fine.py"} <= {row["file"] for row in found["wrong_details"]}
    assert found["faults"] > 0 and all(row["task"] == "guess" for row in found["fault_details"])
    assert "ZeroDivisionError" in found["fault_details"][0]["detail"]
    assert [leak["cell"].split()[-1] for leak in found["leak_details"]] == ["(scale)"]


def _answer(small: AuditedCourse, task: str) -> str:
    return cell_of(small.notebook(), task).source


@pytest.mark.parametrize(
    ("name", "old", "new", "bar"),
    [
        ("test_guess.py", ", 0.9)", ", 1.5)", "master"),
        ("test_scale.py", "@points(1)", "@points(3)", "sound"),
        ("equivalent_mutants.toml", "x, y = x[order], y[order]", "x, y = x[ordre], y[ordre]", "stale"),
        ("wrong/guess/baseline_zero.py", "0 * np", "np.random.default_rng(0).integers(2) + 0 * np", "baseline"),
    ],
)
def test_each_bar_alone_is_enough(small: AuditedCourse, audited, name: str, old: str, new: str, bar: str) -> None:
    path = small.graders / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    task = "scale" if "scale" in name else "guess"
    if bar == "baseline":
        path.rename(path.with_name("zero.py"))
    found, code = audited("--quick", "--task", task)
    assert code == 1 and not found["passed"]
    if bar == "master":
        assert found["reference_score"] < found["max_score"] and not found["sound"]
    elif bar == "sound":
        assert not found["sound"] and "carry" in "".join(row["detail"] for row in found["fault_details"])
    elif bar == "stale":
        assert found["stale"] == 1 and "ordre" in found["stale_details"][0]
    else:
        assert not found["stability"][0]["good"]


def test_a_grader_that_depends_on_the_seed_is_found(small: AuditedCourse, audited) -> None:
    notebook = small.notebook()
    cell = cell_of(notebook, "guess")
    cell.source = cell.source.replace("/ 2\n", "/ 2 * (np.random.default_rng(7).random() < 0.7)\n")
    small.save(notebook)
    found, code = audited("--task", "guess")
    (row,) = found["stability"]
    assert code == 1 and row["failed_seeds"] and 0 not in row["failed_seeds"]
    assert row["worst"] < 0.9 <= row["mean"] + 0.5


def test_people_read_a_table_and_diffs(small: AuditedCourse, examiner) -> None:
    small.add_contract()
    weak = CONTRACT["test_scale.py"].replace("for low in (0.0, 2.5)", "for low in (0.0,)")
    small.write("test_scale.py", weak.replace('demands("shape")', 'demands("form")'))
    done = examiner(small.root, "audit", NAME, "--task", "scale")
    assert done.returncode == 1 and "NOT PASSED" in done.stdout
    for text in ("scale, form: unknown id", "scale, shape: no check", "1 of 2 demands covered"):
        assert text in done.stdout
    assert "survivor scale" in done.stdout and "[[mutant]]" in done.stdout and "mutants caught" in done.stdout


def test_wrong_usage_is_told(small: AuditedCourse, examiner) -> None:
    for arguments in ([], [NAME, "--all"], ["week2"], [NAME, "--task", "scael"]):
        done = examiner(small.root, "audit", *arguments)
        assert done.returncode == 2 and done.stderr and "Traceback" not in done.stderr, arguments
    small.write("equivalent_mutants.toml", "[[mutant]]\ntask = 3\n")
    done = examiner(small.root, "audit", NAME)
    assert done.returncode == 2 and "entry 1: task is missing" in done.stderr
