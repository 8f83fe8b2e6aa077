"""What nbgrader_config.py may say."""

from __future__ import annotations

import dataclasses
import os
import pickle
import pwd
from pathlib import Path

import pytest

from examiner.course.directory import Folders
from examiner.course.errors import CourseError
from examiner.course.settings import Settings, load_settings
from examiner.model import Limits

REPOSITORY = Path(__file__).parents[2]


def read(root: Path, text: str) -> Settings:
    (root / "nbgrader_config.py").write_text(text, encoding="utf-8")
    (root / "source" / "hw1").mkdir(parents=True, exist_ok=True)
    return load_settings(root)


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = read(tmp_path, "")
    assert settings == Settings(tmp_path)
    assert settings.limits("hw1") == Limits()


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        """c = get_config()
c.CourseDirectory.course_id = "deep"
c.CourseDirectory.source_directory = "masters"
c.CourseDirectory.ignore = ["*.tmp"]
c.CourseDirectory.db_url = "postgresql://host/grades"
c.Examiner.languages = ["en"]
c.Examiner.preload.append("tensorflow")
c.Examiner.spare_kernels = 5
c.Examiner.jobs = 3
c.Examiner.weights = {"hw2": 1, "hw1": 0.5}
c.Examiner.box = False
c.Examiner.box_user = "nobody"
""",
    )
    assert settings.course_id == "deep"
    assert settings.folders == Folders(source="masters")
    assert settings.ignore == ("*.tmp",)
    assert settings.db_url == "postgresql://host/grades"
    assert settings.languages == ("en",)
    assert settings.preload == ("numpy", "pandas", "matplotlib.pyplot", "tensorflow")
    assert (settings.spare_kernels, settings.jobs, settings.box) == (5, 3, False)
    assert settings.box_user == "nobody"
    assert settings.weights == (("hw1", 0.5), ("hw2", 1.0))


@pytest.mark.parametrize(
    ("text", "cell", "notebook"),
    [
        ("c.ExecutePreprocessor.timeout = 300", 300.0, 3000.0),
        ("c.Execute.timeout = 120", 120.0, 1200.0),
        ("c.ExecutePreprocessor.timeout = 30", 60.0, 600.0),
        ("c.ExecutePreprocessor.timeout = None", 60.0, 600.0),
        ("c.ExecutePreprocessor.timeout = -1", 60.0, 600.0),
        ("c.ExecutePreprocessor.timeout = 300; c.Examiner.limits = {'cell_seconds': 20}", 20.0, 3000.0),
    ],
)
def test_nbgraders_time_for_long_cells_counts_where_ours_is_not_set(
    tmp_path: Path, text: str, cell: float, notebook: float
) -> None:
    limits = read(tmp_path, text).limits("hw1")
    assert (limits.cell_seconds, limits.notebook_seconds) == (cell, notebook)


@pytest.mark.parametrize(
    ("text", "cell"),
    [("", 30.0), ("c.Execute.timeout = 5", 5.0), ("c.Examiner.limits = {'cell_seconds': 20}", 20.0)],
)
def test_with_nbgraders_runs_a_cell_has_its_time_on_the_clock(tmp_path: Path, text: str, cell: float) -> None:
    limits = read(tmp_path, f"c.Examiner.as_nbgrader = ['runs']\n{text}\n").limits("hw1")
    assert (limits.cell_seconds, limits.wall_factor) == (cell, 1.0)


