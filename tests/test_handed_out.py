"""What nbgrader's commands and formgrader's buttons hand to students holds nothing of a grader's.

formgrader's buttons are calls of nbgrader's Python interface, which is used here.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from examiner import nbgrader_plugin
from examiner.batch.runner import Batch
from examiner.nbgrader_plugin import Door

CANARY = "canary-in-a-grader-77e1"
GRADER = f"""
'''Doubling'''
from examiner import hint, points

@points(5)
def test_number(student):
    '''One number'''
    assert student.double(3) == 6, hint("think of twice")  # {CANARY}
"""


@pytest.fixture
def api(mini, server, monkeypatch: pytest.MonkeyPatch) -> NbGraderAPI:
    """nbgrader's own interface to a course with an exchange."""
    exchange = mini.root.parent / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    mini.configure(f"c.Exchange.root = {str(exchange)!r}\nc.CourseDirectory.root = {str(mini.root)!r}")
    mini.configure("from examiner.nbgrader_plugin import configure\nconfigure(c)")
    mini.grader("test_double", GRADER)
    Door.clear_instance()
    monkeypatch.setattr(nbgrader_plugin, "shared_server", lambda preload, user=None: server)
    monkeypatch.chdir(mini.root)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(mini.root)).load_config()
    yield NbGraderAPI(config=Config(config))
    Door.clear_instance()


def graded_by_examiner(mini, api: NbGraderAPI, server) -> None:
    batch = Batch(mini.course, "mini", jobs=1, server=server)
    assert [report.score for report in batch.run(batch.students())] == [5.0]


def graded_by_nbgrader(mini, api: NbGraderAPI, server) -> None:
    answer = api.autograde("mini", "ada")
    assert answer["success"] is True, answer


@pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning")  # of its release_feedback
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # it leaves a file open
@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # of nbgrader's add_submission
@pytest.mark.parametrize("grade", [graded_by_examiner, graded_by_nbgrader])
def test_no_command_of_nbgraders_hands_out_what_is_a_graders(mini, api: NbGraderAPI, server, grade) -> None:
    assert api.generate_assignment("mini")["success"] is True
    assert api.release_assignment("mini")["success"] is True
    upload = mini.submit("ada", double="def double(x): return 3 * x")
    upload.with_name("timestamp.txt").write_text("2026-01-31 12:00:00 UTC")  # these two come from `nbgrader collect`
    upload.with_name("submission_secret.txt").write_text("5ec2e7")
    grade(mini, api, server)
    assert CANARY in mini.course.report_json("ada", "mini").read_text()  # staff read it there
    for _ in range(2):
        for command in (api.generate_feedback, api.release_feedback):
            answer = command("mini", "ada")
            assert answer["success"] is True, answer
    handed = [mini.root / "release", mini.root / "feedback", mini.root.parent / "exchange"]
    files = [path for folder in handed for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".html" for path in files if handed[2] in path.parents)
    assert "think of twice" in (mini.root / "feedback/ada/mini/mini.html").read_text()
    assert not [path for path in files if CANARY.encode() in path.read_bytes() or path.name == "report.json"]


def autograded_files(root: Path) -> set[str]:
    return {path.name for path in (root / "autograded/ada/mini").iterdir()}


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.parametrize("grade", [graded_by_examiner, graded_by_nbgrader])
def test_both_doors_move_the_reports_of_earlier_versions(mini, api: NbGraderAPI, server, grade) -> None:
    assert api.generate_assignment("mini")["success"] is True
    mini.submit("ada", double="def double(x): return 3 * x")
    old = mini.root / "autograded/bo/mini/report.json"
    old.parent.mkdir(parents=True)
    old.write_text(CANARY)
    grade(mini, api, server)
    assert mini.course.report_json("bo", "mini").read_text() == CANARY and not old.exists()
    assert autograded_files(mini.root) == {"mini.ipynb"}
