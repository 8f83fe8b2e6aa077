"""What an audit found, and the bars that it is held to."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from examiner.audit.allowed import WrappedResult
from examiner.audit.allowed import as_entry as as_allowed
from examiner.audit.answers import BASELINE
from examiner.audit.contracts import Contracts
from examiner.audit.equivalents import as_entry
from examiner.audit.files import JudgedFile, StrictAnswers
from examiner.audit.judging import JudgedAnswer
from examiner.audit.margins import Margin
from examiner.audit.mutate import Mutant
from examiner.audit.record import (
    AuditRecord,
    ContractRecord,
    FaultRecord,
    FileRecord,
    JunkRecord,
    LeakRecord,
    StabilityRecord,
    SurvivorRecord,
    WrappedRecord,
)
from examiner.model import Check, Outcome, Report
from examiner.model.marks import add_up
from examiner.release.leaks import Leak

LEAST_KILL_RATE = 0.95


@dataclass(frozen=True, slots=True)
class Stability:
    """How safely the master passes a check of a measured value."""

    task: str
    check: str
    seeds: int
    worst: float
    mean: float
    threshold: float
    upward: bool
    failed_seeds: tuple[int, ...] = ()  # seeds with which the master did not earn everything
    baselines: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()  # baselines that lost nothing with some seed

    @property
    def good(self) -> bool:
        """Whether the master always passes and every baseline always loses."""
        return not self.trouble()

    def trouble(self) -> str:
        """Return what is not as it must be; empty if nothing is."""
        texts = []
        if self.failed_seeds:
            texts.append(f"the master fails with seeds {', '.join(map(str, self.failed_seeds))}")
        if not self.baselines:
            texts.append(f"there is no wrong/{self.task}/{BASELINE}*.py")
        if self.weak:
            texts.append(f"not caught with every seed: {', '.join(self.weak)}")
        return "; ".join(texts)


@dataclass
class AuditResult:
    """Everything that one audit found."""

    assignment: str
    notebook: str = ""  # where the assignment has several
    max_score: float = 0.0  # that graders give
    manual_points: float = 0.0  # that a person gives
    reference_score: float = 0.0
    release_score: float = 0.0
    unsound: list[str] = field(default_factory=list)
    leaks: list[Leak] = field(default_factory=list)
    trials: list[JudgedAnswer] = field(default_factory=list)  # of everything but mutants
    mutants: list[tuple[Mutant, JudgedAnswer]] = field(default_factory=list)
    masters: dict[str, str] = field(default_factory=dict)  # the master's answer by task
    listed: int = 0
    stale: list[str] = field(default_factory=list)
    right: list[JudgedFile] = field(default_factory=list)
    wrong: list[JudgedFile] = field(default_factory=list)
    junk: list[JudgedAnswer] = field(default_factory=list)
    stability: list[Stability] = field(default_factory=list)
    margins: list[Margin] = field(default_factory=list)  # of the reference and of weaker models, by task and check
    wrapped: WrappedResult = field(default_factory=WrappedResult)
    contracts: Contracts = field(default_factory=Contracts)
    unsteady: list[str] = field(default_factory=list)  # regrades that differ
    left_out: list[str] = field(default_factory=list)  # what a quick audit did not try
    problems: list[str] = field(default_factory=list)  # what kept the audit from judging something
    reports: dict[str, Report] = field(default_factory=dict)  # of master and release, graded like any submission
    seconds: float = 0.0

    # -- figures --------------------------------------------------------------------------------------

    @property
    def survivors(self) -> list[tuple[Mutant, JudgedAnswer]]:
        """The mutants that no check noticed."""
        return [(mutant, trial) for mutant, trial in self.mutants if trial.full]

    @property
    def kill_rate(self) -> float:
        """The share of mutants that lost points; 1 if there are none."""
        return 1 - len(self.survivors) / len(self.mutants) if self.mutants else 1.0

    @property
    def faults(self) -> list[tuple[JudgedAnswer, Check]]:
        """Every check that ended with a bug of the grader's."""
        everything = [*self.trials, *self.junk, *(t.trial for t in (*self.right, *self.wrong))]
        everything += [trial for _, trial in (*self.mutants, *self.wrapped.judged)]
        return [(trial, check) for trial in everything for check in trial.faults]

    @property
    def junk_points(self) -> float:
        """All points that junk earned."""
        return add_up(trial.score for trial in self.junk)

    def bars(self) -> list[tuple[str, bool, str]]:
        """Return each bar with whether it holds and its figures."""
        right, wrong = [t for t in self.right if t.good], [t for t in self.wrong if t.good]
        caught = len(self.mutants) - len(self.survivors)
        full = math.isclose(self.reference_score, self.max_score, abs_tol=1e-6) and self.max_score > 0
        contracts = self.contracts
        by_hand = f" ({self.manual_points:g} more are marked by hand)" if self.manual_points else ""
        return [
            ("sound", not self.unsound and not self.problems, f"{len(self.unsound) + len(self.problems)} problems"),
            ("master earns everything", full, f"{self.reference_score:g} of {self.max_score:g}{by_hand}"),
            ("release earns nothing", self.release_score == 0, f"{self.release_score:g}"),
            ("no leak", not self.leaks, f"{len(self.leaks)} leaks"),
            ("no faults", not self.faults, f"{len(self.faults)} faults"),
            (
                "mutants caught",
                self.kill_rate >= LEAST_KILL_RATE,
                f"{caught} of {len(self.mutants)}, {self.kill_rate:.1%}",
            ),
            *self._wrapped_bar(),
            ("equivalents up to date", not self.stale, f"{self.listed} listed, {len(self.stale)} stale"),
            ("right answers accepted", len(right) == len(self.right), f"{len(right)} of {len(self.right)}"),
            *self._strict_bar(),
            ("wrong answers caught", len(wrong) == len(self.wrong), f"{len(wrong)} of {len(self.wrong)}"),
            ("junk earns nothing", self.junk_points == 0, f"{self.junk_points:g} points in {len(self.junk)}"),
            ("contracts kept", not contracts.troubles, _kept(contracts)),
            ("stable", self.stable, f"{len(self.stability)} measured checks, {len(self.unsteady)} changed scores"),
        ]

    @property
    def strict(self) -> StrictAnswers:
        """The right answers that take their task's text at its word."""
        return StrictAnswers.among(self.right, self.masters)

    def _strict_bar(self) -> Iterator[tuple[str, bool, str]]:
        if self.strict.files:
            yield "strict answers", self.strict.complete, str(self.strict)

    def _wrapped_bar(self) -> Iterator[tuple[str, bool, str]]:
        wrapped = self.wrapped
        if wrapped.judged or wrapped.allowed:
            good = not (wrapped.survivors or wrapped.refused or wrapped.stale)
            listed = (
                f"{len(wrapped.allowed)} allowed, {len(wrapped.refused)} of them refused, {len(wrapped.stale)} stale"
            )
            yield "wrapped answers caught", good, f"{wrapped.killed} of {len(wrapped.counted)}; {listed}"

    @property
    def stable(self) -> bool:
        """Whether regrades and other seeds give the same verdicts."""
        return not self.unsteady and all(item.good for item in self.stability)

    @property
    def passed(self) -> bool:
        """Whether every bar holds."""
        return all(holds for _, holds, _ in self.bars())

    # -- for machines ---------------------------------------------------------------------------------

    def record(self) -> AuditRecord:
        """Return what ``examiner audit --json`` prints."""
        return AuditRecord(
            assignment=self.assignment,
            notebook=self.notebook,
            passed=self.passed,
            reference_score=self.reference_score,
            release_score=self.release_score,
            max_score=self.max_score,
            manual_points=self.manual_points,
            leaks=len(self.leaks),
            faults=len(self.faults),
            mutants=len(self.mutants),
            killed=len(self.mutants) - len(self.survivors),
            survivors=len(self.survivors),
            kill_rate=round(self.kill_rate, 4),
            listed_equivalent=self.listed,
            stale=len(self.stale),
            equivalents_total=len(self.right),
            equivalents_full=sum(t.good for t in self.right),
            strict=self.strict.count,
            wrong_total=len(self.wrong),
            wrong_caught=sum(t.good for t in self.wrong),
            **self._wrapped(),
            junk_points=self.junk_points,
            **self._demands(),
            sound=not (unsound := (*self.unsound, *self.problems)),
            unsound=unsound,
            stability=tuple(_stability(item) for item in self.stability),
            unsteady=tuple(self.unsteady),
            left_out=tuple(self.left_out),
            leak_details=tuple(LeakRecord(k.file, k.cell, k.text, k.what) for k in self.leaks),
            survivor_details=tuple(self._survivor(mutant) for mutant, _ in self.survivors),
            stale_details=tuple(self.stale),
            fault_details=tuple(_fault(trial, check) for trial, check in self.faults),
            right_details=tuple(_tried(t) for t in self.right if not t.good),
            wrong_details=tuple(_tried(t) for t in self.wrong if not t.good),
            junk_details=self._junk(),
            seconds=round(self.seconds, 1),
        )

    def _junk(self) -> tuple[JunkRecord, ...]:
        return tuple(JunkRecord(t.answer.task, t.answer.name, t.score) for t in self.junk if t.score)

    def _demands(self) -> dict[str, Any]:
        details = tuple(ContractRecord(g.task, g.demand, g.kind, g.detail) for g in self.contracts.gaps)
        count, covered = self.contracts.count, self.contracts.count_covered
        return {"demands": count, "demands_covered": covered, "contract_details": details}

    def _wrapped(self) -> dict[str, Any]:
        """Return the figures of the wrapped answers, and what is not as the list says."""
        found = self.wrapped
        details = (
            *(WrappedRecord(w.task, w.function, w.wrapper, "survivor", as_allowed(w)) for w in found.survivors),
            *(WrappedRecord(w.task, w.function, w.wrapper, "refused", "") for w in found.refused),
            *(WrappedRecord(a.task, a.function, a.wrapper, "stale", "") for a in found.stale),
        )
        return {"wrapped": len(found.counted), "wrapped_killed": found.killed, "wrapped_details": details}

    def _survivor(self, mutant: Mutant) -> SurvivorRecord:
        diff = mutant.diff(self.masters.get(mutant.task, ""))
        where = (mutant.task, mutant.function, mutant.operator, mutant.line, mutant.becomes)
        return SurvivorRecord(*where, diff, as_entry(mutant))