def test_limits_of_an_assignment_build_on_those_of_the_course(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        "c.Examiner.limits = {'cell_seconds': 20, 'memory_mib': 512}\n"
        "c.Examiner.assignment_limits = {'hw1': {'cell_seconds': 90}}\n",
    )
    assert settings.limits("hw2") == Limits(cell_seconds=20.0, memory_mib=512)
    assert settings.limits("hw1") == Limits(cell_seconds=90.0, memory_mib=512)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("c.Examiner.language = []", r"c\.Examiner\.language: unknown; did you mean 'languages'"),
        ("c.Examinr.box = False", r"c\.Examinr: unknown section; did you mean c\.Examiner"),
        ("c.Examiner.db_url = 'x'", r"write c\.CourseDirectory\.db_url"),
        (
            "c.Examiner.limits = {'cell_second': 1}",
            "unknown limit 'cell_second'; did you mean 'cell_seconds'",
        ),
        ("c.Examiner.limits = {'cell_seconds': 0}", r"\['cell_seconds'\]: expected a number above 0, got 0"),
        ("c.Examiner.limits = {'cell_seconds': float('nan')}", "above 0"),
        ("c.Examiner.limits = {'cell_seconds': float('inf')}", "above 0"),
        ("c.Examiner.limits = {'cell_seconds': True}", "above 0"),
        ("c.Examiner.limits = {'cell_seconds': '60'}", "above 0"),
        ("c.Examiner.limits = {'processes': 1.5}", "expected a whole number, got 1.5"),
        ("c.Examiner.limits = {5: 1}", "unknown limit 5"),
        ("c.Examiner.limits = [1]", r"c\.Examiner: .*limits"),
        ("c.Examiner.assignment_limits = {'hw11': {}}", "no such assignment; did you mean 'hw1'"),
        ("c.Examiner.assignment_limits = {'hw1': 3}", "expected a dict of limits, got 3"),
        ("c.Examiner.assignment_limits = {'hw1': {'ram': 3}}", r"\['hw1'\]: unknown limit 'ram'"),
        ("c.Examiner.box = 'yes'", r"c\.Examiner: .*box"),
        ("c.Examiner.jobs = -1", "jobs"),
        (
            "c.Examiner.weights = {'hw1': '40%'}",
            r"weights\['hw1'\]: expected a number from 0 on, such as 0.4, got '40%'",
        ),
        ("c.Examiner.weights = {'hw1': -1}", "expected a number from 0 on"),
        ("c.Examiner.weights = {'hw1': float('nan')}", "expected a number from 0 on"),
        ("c.Examiner.weights = {'hw1': True}", "expected a number from 0 on"),
        ("c.Examiner.weights = {1: 1}", "1 is no assignment's name"),
        ("c.Examiner.languages = 5", "languages"),
        ("c.Examiner.languages = []", "name at least one"),
        ("c.Examiner.languages = ['English']", "'English' is no language code"),
        ("c.Examiner.preload = ['numpy as np']", "'numpy as np' is no module name"),
        ("c.CourseDirectory.course_id = 3", r"course_id: expected str, got 3"),
        ("c.CourseDirectory.source_directory = '/srv'", "no folder inside the course"),
        ("c.CourseDirectory.source_directory = '../x'", "no folder inside the course"),
        ("c.CourseDirectory.directory_structure = '{student_id}'", "only .* is supported"),
        ("c.CourseDirectory.root = '/etc'", "the course is the folder of this file, .*, and not /etc; remove it"),
        ("x = 1\n1/0", "line 2: ZeroDivisionError"),
        ("x = 1\n\nif:", "line 3: SyntaxError"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CourseError, match=message) as caught:
        read(tmp_path, text)
    assert str(tmp_path / "nbgrader_config.py") in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"nbgrader_config\.py is missing"):
        load_settings(tmp_path)


def test_sections_of_nbgrader_are_let_through(tmp_path: Path) -> None:
    assert read(tmp_path, "c.Exchange.root = ''\nc.Execute.timeout = 3\n") == Settings(tmp_path)


def test_nbgraders_root_may_be_set_if_it_is_this_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    for root in (tmp_path, tmp_path / "link", "/nowhere/as/in/a/container"):
        assert read(tmp_path, f"c.CourseDirectory.root = {str(root)!r}") == Settings(tmp_path)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("c.Exchange.course_id = 'garden'", "garden"),
        ("c.NbGrader.course_id = 'garden'", "garden"),
        ("c.NbGraderConfig.course_id = 'garden'", "garden"),
        ("c.CourseDirectory.course_id = 'new'\nc.Exchange.course_id = 'garden'", "garden"),
        ("c.CourseDirectory.course_id = ' '", "default_course"),
        ("c = get_config()", "default_course"),
    ],
)
def test_a_course_has_a_name_however_old_its_settings_are(tmp_path: Path, text: str, name: str) -> None:
    assert read(tmp_path, text).course_id == name


def test_older_names_of_settings_hold(tmp_path: Path) -> None:
    settings = read(tmp_path, "c.NbGrader.source_directory = 'masters'\nc.NbGrader.db_url = 'sqlite:///old.db'")
    assert (settings.folders.source, settings.db_url) == ("masters", f"sqlite:///{tmp_path}/old.db")


def test_a_relative_gradebook_lies_in_the_course(tmp_path: Path) -> None:
    settings = read(tmp_path, "c.CourseDirectory.db_url = 'sqlite:///grades.db'")
    assert settings.db_url == f"sqlite:///{tmp_path}/grades.db"
    absolute = read(tmp_path, "c.CourseDirectory.db_url = 'sqlite:////srv/grades.db'")
    assert absolute.db_url == "sqlite:////srv/grades.db"


