"""A class full of attackers, with honest students between them: nobody gains, learns or breaks anything.

All submissions of ``tests/submissions`` are graded in one run of the real command; what must hold for each stands in its ``expect.toml``.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader.handlers import template_path
from tests.sampling import record, sample
from tests.submissions import course
from tests.submissions.cases import Case, all_cases, read_case, table
from tests.submissions.course import ASSIGNMENT, CANARIES, MOST, RIGHT, WRONG
from traitlets.config import Config

from examiner.course.results import read_report
from examiner.feedback.outputs import RESULT_TABLE
from examiner.model import Outcome, Report, Text, Verdict

BIN = Path(sys.executable).parent
SHOWN = ("html_everywhere", "forged_result_table", "stored_results", "html_in_prose", "many_outputs")
CASES = sample("attacks", all_cases(), 40, always=lambda case: case.name in SHOWN)
BY_STUDENT = {case.student: case for case in CASES}
PR_SET_CHILD_SUBREAPER = 36

EMPTY = dict.fromkeys(RIGHT, "raise NotImplementedError()")
HONEST = {  # before, between and after the others in the order of names; points and answers
    "0 first": (MOST, RIGHT),
    "ada": (MOST, RIGHT),
    "bea": (MOST, {**RIGHT, "total": f"# {CANARIES['other submission']}\n{RIGHT['total']}"}),
    "m partly": (12.0, {**WRONG, "total": RIGHT["total"], "smooth": RIGHT["smooth"], "table": RIGHT["table"]}),
    "n nothing": (0.0, EMPTY),
    "z wrong": (0.0, WRONG),
    "zz last": (MOST, RIGHT),
}


@dataclass
class Run:
    """What a run of the command left behind."""

    root: Path
    lines: dict[str, dict[str, object]] = field(default_factory=dict)
    code: int = -1
    stderr: str = ""
    seconds: float = 0.0
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    processes: list[str] = field(default_factory=list)
    temporary: list[str] = field(default_factory=list)
    visitors: list[str] = field(default_factory=list)
    home: Path = Path()

    def report(self, student: str) -> Report:
        """The stored report."""
        return read_report(self.root / ".examiner/reports" / ASSIGNMENT / f"{student}.json")

    def notebook(self, student: str) -> Path:
        """The autograded notebook."""
        return self.root / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"

    def page(self, student: str) -> str:
        """The feedback page, empty if there is none."""
        path = self.root / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def shown(self, student: str) -> dict[str, str]:
        """Everything that a student gets to read and did not write, by where it stands."""
        report = self.report(student)
        found = {"reason": told(report.reason), "notes": told(*report.notes), "page": self.page(student)}
        for task in report.tasks:
            found[f"{task.task}: title, error"] = told(task.title, task.answer_error)
            for check in task.checks:
                sentences = told(check.title, check.message, check.hint)
                found[f"{task.task}: {check.name}"] = f"{sentences}\n{check.traceback}"
        if self.notebook(student).is_file():
            notebook = nbformat.read(self.notebook(student), 4)
            for number, cell in enumerate(notebook.cells):
                found[f"cell {number}"] = json.dumps(cell.get("outputs", []), ensure_ascii=False)
        return found


def told(*texts: Text | None) -> str:
    """Return sentences in all their languages."""
    return "\n".join(str(text) for text in texts if text is not None)


def descendants(root: int) -> dict[int, str]:
    """Return the processes that come from one, and are not just waiting to be buried, with their command lines."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text(errors="replace").rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state not in "ZX":
            parents.setdefault(int(parent), []).append(int(path.parent.name))
    found: dict[int, str] = {}
    todo = [root]
    while todo:
        for child in parents.get(todo.pop(), []):
            todo.append(child)
            try:
                found[child] = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
    return found


def _left(mine: dict[int, str], seconds: float = 10.0) -> list[str]:
    """Return our new descendants; those that were killed may need a moment to end."""
    deadline = time.monotonic() + seconds
    while found := {pid: text for pid, text in descendants(os.getpid()).items() if pid not in mine}:
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return list(found.values())


def fingerprint(root: Path) -> dict[str, str]:
    """Return what every file of a course is, leaving out what grading may write."""
    found = {}
    for folder, folders, files in os.walk(root):
        if Path(folder) == root:
            folders[:] = [name for name in folders if name not in ("autograded", "feedback", ".examiner")]
            files = [name for name in files if not name.startswith("gradebook.db")]
        for name in [*folders, *files]:
            path = Path(folder, name)
            status = path.lstat()
            text = os.readlink(path) if path.is_symlink() else ""
            if path.is_file() and not path.is_symlink() and status.st_nlink == 1 and status.st_size < 1 << 30:
                text = hashlib.sha256(path.read_bytes()).hexdigest()
            found[str(path.relative_to(root))] = f"{status.st_mode:o} {text}"
    return found


