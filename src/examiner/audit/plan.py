"""Which answers an audit tries, and in which batches: the same ones for the same course."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from examiner.audit.allowed import NAME, Allowed, read_allowed
from examiner.audit.answers import BASELINE, JUNK, STRICT, Loss, answer_files, junk, loss_of
from examiner.audit.equivalents import read_equivalents, split
from examiner.audit.judging import Answer, JudgedAnswer, TimeLimits
from examiner.audit.mutate import Mutant, mutants_of, sample
from examiner.audit.result import AuditResult
from examiner.audit.tasks import Task, pairs
from examiner.audit.worker import AnswerBatch
from examiner.audit.wrapping.kinds import Wrapped, wrapped_of
from examiner.course.errors import CourseError, nearest
from examiner.course.layout import Course
from examiner.release.form import read_master

SLOW = 3.0  # seconds of the master's own grading that make a task slow
SHARED, SHARED_SLOW = 25, 4  # answers to one kernel
MUTANTS, MUTANTS_SLOW = 60, 12
MUTANTS_QUICK, MUTANTS_QUICK_SLOW = 2, 1
WRAPPED_SLOW, WRAPPED_QUICK = 4, 2  # of a slow task; with --quick
QUICK_FILES = {"right": (2, 1), "wrong": (2, 1)}  # answer files to a task, to a slow one, that a quick audit tries
QUICK_JUNK = 3  # kinds of junk for each task; over a few tasks all kinds have their turn


@dataclass(frozen=True)
class Options:
    """What is asked of an audit."""

    quick: bool = False
    tasks: tuple[str, ...] = ()
    jobs: int = 0
    seeds: int = 0  # for measured tasks, of the master and of baselines; 0: as many as a verdict needs
    wrapped: bool = False  # try wrapped answers though no list of them stands beside the graders


@dataclass
class Plan:
    """The answers to try, by kind."""

    mutants: dict[Answer, Mutant] = field(default_factory=dict)
    right: dict[Answer, Path] = field(default_factory=dict)
    wrong: dict[Answer, Path] = field(default_factory=dict)
    losses: dict[Answer, Loss] = field(default_factory=dict)  # of the wrong ones
    junk: list[Answer] = field(default_factory=list)
    wrapped: dict[Answer, Wrapped] = field(default_factory=dict)
    wrappable: list[Wrapped] = field(default_factory=list)  # of which those are tried
    allowed: list[Allowed] = field(default_factory=list)


def make_plan(
    tasks: Mapping[str, Task],
    all_tasks: Sequence[str],
    graders: Path,
    masters: Mapping[str, JudgedAnswer],
    markers: tuple[str, str],
    options: Options,
    result: AuditResult,
) -> Plan:
    """Choose the answers to try; what is listed, stale or left out is noted in ``result``.

    Raises
    ------
    CourseError
        If an answer file or the list of equivalent mutants is not as it must be.
    """
    plan = Plan()
    listed = read_equivalents(graders)
    unknown = [entry for entry in listed if entry.task not in all_tasks]
    result.stale += [f"{entry} (there is no such task)" for entry in unknown]
    for number, (name, task) in enumerate(tasks.items()):
        slow = is_slow(masters.get(name))
        mutants = mutants_of(name, task.master, *markers)
        tried, known, stale = split(mutants, [entry for entry in listed if entry.task == name])
        result.listed += len(known)
        result.stale += [str(entry) for entry in stale]
        for mutant in sample(tried, _most(slow, options.quick), name):
            plan.mutants[Answer(name, "mutant", mutant.name, mutant.source)] = mutant
        plan.junk += [Answer(name, "junk", key, junk(task.master, value)) for key, value in _junk(number, options)]
    for kind, found in (("right", plan.right), ("wrong", plan.wrong)):
        for name, paths in answer_files(graders, kind, all_tasks).items():
            if name in tasks:
                chosen = _chosen(kind, paths, is_slow(masters.get(name)), options)
                result.left_out += [f"{kind}/{name}/{path.name}" for path in paths if path not in chosen]
                for path in chosen:
                    answer = Answer(name, kind, path.stem, path.read_text(encoding="utf-8"))
                    found[answer] = path
                    if kind == "wrong":
                        plan.losses[answer] = loss_of(path)
    return plan


def add_wrapped(
    plan: Plan, tasks: Mapping[str, Task], graders: Path, masters: Mapping[str, JudgedAnswer], options: Options
) -> None:
    """Add wrapped answers if a list of them is there or they are asked for; over a few tasks all kinds have their turn.

    Raises
    ------
    CourseError
        If the list is not as it must be.
    """
    plan.allowed = read_allowed(graders)
    if not (options.wrapped or (graders / NAME).is_file()):
        return
    for number, (name, task) in enumerate(tasks.items()):
        found = wrapped_of(name, task.master)
        plan.wrappable += found
        most = WRAPPED_QUICK if options.quick else WRAPPED_SLOW if is_slow(masters.get(name)) else len(found)
        step = max(1.0, len(found) / most) if found else 1.0
        for one in (found[(number + int(i * step)) % len(found)] for i in range(min(most, len(found)))):
            plan.wrapped[Answer(name, "wrapped", one.name, one.source(task.master))] = one


def is_slow(master: JudgedAnswer | None) -> bool:
    """Whether grading the master's answer takes so long that fewer mutants must do."""
    return master is not None and master.cpu_seconds > SLOW