def _kept(contracts: Contracts) -> str:
    """Return the figures of the tables of demands."""
    untried = len(contracts.gaps) - len(contracts.troubles)
    told = f", {untried} not tried" if untried else ""
    return f"{contracts.count_covered} of {contracts.count} demands covered{told}; {len(contracts.troubles)} gaps"


def _stability(item: Stability) -> StabilityRecord:
    worst, mean, threshold = _finite(item.worst), _finite(item.mean), _finite(item.threshold)
    facts = (item.task, item.check, item.seeds, item.upward, item.good)
    return StabilityRecord(*facts, worst, mean, threshold, item.failed_seeds, item.weak)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _fault(trial: JudgedAnswer, check: Check) -> FaultRecord:
    answer = trial.answer
    return FaultRecord(answer.task, answer.kind, answer.name, check.name, check.detail[-2000:])


def _tried(tried: JudgedFile) -> FileRecord:
    loses = str(tried.loss) if tried.loss is not None else "0"
    checks = tuple(failures(tried.trial.checks))
    return FileRecord(tried.file, tried.trial.score, tried.trial.max_score, tried.lost, loses, checks)


def failures(checks: Sequence[Check]) -> list[str]:
    """Return a line for each check that was not passed."""
    return [_failure(check) for check in checks if check.outcome is not Outcome.PASSED]


def _failure(check: Check) -> str:
    texts = [str(text) for text in (check.message, check.hint) if text is not None]
    texts += [check.detail[-400:]] if check.outcome is Outcome.FAULT else []
    return " ".join([f"{check.name}: {check.outcome}", *texts]).strip()


__all__ = ["BASELINE", "AuditResult", "JudgedFile", "Leak", "Stability", "failures"]