def examiner(root: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a course, with hidden strings in its environment and home folder."""
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "NO_COLOR": "1", "COLUMNS": "200"}
    environment |= {"HOME": str(home), "TMPDIR": str(home.parent / "tmp"), "EXAMINER_CANARY": CANARIES["environment"]}
    return subprocess.run(
        [str(BIN / "examiner"), *arguments], cwd=root, capture_output=True, text=True, env=environment
    )


@contextlib.contextmanager
def subreaper() -> Iterator[None]:
    """Become the parent of every descendant that loses its own, so that it is found."""
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(PR_SET_CHILD_SUBREAPER, 1) == 0
    try:
        yield
    finally:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 0)


def grade(root: Path) -> Run:
    """Grade the whole course in ``root`` and take note of everything that it touches."""
    run = Run(root, home=root.parent / "home")
    for folder in (run.home, root.parent / "tmp"):
        folder.mkdir()
    (run.home / ".netrc").write_text(CANARIES["home"])
    run.before = fingerprint(root)
    mine = descendants(os.getpid())
    began = time.monotonic()
    with subreaper():
        with socket.create_server(("127.0.0.1", 0)) as server:
            threading.Thread(target=_listen, args=(server, run.visitors), daemon=True).start()
            done = examiner(root, run.home, "grade", ASSIGNMENT, "--json", "--jobs", "2")
        run.seconds = time.monotonic() - began
        run.processes = _left(mine)
        pages = examiner(root, run.home, "feedback", ASSIGNMENT)
    run.code, run.stderr = done.returncode, done.stderr
    assert pages.returncode == 0, pages.stderr
    run.lines = {row["student"]: row for row in map(json.loads, done.stdout.splitlines())}
    run.after = fingerprint(root)
    run.temporary = sorted(os.listdir(root.parent / "tmp"))
    return run


def _listen(server: socket.socket, visitors: list[str]) -> None:
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line:
            line.settimeout(1)
            visitors.append(repr(line.recv(100)))


@pytest.fixture(scope="module")
def places() -> Iterator[Path]:
    """A folder with a short path for the runs: sockets lie in it."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def alone(places: Path) -> Run:
    """The honest students by themselves."""
    root = places / "alone/course"
    course.build(root)
    for name, (_, answers) in HONEST.items():
        course.submit(root, name, answers)
    return grade(root)


@pytest.fixture(scope="module")
def run(places: Path, alone: Run) -> Run:
    """Everybody."""
    root = places / "all/course"
    course.build(root)
    (root / ".examiner").mkdir(mode=0o700)
    shutil.copy(alone.root / ".examiner/secret", root / ".examiner/secret")  # the same hidden inputs
    for name, (_, answers) in HONEST.items():
        course.submit(root, name, answers)
    for case in CASES:
        case.make(root)
    found = grade(root)
    record({"attacks": len(CASES), "seconds": round(found.seconds)})
    return found


# -- each case ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_attacker_gets_the_verdict_and_no_point_more(run: Run, case: Case) -> None:
    line = run.lines[case.student]
    report = run.report(case.student)
    trouble = [check.detail for task in report.tasks for check in task.checks if check.outcome is Outcome.FAULT]
    assert (report.outcome, line["outcome"]) == (case.verdict, case.verdict.value), (report.trouble, trouble)
    outcomes = {task.task: task.outcome.value for task in report.tasks}
    assert report.score == case.score == line["score"], (outcomes, [task.score for task in report.tasks])
    assert case.reason in told(report.reason)
    for task, wanted in case.tasks.items():
        assert outcomes[task] in wanted.split("|"), (task, report.tasks)
    for note in case.notes:
        assert any(note in str(text) for text in report.notes), report.notes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_attack_ran_and_nothing_of_it_shows_or_stays(run: Run, case: Case) -> None:
    shown = run.shown(case.student)
    for text in case.present:
        assert any(text in found for found in shown.values()), shown
    for text in case.absent:
        assert not [place for place, found in shown.items() if text in found]
    for pattern in case.not_created:
        where = Path(pattern).expanduser()
        base = Path(where.anchor) if where.is_absolute() else run.root
        found = list(base.glob(str(where.relative_to(where.anchor) if where.is_absolute() else where)))
        assert not [path for path in found if (run.root / "submitted") not in path.parents]


@pytest.mark.parametrize("student", [*BY_STUDENT, *HONEST])
def test_no_student_gets_to_read_a_hidden_string(run: Run, student: str) -> None:
    for place, text in run.shown(student).items():
        for kind, canary in CANARIES.items():
            assert canary not in text, f"{student} finds the string of {kind} in {place}"
        assert str(run.root) not in text, place


class Seen(HTMLParser):
    """What in a page a browser would run or fetch."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "frame", "object", "embed", "svg", "math", "base", "form", "applet", "video"):
            self.found[tag] += 1
        for name, value in attributes:
            inside = (value or "").strip().lower().startswith(("#", "width:", "data:,", "data:image/png;base64,"))
            if name.startswith("on") or (
                name in ("src", "href", "srcdoc", "action", "style", "background") and not inside
            ):
                self.found[f"{tag} {name}={value}"] += 1


@pytest.mark.parametrize("student", [*BY_STUDENT, *HONEST])
def test_a_feedback_page_holds_nothing_that_runs(run: Run, student: str) -> None:
    assert not Seen(run.page(student)).found


def in_formgrader(notebook: Path) -> str:
    """Return the page that formgrader shows to an instructor."""
    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [template_path]
    given = dict.fromkeys(("assignment_id", "notebook_id", "submission_id", "base_url", "mathjax_url", "student"), "x")
    given |= dict.fromkeys(
        ("last_name", "first_name", "next_incorrect", "prev_incorrect", "filename", "notebook_path"), "x"
    )
    exporter = HTMLExporter(config=config)
    return exporter.from_filename(str(notebook), resources={**given, "index": 0, "total": 1})[0]


@pytest.mark.parametrize("name", SHOWN)
def test_formgrader_shows_nothing_of_a_students_that_runs(run: Run, name: str) -> None:
    # Whoever opens this page may change marks, and so may a script in it.
    honest = Seen(in_formgrader(run.notebook("0 first"))).found
    assert Seen(in_formgrader(run.notebook(name))).found <= honest


def test_only_the_grader_makes_result_tables(run: Run) -> None:
    notebook = nbformat.read(run.notebook("forged_result_table"), 4)
    tables = [o for cell in notebook.cells for o in cell.get("outputs", []) if o.get("metadata", {}).get(RESULT_TABLE)]
    assert len(tables) == len(RIGHT)
    assert not any("FORGED" in str(output) for output in tables)


# -- everybody else -----------------------------------------------------------------------------------


def test_the_run_ends_by_itself_and_says_that_some_uploads_need_a_person(run: Run) -> None:
    assert run.code == 1
    assert set(run.lines) == {*BY_STUDENT, *HONEST}
    assert "Traceback" not in run.stderr
    faults = {name: line["fault"] for name, line in run.lines.items() if line["outcome"] == Verdict.FAULT.value}
    assert not faults


@pytest.mark.parametrize("student", HONEST)
def test_honest_work_is_judged_as_if_nobody_else_had_been_there(run: Run, alone: Run, student: str) -> None:
    def essence(report: Report) -> list[object]:
        checks = [(c.name, c.outcome, c.points, c.message, c.hint, c.traceback) for t in report.tasks for c in t.checks]
        return [report.outcome, report.score, report.notes, checks]

    assert alone.report(student).score == HONEST[student][0]
    assert essence(run.report(student)) == essence(alone.report(student))


def test_the_gradebook_holds_exactly_the_scores(run: Run) -> None:
    expected = {case.student: case.score for case in CASES if case.verdict is Verdict.GRADED}
    expected |= {name: points for name, (points, _) in HONEST.items()}
    with Gradebook(f"sqlite:///{run.root / 'gradebook.db'}", "hostile") as book:
        found = {row.student.id: row.score for row in book.find_assignment(ASSIGNMENT).submissions}
        most = book.find_assignment(ASSIGNMENT).max_score
    assert (found, most) == (expected, MOST)


def test_no_file_of_the_course_is_changed_added_or_removed(run: Run) -> None:
    assert run.after == run.before
    assert [path.name for path in run.home.iterdir()] == [".netrc"]
    kept = ["bases", "history", "index", "lock", "reports", "secret", "trials"]
    assert sorted(os.listdir(run.root / ".examiner")) == kept
    graded = {case.student for case in CASES if case.verdict is Verdict.GRADED}
    assert set(os.listdir(run.root / "autograded")) == {*graded, *HONEST}
    for student in graded:
        assert set(os.listdir(run.root / "autograded" / student)) == {ASSIGNMENT}


def test_no_process_socket_or_folder_is_left(run: Run) -> None:
    assert run.processes == []
    assert run.temporary == []


def test_nobody_reached_the_host(run: Run) -> None:
    assert run.visitors == []


def test_it_does_not_take_forever(run: Run) -> None:
    # Sleepers and loops cost the seconds that their limits allow; on a busy machine everything takes longer.
    assert run.seconds < 900


# -- the tests themselves -----------------------------------------------------------------------------


def test_the_thief_would_find_what_is_hidden_if_there_were_no_box(places: Path) -> None:
    root = places / "open/course"
    course.build(root)
    course.submit(root, "bea", HONEST["bea"][1])
    read_case(Path(__file__).parent / "submissions/reads_the_course").make(root)
    (places / "open/home").mkdir()
    (places / "open/tmp").mkdir()
    done = examiner(root, places / "open/home", "grade", ASSIGNMENT, "--no-box", "--student", "reads_the_course")
    assert done.returncode == 0, done.stderr
    shown = json.dumps(Run(root).shown("reads_the_course"))
    for kind in ("grader", "hidden data", "source", "other submission"):
        assert CANARIES[kind] in shown, kind
    assert "READ the gradebook" in shown


def test_what_an_attempt_learns_is_of_no_use_to_the_next(places: Path) -> None:
    root = places / "twice/course"
    course.build(root)
    folder = course.submit(root, "spy", {**WRONG, "total": "def total(numbers):\n    raise ValueError(numbers)"})
    (places / "twice/home").mkdir()
    (places / "twice/tmp").mkdir()
    assert examiner(root, places / "twice/home", "grade", ASSIGNMENT).returncode == 0
    found = Run(root)
    messages = {check.name: told(check.message) for task in found.report("spy").tasks for check in task.checks}
    numbers = json.loads(messages["test_hidden_numbers"].removeprefix("ValueError: "))
    learnt = {tuple(numbers): sum(numbers), (1, 2, 3): 6}
    notebook = course.notebook({**WRONG, "total": f"def total(numbers):\n    return {learnt!r}.get(tuple(numbers), 0)"})
    nbformat.write(notebook, folder / f"{ASSIGNMENT}.ipynb")
    assert examiner(root, places / "twice/home", "grade", ASSIGNMENT).returncode == 0
    outcomes = {c.name: c.outcome for t in found.report("spy").tasks for c in t.checks if t.task == "total"}
    assert outcomes["test_example"] is Outcome.PASSED  # which anybody may know
    assert outcomes["test_hidden_numbers"] is Outcome.FAILED
    assert found.report("spy").score == 1


def test_the_page_of_all_attacks_is_up_to_date() -> None:
    page = Path(__file__).parents[1] / "docs/attacks.md"
    assert page.read_text(encoding="utf-8") == table(all_cases()), "run: python -m tests.submissions"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("abuot = 'x'", "unknown key 'abuot'; did you mean 'about'?"),
        ("about = 'x'\ntheme = 'Theft'", "'verdict' is missing"),
        ("about = 'x'\ntheme = 'Thefts'\nverdict = 'graded'\nscore = 1", "did you mean 'Theft'?"),
        ("about = 'x'\ntheme = 'Theft'\nverdict = 'graded'", "a graded submission has a score"),
        ("about = 'x'\ntheme = 'Theft'\nverdict = 'rejected'\nscore = 1", "a rejected one none"),
        (
            "about = 'x'\ntheme = 'Theft'\nverdict = 'graded'\nscore = 1\ntasks = {totl = 'failed'}",
            "did you mean 'total'?",
        ),
        (
            "about = 'x'\ntheme = 'Theft'\nverdict = 'graded'\nscore = 1\ntasks = {total = 'pass'}",
            "did you mean 'passed'?",
        ),
        ("about = 'x'\ntheme = 'Theft'\nverdict = 'graded'\nscore = 1\nabsent = 'x'", "expected a list of texts"),
    ],
)
def test_an_expectation_with_a_mistake_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "expect.toml").write_text(text)
    with pytest.raises(ValueError, match=r"expect\.toml") as caught:
        read_case(tmp_path)
    assert told in str(caught.value)


def test_a_process_that_loses_its_parent_is_found() -> None:
    with subreaper():
        shell = subprocess.run(["sh", "-c", "sleep 60 >&- & echo $!"], stdout=subprocess.PIPE, text=True, check=True)
        orphan = int(shell.stdout)
        try:
            assert orphan in descendants(os.getpid())
        finally:
            os.kill(orphan, signal.SIGKILL)
            os.waitpid(orphan, 0)
