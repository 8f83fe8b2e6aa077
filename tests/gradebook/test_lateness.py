"""Penalties for coming late are those of the course's own plugin, and go with their reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from nbgrader.api import Gradebook
from traitlets.config import Config

from examiner.gradebook.errors import GradebookError
from examiner.gradebook.lateness import LatePenalties
from examiner.gradebook.writer import GradebookWriter

PLUGIN = """
from nbgrader.plugins import BasePlugin

class Half(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return {value}
"""


def due(course, when: str) -> None:
    with Gradebook(course.db_url, "demo") as gradebook:
        gradebook.update_or_create_assignment("hw1", duedate=when)


def penalty(course) -> float | None:
    with Gradebook(course.db_url, "demo") as gradebook:
        return gradebook.find_submission_notebook("hw1", "hw1", "ada").late_submission_penalty


@pytest.fixture
def write(course, answers, tools, monkeypatch):
    """Write ada's report, of 10 points, with a plugin of the course's."""

    def run(plugin: str | None = None, **changes):
        config = Config()
        config.LateSubmissionPlugin.penalty_method = "zero"
        if plugin is not None:
            name = f"late_{abs(hash(plugin))}"
            (course.root / f"{name}.py").write_text(PLUGIN.format(value=plugin))
            config.AssignLatePenalties.plugin_class = f"{name}.Half"
        report = replace(tools["report"]("ada", answers["ada"]), **changes)
        late = LatePenalties(config, Path(course.root))
        with GradebookWriter(course.db_url, "demo", late=late) as writer:
            return writer.write(report, None).told(report)

    return run


def test_who_is_late_loses_what_the_method_says_and_gets_it_back(course, write):
    due(course, "2030-01-02 00:00:00 UTC")
    write()
    assert penalty(course) == 10.0
    due(course, "2030-02-02 00:00:00 UTC")
    write()
    assert not penalty(course)


def test_who_comes_in_time_loses_nothing(course, write):
    due(course, "2030-01-03 00:00:00 UTC")
    write()
    assert not penalty(course)


@pytest.mark.parametrize(
    ("plugin", "off"),
    [("score / 2", 5.0), ("99", 10.0), ("-3", 0.0), ("None", None), ("total_seconds_late / 1e4", 1.1)],
)
def test_the_courses_own_plugin_decides_within_the_score(course, write, plugin, off):
    due(course, "2030-01-02 00:00:00 UTC")
    assert write(plugin) == []
    assert (penalty(course) or 0.0) == pytest.approx(off or 0.0, abs=0.01)


@pytest.mark.parametrize("plugin", ["1 / 0", "float('nan')", "'much'"])
def test_a_plugin_that_fails_is_told_and_what_was_taken_off_stays(course, write, plugin):
    due(course, "2030-01-02 00:00:00 UTC")
    write("3.0")
    (told,) = write(plugin)
    assert told.startswith("ada: the late submission plugin ")
    assert penalty(course) == 3.0


def test_a_plugin_that_is_missing_stops_before_anything_is_changed(course):
    config = Config()
    config.AssignLatePenalties.plugin_class = "nowhere.Plugin"
    with pytest.raises(GradebookError, match=r"plugin_class"):
        LatePenalties(config, Path(course.root))


def test_a_time_that_cannot_be_read_erases_nothing_and_is_told(course, write):
    due(course, "2030-01-02 00:00:00 UTC")
    write("3.0")
    (told,) = write("3.0", timestamp=None, unread_time="next week")
    assert "'next week'" in told and penalty(course) == 3.0
    write("3.0", timestamp=None)
    assert not penalty(course)
