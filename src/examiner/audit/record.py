"""What ``examiner audit --json`` prints: one object for each assignment, of types declared here."""

from __future__ import annotations

from typing import Literal

import msgspec

from examiner.audit.demands import Kind

SCHEMA_VERSION = 1


class LeakRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something hidden that stands in the release."""

    file: str
    cell: str
    text: str
    what: str


class SurvivorRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that no check noticed."""

    task: str
    function: str
    operator: str
    line: str
    becomes: str
    diff: str
    entry: str  # for equivalent_mutants.toml


class FaultRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check that ended with a bug of the grader's."""

    task: str
    kind: str
    answer: str
    check: str
    detail: str


class FileRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A right or wrong answer that was not judged as it should be."""

    file: str
    score: float
    max_score: float
    lost: float
    loses: str  # what it should lose
    checks: tuple[str, ...]  # a line for each that was not passed


class JunkRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Junk that earned points."""

    task: str
    junk: str
    score: float


class WrappedRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrapped answer that was not judged as the list beside the graders says, or an entry of it that fits nothing."""

    task: str
    function: str
    wrapper: str
    what: Literal["survivor", "refused", "stale"]
    entry: str  # for wrapped.toml, of a survivor


class StabilityRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How safely the master passes a check of a measured value."""

    task: str
    check: str
    seeds: int
    upward: bool
    good: bool
    worst: float | None
    mean: float | None
    threshold: float | None
    failed_seeds: tuple[int, ...]
    weak_baselines: tuple[str, ...]


class ContractRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is missing between a task's table of demands, its text, its checks and its wrong answers."""

    task: str
    demand: str  # its id; empty if it concerns none
    kind: Kind
    detail: str


class AuditRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One audited assignment, as ``examiner audit --json`` prints it."""

    schema_version: int = SCHEMA_VERSION
    assignment: str
    notebook: str = ""  # where the assignment has several
    passed: bool
    reference_score: float
    release_score: float
    max_score: float
    manual_points: float
    leaks: int
    faults: int
    mutants: int
    killed: int
    survivors: int
    kill_rate: float
    listed_equivalent: int
    stale: int
    equivalents_total: int
    equivalents_full: int
    strict: int
    wrong_total: int
    wrong_caught: int
    wrapped: int
    wrapped_killed: int
    junk_points: float
    demands: int
    demands_covered: int
    sound: bool
    unsound: tuple[str, ...]
    stability: tuple[StabilityRecord, ...]
    unsteady: tuple[str, ...]
    left_out: tuple[str, ...]
    leak_details: tuple[LeakRecord, ...]
    survivor_details: tuple[SurvivorRecord, ...]
    stale_details: tuple[str, ...]
    fault_details: tuple[FaultRecord, ...]
    right_details: tuple[FileRecord, ...]
    wrong_details: tuple[FileRecord, ...]
    junk_details: tuple[JunkRecord, ...]
    wrapped_details: tuple[WrappedRecord, ...]
    contract_details: tuple[ContractRecord, ...]
    seconds: float
