"""The suite is no brake: its recorded seconds stay within bars, and the record knows today's tests.

``make durations`` records a whole run, on a machine that does nothing else.
"""

from __future__ import annotations

from pathlib import Path

from tests.suite import DURATIONS, read_durations

ROOT = Path(__file__).parents[1]
WORKERS = 2  # of `make test`
MOST_MINUTES = 20.0
MOST_SECONDS = 20.0  # of one test
SLOW = {  # how a test's id begins: why it may take longer
    "tests/test_course.py::": "the first that looks at a homework's audit waits for it",
    "tests/test_submissions.py::": "the first that looks at the class of attackers waits for its grading",
    "tests/cli/test_commands.py::test_release_grade_feedback_and_report_work_in_a_row": "six real commands",
    "tests/dropin/test_dropin.py::test_random_courses": "two programs release and grade the same courses",
    "tests/dropin/test_guide.py::": "two programs release and grade the same courses",
    "tests/audit/test_command.py::test_a_sound_course_passes": "a whole audit",
    "tests/starting/test_course.py::test_a_new_assignment_holds_every_bar": "a whole audit",
    "tests/audit/test_command.py::test_planted_flaws_are_each_found": "a whole audit, with each kind of flaw",
    "tests/test_bad_input.py::test_a_gradebook_that_another_program_holds": "waits for a lock as long as the program does",
    "tests/test_batch.py::test_from_the_third_student": "a class is graded six times",
    "tests/test_batch.py::test_hogs_beside_an_honest_notebook": "a class beside sixteen busy processes a core",
    "tests/docs/test_tutorials.py::": "a tutorial from its first command to its last",
    "tests/test_faults.py::": "a class is graded, disturbed, and graded again",
    "tests/test_proofs.py::test_a_run_of_pytest_adds": "real runs of pytest, with workers and without",
    "tests/test_suite.py::test_a_module_runs_on_one_worker": "a real run of pytest with workers",
    "tests/test_several_people.py::": "two real Jupyter servers beside a real run",
    "tests/test_nbgrader_doors.py::": "nbgrader's real commands and a real Jupyter server",
}
SKIPPED = {"tests/gradebook/test_postgres.py": "where PostgreSQL is not installed"}


def test_the_whole_suite_takes_less_than_twenty_minutes() -> None:
    assert sum(read_durations().values()) / WORKERS / 60 < MOST_MINUTES


def test_no_test_takes_long_without_a_reason() -> None:
    slow = {name: seconds for name, seconds in read_durations().items() if seconds > MOST_SECONDS}
    assert not {name: seconds for name, seconds in slow.items() if not name.startswith(tuple(SLOW))}


def test_the_list_of_slow_tests_names_only_tests_that_there_are() -> None:
    assert not [start for start in SLOW if not any(name.startswith(start) for name in read_durations())]


def test_the_record_knows_every_module_of_tests_and_no_other() -> None:
    recorded = {name.partition("::")[0] for name in read_durations()}
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    assert recorded <= there <= recorded | set(SKIPPED), f"run: make durations, and commit {DURATIONS.name}"
