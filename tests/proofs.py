"""Proofs: what takes too long for every ``make test``, run whole, with its figures in ``proofs.json``.

``python -m tests.proofs`` (``make proof``) runs all; ``--changed`` only those of which something has changed that they
depend on; ``--within SECONDS`` begins none that would not end in that time. A proof is pytest on tests that otherwise
run a sample (``tests/sampling.py``). ``proofs.json`` is written as each one ends; commit it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.sampling import FIGURES, WHOLE
from tests.suite import add_counts

ROOT = Path(__file__).parents[1]
RECORD = ROOT / "proofs.json"
MOST_SECONDS = 3000  # of one test in a proof: a full audit is one


@dataclass(frozen=True)
class Proof:
    """Something that is proved at length.

    Parameters
    ----------
    name : str
        Its key in ``proofs.json``.
    tests : tuple of str
        What pytest is told to run.
    depends : tuple of str
        Files, and folders with a slash at their end, that its figures depend on.
    expected : float
        Seconds on two cores, before any are recorded.
    """

    name: str
    tests: tuple[str, ...]
    depends: tuple[str, ...]
    expected: float


JUDGING = (
    *("src/examiner/grading/", "src/examiner/codec/", "src/examiner/kernels/inside/"),
    *("requirements.lock", "tests/sampling.py"),
)
# A full audit's seconds on two idle cores.
AUDITS = {"hw1": 320.0, "hw2": 450.0, "hw3": 175.0, "hw4": 415.0, "hw5": 700.0}


def audit(assignment: str, seconds: float) -> Proof:
    """Return the full audit of a homework."""
    folders = (f"source/{assignment}/", f"graders/{assignment}/")
    depends = (*folders, "nbgrader_config.py", "src/examiner/audit/", "tests/test_course.py", *JUDGING)
    return Proof(f"audit {assignment}", ("tests/test_course.py", "-k", assignment), depends, seconds)


PROOFS = (
    *(audit(name, seconds) for name, seconds in AUDITS.items()),
    Proof(
        "attacks",
        ("tests/test_submissions.py",),
        ("src/examiner/kernels/", "src/examiner/intake/", "tests/submissions/", "tests/test_submissions.py", *JUDGING),
        300.0,
    ),
    Proof(
        "wheel",
        ("tests/proof_wheel.py",),
        ("src/", "pyproject.toml", "README.md", "LICENSE", "tests/proof_wheel.py"),
        200.0,
    ),
    Proof(
        "drop-in",
        ("tests/dropin/test_dropin.py",),
        ("tests/dropin/", "src/examiner/release/", "src/examiner/intake/", "src/examiner/gradebook/", *JUDGING),
        600.0,
    ),
    Proof(
        "troubles",
        ("tests/test_faults.py",),
        ("src/examiner/batch/", "src/examiner/gradebook/", "src/examiner/course/results.py", "tests/test_faults.py"),
        300.0,
    ),
)


def project_files(root: Path = ROOT) -> list[str]:
    """Return the files that git has or would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout.decode()
    return sorted({name for name in listed.split("\0") if name and (root / name).is_file()})


def dependencies(proof: Proof, names: Iterable[str]) -> list[str]:
    """Return those of the files that a proof depends on.

    Raises
    ------
    LookupError
        If one of its dependencies is no file and no folder: it was moved, and changes would go unnoticed.
    """
    names, found = list(names), set()
    for wanted in proof.depends:
        these = {name for name in names if name == wanted or (wanted.endswith("/") and name.startswith(wanted))}
        if not these:
            raise LookupError(f"the proof {proof.name!r} depends on {wanted}, which is not there")
        found |= these
    return sorted(found)


def digest(proof: Proof, root: Path = ROOT) -> str:
    """Return the hash of all that a proof depends on, the proof's own definition included."""
    parts = [*proof.tests]
    for name in dependencies(proof, project_files(root)):
        parts += [name, hashlib.sha256((root / name).read_bytes()).hexdigest()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Ended:
    """How a proof ended."""

    holds: bool
    seconds: float
    figures: dict[str, Any] = field(default_factory=dict)


def prove(proof: Proof) -> Ended:
    """Run a proof; what pytest prints is shown."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder, "figures.json")
        command = [sys.executable, "-m", "pytest", "-q", f"--timeout={MOST_SECONDS}", *proof.tests]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, WHOLE: "1", FIGURES: str(figures)})
        found = json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else {}
    return Ended(done.returncode == 0, time.monotonic() - began, found)


class Record:
    """What is known of each proof: the digest it held for, and its figures."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def holds_for(self, name: str, state: str) -> bool:
        """Say whether a proof is known to hold for a digest."""
        return bool(self.entries.get(name, {}).get("digest") == state)

    def seconds(self, proof: Proof) -> float:
        """Return how long a proof takes."""
        return float(self.entries.get(proof.name, {}).get("seconds", proof.expected))

    def enter(self, name: str, state: str, ended: Ended) -> None:
        """Write how a proof ended; of one that does not hold nothing stays."""
        if ended.holds:
            self.entries[name] = {"digest": state, "seconds": round(ended.seconds), "figures": ended.figures}
        else:
            self.entries.pop(name, None)
        text = json.dumps(self.entries, indent=1, sort_keys=True, ensure_ascii=False)
        self.path.write_text(text + "\n", encoding="utf-8")


def run(
    proofs: Sequence[Proof],
    record: Record,
    *,
    changed: bool = False,
    within: float = float("inf"),
    prove: Callable[[Proof], Ended] = prove,
    state_of: Callable[[Proof], str] = digest,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[list[str], list[str]]:
    """Run proofs and enter how they end; return the names of those that failed and of those left for want of time."""
    began, failed, left = clock(), [], []
    for proof in proofs:
        state = state_of(proof)
        if changed and record.holds_for(proof.name, state):
            print(f"proof {proof.name}: unchanged", flush=True)
        elif clock() - began + record.seconds(proof) > within:
            left.append(proof.name)
        else:
            print(f"proof {proof.name}: running, about {record.seconds(proof):.0f} s", flush=True)
            ended = prove(proof)
            record.enter(proof.name, state, ended)
            print(f"proof {proof.name}: {'holds' if ended.holds else 'FAILED'} in {ended.seconds:.0f} s", flush=True)
            if not ended.holds:
                failed.append(proof.name)
    return failed, left


def main() -> int:
    """Run proofs as the command line says; return 0 if all hold that had to be run."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[[], *(proof.name for proof in PROOFS)], help="only these")
    parser.add_argument("--changed", action="store_true", help="only those of which something has changed")
    parser.add_argument(
        "--within", type=float, default=float("inf"), metavar="SECONDS", help="begin none that ends later"
    )
    asked = parser.parse_args()
    chosen = [proof for proof in PROOFS if not asked.names or proof.name in asked.names]
    failed, left = run(chosen, Record(RECORD), changed=asked.changed, within=asked.within)
    for name in left:
        words = f"proof {name}: LEFT, there was no time; run: make proof"
        print(words)
        add_counts({"errors": 1}, 0.0, [words])
    return 1 if failed or left else 0


if __name__ == "__main__":
    sys.exit(main())
