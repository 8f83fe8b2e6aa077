"""Why two reports of one submission differ."""

from __future__ import annotations

import json

from msgspec.structs import replace
from tests.fixtures.reports import make_report

from examiner.batch.causes import NOTHING, Causes
from examiner.model import TaskKey

GRADERS = {"test_double.py": "a", "test_greet.py": "b", "shapes.py": "c"}
BASIS = {"notebook": "n", "settings": "s", "versions": {"numpy": "2.0"}, "graders": GRADERS, "files": {}}
DOUBLE, GREET = TaskKey("mini", "test_double"), TaskKey("mini", "test_greet")


def test_each_task_is_told_what_it_depends_on_and_no_other_tasks_grader(mini) -> None:
    course, causes = mini.course, Causes(mini.course)
    newer = {**BASIS, "versions": {"numpy": "2.1"}, "graders": {**GRADERS, "test_double.py": "x"}}
    for name, basis in {
        "old": BASIS,
        "new": newer,
        "helper": {**BASIS, "graders": {**GRADERS, "shapes.py": "x"}},
    }.items():
        course.basis(name).parent.mkdir(parents=True, exist_ok=True)
        course.basis(name).write_text(json.dumps(basis))
    old = replace(make_report(assignment="mini"), basis="old", content="1")
    new = replace(old, basis="new")
    numpy = "version of numpy: 2.0 -> 2.1"
    assert causes.between(old, new, DOUBLE) == f"{numpy}; grader test_double.py"
    assert causes.between(old, new, GREET) == numpy
    assert causes.between(old, replace(old, basis="helper"), GREET) == "grader shapes.py"
    assert causes.between(old, replace(old, content="2")) == "submission"
    assert causes.between(old, old) == NOTHING


def test_a_report_of_an_earlier_version_tells_by_its_answers_whether_others_were_handed_in(mini) -> None:
    old = make_report(assignment="mini")
    first = replace(old.tasks[0], answer="other")
    found = Causes(mini.course).between(old, replace(old, basis="new", content="1", tasks=(first, *old.tasks[1:])))
    assert found.startswith("submission; unknown")