def _most(slow: bool, quick: bool) -> int:
    if quick:
        return MUTANTS_QUICK_SLOW if slow else MUTANTS_QUICK
    return MUTANTS_SLOW if slow else MUTANTS


def _junk(number: int, options: Options) -> list[tuple[str, str]]:
    kinds = list(JUNK.items())
    if not options.quick:
        return kinds
    return [kinds[(number * QUICK_JUNK + i) % len(kinds)] for i in range(QUICK_JUNK)]


def _chosen(kind: str, paths: Sequence[Path], slow: bool, options: Options) -> Sequence[Path]:
    if not options.quick:
        return paths
    return sorted(paths, key=lambda path: not path.name.startswith((BASELINE, STRICT)))[: QUICK_FILES[kind][slow]]


def batches(
    plan: Plan,
    tasks: Mapping[str, Task],
    masters: Mapping[str, JudgedAnswer],
    others: Sequence[Answer],
    *,
    quick: bool = False,
) -> list[AnswerBatch]:
    """Return the work in batches, slow tasks first so that no core is left with the longest one at the end.

    A batch ends with good answers where there are enough: full marks show that nothing leaked from those before.
    """
    found = []
    answers = [*others, *plan.wrong, *plan.junk, *plan.mutants, *plan.wrapped, *plan.right]
    for name, task in sorted(tasks.items(), key=lambda pair: -masters[pair[0]].cpu_seconds):
        size = SHARED_SLOW if is_slow(masters[name]) and not quick else SHARED
        limits = TimeLimits.after(masters[name].slowest_cell, masters[name].slowest_call)
        found += [AnswerBatch(task, part, limits) for part in deal([a for a in answers if a.task == name], size)]
    return found


def deal(answers: Sequence[Answer], size: int) -> Iterator[tuple[Answer, ...]]:
    """Yield answers in portions that share a kernel, the good ones at the end of each."""
    portions = -(-len(answers) // size)
    in_order = sorted(answers, key=lambda answer: answer.good)
    for first in range(portions):
        yield tuple(in_order[first::portions])


def audited(course: Course) -> Iterator[str]:
    """Yield the assignments that have graders."""
    for name in course.assignments():
        if course.has_graders(name):
            yield name


def audited_notebooks(course: Course, assignment: str, tasks: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
    """Return the notebooks of an assignment that have graders, each with the tasks of it that are asked for.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    tasks : sequence of str
        Those that are audited, ``notebook:task`` where several notebooks have one of the name; none: all.

    Raises
    ------
    CourseError
        If a task is in none of several notebooks, or in more than one.
    """
    paths = [path for path in course.notebooks(assignment) if course.has_graders(assignment, path.stem)]
    if len(paths) < 2 and not any(":" in name for name in tasks):
        return {path.stem: tuple(tasks) for path in paths}
    known = {path.stem: [cell.grade_id for cell, _ in pairs(read_master(path))] for path in paths}
    found: dict[str, list[str]] = {}
    for name in tasks:
        places = [(book, own) for book, ids in known.items() for own in ids if name in (own, f"{book}:{own}")]
        if len(places) != 1:
            every = [f"{book}:{own}" for book, ids in known.items() for own in ids]
            some = [f"{book}:{own}" for book, own in places]
            why = f"say which one: {' or '.join(some)}" if some else nearest(name, every)
            raise CourseError(f"{assignment}: there is no one task {name!r}; {why}")
        found.setdefault(places[0][0], []).append(places[0][1])
    return {book: tuple(names) for book, names in found.items()} if tasks else dict.fromkeys(known, ())
