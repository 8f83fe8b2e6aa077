"""Proofs are run when something has changed that they depend on, and only begun where there is time."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests import proofs
from tests.proofs import PROOFS, RECORD, Ended, Proof, Record, dependencies, digest, project_files, run
from tests.sampling import WHOLE, is_whole, sample
from tests.suite import MEASURING, add_counts, closing_lines

ONE = Proof("one", ("tests/test_one.py",), ("src/", "lock"), 10.0)
TWO = Proof("two", ("tests/test_two.py",), ("src/",), 20.0)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project under git with what the proofs above depend on."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / "src").mkdir()
    for name in ("src/a.py", "src/b.py", "lock", "other.py", ".gitignore"):
        (tmp_path / name).write_text("*.tmp\n")
    return tmp_path


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_what_a_proof_depends_on_is_there_and_its_tests_among_it(proof: Proof) -> None:
    found = dependencies(proof, project_files())
    assert {test for test in proof.tests if test.startswith("tests/")} <= set(found)


def test_every_homework_with_graders_has_a_proof() -> None:
    graded = {path.name for path in (proofs.ROOT / "graders").iterdir() if list(path.glob("test_*.py"))}
    assert {proof.name.removeprefix("audit ") for proof in PROOFS if proof.name.startswith("audit ")} == graded


def test_the_record_names_only_proofs_that_there_are() -> None:
    entries = Record(RECORD).entries
    assert entries.keys() <= {proof.name for proof in PROOFS}
    assert all(set(entry) == {"digest", "seconds", "figures"} for entry in entries.values())


@pytest.mark.parametrize("name", ["src/a.py", "src/new.py", "lock"])
def test_a_digest_changes_with_what_the_proof_depends_on(project: Path, name: str) -> None:
    before = digest(ONE, project)
    assert digest(ONE, project) == before
    (project / name).write_text("changed")
    assert digest(ONE, project) != before


@pytest.mark.parametrize("name", ["other.py", "src/ignored.tmp"])
def test_a_digest_does_not_change_with_what_it_does_not_depend_on(project: Path, name: str) -> None:
    before = digest(ONE, project)
    (project / name).write_text("changed")
    assert digest(ONE, project) == before


def test_a_dependency_that_was_moved_is_told(project: Path) -> None:
    (project / "lock").unlink()
    with pytest.raises(LookupError, match="'one' depends on lock"):
        digest(ONE, project)


class Proving:
    """Stands in for pytest: takes as long as it says, on a clock of its own."""

    def __init__(self, **holds: bool) -> None:
        self.holds, self.now, self.ran = holds, 0.0, []

    def prove(self, proof: Proof) -> Ended:
        self.ran.append(proof.name)
        self.now += proof.expected
        return Ended(self.holds.get(proof.name, True), proof.expected, {"killed": 3})

    def run(self, record: Record, *, state: str = "as it is", **options: object) -> tuple[list[str], list[str]]:
        return run((ONE, TWO), record, prove=self.prove, state_of=lambda _: state, clock=lambda: self.now, **options)  # type: ignore[arg-type]


def test_what_has_not_changed_is_not_proved_again(tmp_path: Path) -> None:
    path, proving = tmp_path / "proofs.json", Proving()
    assert proving.run(Record(path)) == ([], [])
    assert json.loads(path.read_text())["two"] == {"digest": "as it is", "seconds": 20, "figures": {"killed": 3}}
    assert proving.run(Record(path), changed=True) == ([], [])
    assert proving.ran == ["one", "two"]
    proving.run(Record(path), changed=True, state="changed")
    proving.run(Record(path))  # asked for all
    assert proving.ran == ["one", "two"] * 3


def test_what_does_not_hold_is_told_and_is_not_taken_for_proved(tmp_path: Path) -> None:
    path = tmp_path / "proofs.json"
    Proving().run(Record(path))
    assert Proving(one=False).run(Record(path)) == (["one"], [])
    assert set(json.loads(path.read_text())) == {"two"}


def test_a_proof_that_would_end_too_late_is_not_begun_and_told(tmp_path: Path) -> None:
    proving = Proving()
    assert proving.run(Record(tmp_path / "proofs.json"), within=25.0) == ([], ["two"])
    assert proving.ran == ["one"]


def test_a_sample_is_the_same_each_time_keeps_the_order_and_what_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WHOLE, raising=False)
    drawn = sample("numbers", range(100), 10, always=lambda number: number == 50)
    assert drawn == sample("numbers", range(100), 10, always=lambda number: number == 50) == sorted(drawn)
    assert 50 in drawn and 10 <= len(drawn) <= 11
    assert sample("others", range(100), 10) != sample("numbers", range(100), 10)
    monkeypatch.setenv(WHOLE, "1")
    assert is_whole() and sample("numbers", range(100), 10) == list(range(100))


def test_the_closing_lines_tell_what_did_not_pass_and_sum_all_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "counts"
    path.touch()
    assert closing_lines(path) == "no tests ran"
    monkeypatch.setenv("SUITE_COUNTS", str(path))
    add_counts({"passed": 2700, "skipped": 4}, 600.25)
    add_counts({"passed": 12, "failed": 1}, 3000.5, ["FAILED test_a\nassert 1 == 2"])
    assert closing_lines(path) == "FAILED test_a\nassert 1 == 2\n1 failed, 2712 passed, 4 skipped in 3600.75s (1:00:00)"


def test_a_run_of_pytest_adds_what_its_own_closing_line_counts(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pytester.path / "counts"
    monkeypatch.setenv("SUITE_COUNTS", str(path))
    monkeypatch.setenv("PYTHONPATH", f"{proofs.ROOT}:{proofs.ROOT / 'src'}")
    pytester.makepyfile(
        "import pytest\n"
        "def test_a(): pass\n"
        "def test_b(): assert False\n"
        "def test_c(): pytest.skip()\n"
        "@pytest.fixture\ndef bad(): raise ValueError\n"
        "def test_d(bad): pass\n"
    )
    for more in ((), ("-n", "2", "--dist", "loadscope")):
        path.unlink(missing_ok=True)
        pytester.runpytest_subprocess("-p", "tests.suite", "-q", *more)
        *bad, last = closing_lines(path).splitlines()
        assert last.startswith("1 failed, 1 passed, 1 skipped, 1 error in ")
        for line in ("FAILED test_", "assert False", "ValueError"):
            assert any(line in told for told in bad)


def test_what_measures_time_is_never_run_side_by_side() -> None:
    assert [name for name in MEASURING if not (proofs.ROOT / name).is_file()] == []
