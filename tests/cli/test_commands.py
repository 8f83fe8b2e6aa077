"""The command line: what it prints, its JSON, its exit codes, its help."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from pathlib import Path

import jsonschema
import pytest
from scripts.reference import commands
from tests.fixtures.commands import BIN, real_examiner

ROOT = Path(__file__).parents[2]


def schema(name: str) -> dict:
    return json.loads((ROOT / f"docs/schema/{name}.schema.json").read_text())


def test_release_grade_feedback_and_report_work_in_a_row(mini) -> None:
    mini.configure(
        "import os, pathlib\n"
        "with open(pathlib.Path(__file__).with_name('executions'), 'a') as file:\n    file.write(f'{os.getpid()} ')"
    )
    done = real_examiner(mini.root, "release", "mini")
    assert done.returncode == 0, done.stderr
    assert "YOUR CODE HERE" in (mini.root / "release/mini/mini.ipynb").read_text()
    assert real_examiner(mini.root, "release", "mini", "--check").returncode == 0

    mini.submit("ada")
    mini.submit("bo", double="def double(x): return 0")
    done = real_examiner(mini.root, "grade", "mini", "--json", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    lines = {row["student"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert {name: row["score"] for name, row in lines.items()} == {"ada": 10, "bo": 5}
    row = lines["bo"]
    assert {"assignment", "outcome", "max_score", "seconds", "cpu_seconds", "cached", "tasks"} <= set(row)
    assert row["tasks"][0]["task"] == "double"
    assert {"name", "outcome", "points", "max_points", "message"} <= set(row["tasks"][0]["checks"][0])
    for name in lines:
        jsonschema.validate(lines[name], schema("grade"))
        jsonschema.validate(
            json.loads((mini.root / f".examiner/reports/mini/{name}.json").read_text()), schema("report")
        )

    done = real_examiner(mini.root, "grade", "mini")
    assert done.returncode == 0 and "unchanged" in done.stdout
    done = real_examiner(mini.root, "feedback", "mini")
    assert done.returncode == 0
    assert "想想兩倍" in (mini.root / "feedback/bo/mini/mini.html").read_text()
    jsonschema.validate(json.loads((mini.root / "feedback/bo/mini/feedback.json").read_text()), schema("feedback"))
    done = real_examiner(mini.root, "report", "mini", "--json")
    assert Path(json.loads(done.stdout)["path"]).is_file()
    assert (mini.root / "feedback/mini.csv").read_text().count("\n") > 3
    assert len(set((mini.root / "executions").read_text().split())) == 6  # by each command's process, and no worker
    assert len((mini.root / "executions").read_text().split()) == 6, "a process executed the settings twice"


def test_without_an_assignment_the_report_is_on_the_whole_course(mini, examiner) -> None:
    done = examiner(mini.root, "report")
    assert done.returncode == 1 and "nothing is graded yet" in done.stderr
    mini.submit("ada")
    examiner(mini.root, "grade", "mini")
    for arguments in ((), ("--all",)):
        done = examiner(mini.root, "report", *arguments)
        assert (done.returncode, Path(done.stdout.strip()).name) == (0, "all-assignments.html")
    (line,) = examiner(mini.root, "report", "--all", "--json").stdout.splitlines()
    jsonschema.validate(json.loads(line), schema("class"))
    assert examiner(mini.root, "report", "mini", "--all").returncode == 2


def test_a_run_ends_with_a_line_that_counts_who_needs_a_person(mini, examiner) -> None:
    mini.submit("ada")
    mini.submit("bo", double="def double(x): return 0")
    mini.submit("cy").write_text("{")
    done = examiner(mini.root, "grade", "mini")
    assert done.stdout.splitlines()[-1] == "2 of 3 graded, mean 7.5 of 10; 1 rejected"
    done = examiner(mini.root, "grade", "mini", "-s", "ada")
    assert done.stdout.splitlines()[-1] == "1 of 1 graded, mean 10 of 10; 1 unchanged"


def test_where_nobody_has_handed_in_the_folder_is_named_and_the_command_fails(mini, examiner) -> None:
    for arguments in ((), ("--json",)):
        done = examiner(mini.root, "grade", "mini", *arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.splitlines()[-1] == (
            f"error: nobody has handed in mini: looked for {mini.root}/submitted/<student>/mini/"
        )
    (mini.root / "submitted/ada/Mini").mkdir(parents=True)
    assert "submitted/ada/Mini is not graded: if it is mini, rename it" in examiner(mini.root, "grade", "mini").stderr


def test_what_settings_and_plugins_print_is_no_part_of_a_commands_output(mini, examiner) -> None:
    (mini.root / "talking.py").write_text(
        "from nbgrader.plugins import BasePlugin\nprint('plugin read')\n\n"
        "class Late(BasePlugin):\n    def late_submission_penalty(self, student, score, late):\n        return 1\n"
    )
    mini.configure("print('settings read')\nc.AssignLatePenalties.plugin_class = 'talking.Late'")
    mini.submit("ada")
    done = examiner(mini.root, "grade", "mini", "--json")
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["student"] == "ada"
    assert {"settings read", "plugin read"} <= {*done.stderr.splitlines()}


def test_a_full_disk_ends_the_run_with_one_line(mini, examiner, monkeypatch) -> None:
    for name in ("ada", "bo", "cy"):
        mini.submit(name)

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("examiner.batch.writing.store", full)
    done = examiner(mini.root, "grade", "mini")
    assert done.returncode == 1
    assert done.stderr.count("No space left") == 1
    assert done.stdout.splitlines()[-1] == "0 of 3 graded; 3 not written or not reached"


def test_ctrl_c_ends_the_command_and_keeps_what_is_done(mini) -> None:
    mini.submit("ada")
    mini.submit("zoe", double="import time\nwhile True: time.sleep(1)\n")
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "NO_COLOR": "1"}
    examiner = [str(BIN / "examiner"), "grade", "mini", "--json", "--jobs", "1"]
    # A suite that a shell has put into the background ignores Ctrl-C, and so would whatever it starts.
    command = ["env", "--default-signal=INT", *examiner]
    with subprocess.Popen(
        command,
        cwd=mini.root,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    ) as run:
        assert run.stdout is not None and run.stderr is not None
        assert json.loads(run.stdout.readline())["student"] == "ada"
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to the whole group
        assert "stopped: 1 of 2 done" in run.stderr.read()
        assert run.wait() == 130
    assert (mini.root / ".examiner/reports/mini/ada.json").exists()
    assert not (mini.root / ".examiner/reports/mini/zoe.json").exists()


def test_the_version_is_told(examiner) -> None:
    assert re.fullmatch(r"examiner \d+\.\d+\.\d+\n", examiner(Path.cwd(), "--version").stdout)


def test_a_release_that_is_out_of_date_is_said_so(mini, examiner) -> None:
    assert examiner(mini.root, "release", "mini").returncode == 0
    path = mini.root / "release/mini/mini.ipynb"
    path.write_text(path.read_text().replace("# Mini", "# Other"))
    done = examiner(mini.root, "release", "mini", "--check")
    assert done.returncode == 1
    assert "out of date. Run: examiner release mini" in done.stderr


def test_what_needs_a_person_ends_with_1_and_wrong_usage_with_2(mini, examiner) -> None:
    mini.submit("ada")
    mini.submit("bo").write_text("{")
    done = examiner(mini.root, "grade", "mini")
    assert done.returncode == 1
    assert "rejected" in done.stdout and "line 1" in done.stdout
    for arguments in (["grade", "mimi"], ["grade", "mini", "-s", "adda"], ["grade"], ["nonesuch"], ["grade", "../x"]):
        done = examiner(mini.root, *arguments)
        assert done.returncode == 2, arguments
        assert done.stderr and "Traceback" not in done.stderr
    assert "did you mean 'mini'" in examiner(mini.root, "grade", "mimi").stderr


def test_outside_a_course_the_remedy_is_told(tmp_path: Path, examiner) -> None:
    done = examiner(tmp_path, "grade", "mini")
    assert done.returncode == 2
    assert "lies in no course" in done.stderr


def test_an_unknown_setting_is_refused_with_its_place(mini, examiner) -> None:
    mini.configure("c.Examiner.limits = {'cell_secnds': 3}")
    mini.submit("ada")
    done = examiner(mini.root, "grade", "mini")
    assert done.returncode == 2
    assert "cell_secnds" in done.stderr and "cell_seconds" in done.stderr and "nbgrader_config.py" in done.stderr


def test_grading_without_the_box_is_explicit_and_marked(mini, examiner) -> None:
    mini.submit("ada")
    done = examiner(mini.root, "grade", "mini", "--no-box")
    assert done.returncode == 0, done.stderr
    assert "WITHOUT THE BOX" in done.stdout
    report = json.loads((mini.root / ".examiner/reports/mini/ada.json").read_text())
    assert (report["boxed"], report["score"]) == (False, 10)
    assert examiner(mini.root, "report", "mini").returncode == 0
    page = next((mini.root / "feedback").glob("*.html")).read_text()
    assert re.search("isolation|box|隔離", page)


def test_a_students_page_says_that_there_was_no_box(mini, examiner) -> None:
    mini.submit("ada")
    assert examiner(mini.root, "grade", "mini", "--no-box").returncode == 0
    assert examiner(mini.root, "feedback", "mini").returncode == 0
    assert "Graded without isolation" in (mini.root / "feedback/ada/mini/mini.html").read_text()
    assert examiner(mini.root, "grade", "mini").returncode == 0  # a run with the box replaces it
    report = json.loads((mini.root / ".examiner/reports/mini/ada.json").read_text())
    assert report["boxed"] is True and report["cached"] is False


def test_without_isolation_grading_refuses_and_writes_nothing(mini) -> None:
    mini.submit("ada")
    done = real_examiner(mini.root, "grade", "mini", PATH=str(BIN))  # no bubblewrap to be found there
    assert done.returncode == 1
    assert "bubblewrap is not installed. Run: apt-get install bubblewrap" in done.stderr
    assert not (mini.root / "autograded/ada").exists()


def test_a_command_uses_the_server_it_is_given_and_refuses_one_that_does_not_fit(mini, server) -> None:
    mini.submit("ada")
    done = real_examiner(mini.root, "grade", "mini", "--jobs", "1", EXAMINER_SERVER=str(server.folder))
    assert done.returncode == 0, done.stderr
    assert server.alive()
    mini.configure("c.Examiner.preload = ['json']")
    done = real_examiner(mini.root, "grade", "mini", "--force", "--server", str(server.folder))
    assert done.returncode == 1 and "has imported numpy" in done.stderr
    done = real_examiner(mini.root, "grade", "mini", "--force", "--server", str(mini.root))
    assert done.returncode == 1 and "no fork server runs there" in done.stderr


def test_feedback_before_grading_says_what_to_do(mini, examiner) -> None:
    mini.submit("ada")
    done = examiner(mini.root, "feedback", "mini")
    assert done.returncode == 1
    assert "examiner grade mini" in done.stderr


def test_the_doctor_tries_the_box_for_real(tmp_path: Path, examiner) -> None:
    done = examiner(tmp_path, "doctor", "--json")
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, findings
    assert all(finding["good"] for finding in findings)
    assert sum(finding["what"].startswith("box:") for finding in findings) >= 8


@pytest.mark.parametrize("configured", [True, False])
def test_nbgraders_own_door_without_a_box_is_told_with_the_line_that_mends_it(mini, examiner, configured) -> None:
    line = "from examiner.nbgrader_plugin import configure; configure(c)"
    with open(mini.root / "nbgrader_config.py", "a") as file:
        file.write(f'\ndel c["Autograde"]\n{line if configured else ""}\n')
    for arguments in (("doctor",), ("grade", "mini"), ("release", "mini")):
        done = examiner(mini.root, *arguments)
        told = done.stdout if arguments == ("doctor",) else done.stderr
        assert ("outside the box, as you" in told, line in told) == (not configured, not configured), arguments


def test_every_command_is_helped_with_an_example(examiner) -> None:  # tests/house/test_reference.py: and documented
    for command in (name.removeprefix("examiner ") for name in commands() if name != "examiner"):
        assert f"Example: examiner {command}" in examiner(Path.cwd(), *command.split(), "--help").stdout


@pytest.mark.parametrize(
    "arguments",
    [("audit", "mini", "--quick", "--json"), ("doctor",), ("data", "list")],
    ids=lambda given: given[0],
)
def test_a_command_works_in_a_process_of_its_own(mini, arguments: tuple[str, ...]) -> None:
    done = real_examiner(mini.root, *arguments)
    needs_a_person = False
    if arguments[0] == "audit":
        result = json.loads(done.stdout)
        jsonschema.validate(result, schema("audit"))
        assert result["reference_score"] == result["max_score"]
        needs_a_person = not result["passed"]  # a small course: some mutants live
    assert (done.returncode, "Traceback" in done.stderr) == (int(needs_a_person), False), done.stderr
    assert {"audit": "killed", "doctor": "bubblewrap", "data": "movielens"}[arguments[0]] in done.stdout