def test_the_fingerprint_changes_with_what_scores_depend_on_and_with_nothing_else() -> None:
    settings = Settings(Path("/a"), special_limits=(("hw1", Limits(deaths=1)),))
    same = dataclasses.replace(settings, root=Path("/b"), jobs=9, spare_kernels=9, db_url="x", box_user="x")
    assert same.fingerprint() == settings.fingerprint()
    for change in (
        {"default_limits": Limits(cell_seconds=1)},
        {"special_limits": ()},
        {"preload": ("numpy",)},
        {"box": False},
        {"languages": ("en",)},
    ):
        assert dataclasses.replace(settings, **change).fingerprint() != settings.fingerprint()


def test_the_fingerprint_of_an_assignment_ignores_the_limits_of_others() -> None:
    one = Settings(Path("/a"), special_limits=(("hw1", Limits(deaths=1)),))
    two = Settings(Path("/a"), special_limits=(("hw1", Limits(deaths=1)), ("hw2", Limits(deaths=2))))
    assert one.fingerprint("hw1") == two.fingerprint("hw1")
    assert one.fingerprint("hw2") != two.fingerprint("hw2")


@pytest.mark.parametrize(("name", "uid"), [("", None), ("54321", 54321), ("nobody", pwd.getpwnam("nobody").pw_uid)])
def test_the_user_of_the_box_is_a_name_or_a_number(monkeypatch: pytest.MonkeyPatch, name: str, uid: int | None) -> None:
    settings = Settings(Path("/a"), box_user=name)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert settings.box_uid() == uid
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert settings.box_uid() is None  # who is not root cannot become anybody


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no-such-user", "no user 'no-such-user'"),
        ("0", "unprivileged"),
        ("root", "unprivileged"),
        (str(2**32), "number"),
    ],
)
def test_a_user_whom_the_box_cannot_become_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, message: str) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(CourseError, match=rf"/a/nbgrader_config\.py: c\.Examiner\.box_user: .*{message}"):
        Settings(Path("/a"), box_user=name).box_uid()


def test_settings_survive_pickling(tmp_path: Path) -> None:
    settings = read(tmp_path, "c.Examiner.assignment_limits = {'hw1': {'deaths': 1}}")
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_the_settings_of_this_repository_are_sound_and_turn_the_exchange_off() -> None:
    from nbgrader.apps.api import NbGraderAPI  # slow to import
    from traitlets.config import PyFileConfigLoader

    settings = load_settings(REPOSITORY)
    assert (settings.course_id, settings.db_url) == ("deep_learning", "")
    config = PyFileConfigLoader("nbgrader_config.py", path=str(REPOSITORY)).load_config()
    assert NbGraderAPI(config=config).exchange_missing


def test_the_students_files_are_nbgraders_setting(tmp_path: Path) -> None:
    settings = read(tmp_path, 'c.Autograde.exclude_overwriting = {"hw1": ["helper.py"]}\n')
    assert settings.students_files("hw1") == {"helper.py"}
    assert settings.students_files("hw2") == read(tmp_path, "").students_files("hw1") == frozenset()
    settings = read(tmp_path, 'c.Autograde.exclude_overwriting.update({"hw1": ["helper.py"]})\n')
    assert settings.students_files("hw1") == {"helper.py"}


@pytest.mark.parametrize("line", ["= [{}]", ".extend([{}])", ".append({})"])
@pytest.mark.parametrize("section", ["CourseDirectory", "NbGrader"])
def test_students_are_listed_in_any_way_that_a_list_is_set(tmp_path: Path, line: str, section: str) -> None:
    settings = read(tmp_path, f"c.{section}.db_students{line.format('dict(id=7)')}\n")
    assert settings.listed_students() == [{"id": 7}]
    assert read(tmp_path, "").listed_students() == []


@pytest.mark.parametrize(
    ("value", "place"), [("'ada'", ""), ("['ada']", "[0]"), ("[dict(id='a'), {'student': 'b'}]", "[1]")]
)
def test_what_is_no_student_is_refused_by_its_place(tmp_path: Path, value: str, place: str) -> None:
    with pytest.raises(CourseError) as refused:
        read(tmp_path, f"c.CourseDirectory.db_students = {value}\n").listed_students()
    start = f"{tmp_path / 'nbgrader_config.py'}: c.CourseDirectory.db_students{place}: expected a "
    assert str(refused.value).startswith(start) and "dict(id='ada', first_name='Ada'" in str(refused.value)
