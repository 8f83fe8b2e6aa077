"""The demo's flow, on a small course: what is handed in, graded and said, and that the course itself stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from examiner.cli import demo
from examiner.course.errors import CourseError

WRONG = "def double(x):\n    return 0\n"


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def example(mini, monkeypatch: pytest.MonkeyPatch):
    """A small course with a mistake to make, and a class of three."""
    (mini.root / "graders/mini/wrong/double").mkdir(parents=True)
    (mini.root / "graders/mini/wrong/double/1_zero.py").write_text(WRONG)
    chosen = tuple(each for each in demo.CLASS if each.name in ("ada", "emil", "fang", "王小明, 二年級"))
    unusual = demo.Example(chosen[-1].name, "two mistakes", demo.mistaken("double"))
    monkeypatch.setattr(demo, "ASSIGNMENT", "mini")
    monkeypatch.setattr(demo, "CLASS", (*chosen[:-1], unusual))
    return mini


def test_the_demo_grades_its_class_in_a_copy_and_says_where_everything_lies(example, tmp_path: Path) -> None:
    before, told = files(example.root), []
    places = dict(demo.run(example.course, tmp_path / "copy", told.append))
    assert files(example.root) == before
    assert list(places) == ["COURSE", "GRADEBOOK", "FEEDBACK", "REPORT"]
    assert all(Path(place).exists() for place in places.values())
    assert Path(places["COURSE"]) == tmp_path / "copy"
    pages = sorted(path.parts[-3] for path in Path(places["FEEDBACK"]).rglob("*.html") if path.parent.name == "mini")
    assert pages == ["ada", "emil", "fang", "王小明, 二年級"]
    scores = {line.split("/")[0].split()[0]: line.split("/")[0].split()[-1] for line in told if " / 10 " in line}
    assert scores["ada"] == "10.0" and scores["emil"] == scores["王小明,"] == "5.0" and float(scores["fang"]) < 5


def test_the_demo_writes_into_no_folder_that_is_there(example, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="exists already"):
        dict(demo.run(example.course, tmp_path, lambda line: None))


def test_each_student_of_the_class_hands_in_something_of_their_own() -> None:
    names = [each.name for each in demo.CLASS]
    assert len(set(names)) == len({each.story for each in demo.CLASS}) == 12
