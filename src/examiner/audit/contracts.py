"""Whether every demand of a task has a check that names it, and a wrong answer that breaks it alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from examiner.audit.answers import answer_files, broken_by
from examiner.audit.demands import Gap, demands_of
from examiner.audit.judging import JudgedAnswer
from examiner.audit.sentences import sentence_gaps
from examiner.model import Outcome

Ids = frozenset[str]


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A wrong answer that says which demands it breaks."""

    file: str  # relative to the graders' folder
    breaks: Ids
    trial: JudgedAnswer | None = None  # None: it was not tried


@dataclass
class Contracts:
    """What the tasks of an assignment demand, and how well that is kept.

    Parameters
    ----------
    demands : mapping
        By task that has a table, the ids of its demands.
    gaps : list of Gap
        What is missing.
    covered : dict
        By task, the demands that have a check and a wrong answer that breaks them alone.
    """

    demands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    covered: dict[str, Ids] = field(default_factory=dict)

    @property
    def troubles(self) -> list[Gap]:
        """The gaps that fail an audit: all but what a quick one did not try."""
        return [gap for gap in self.gaps if gap.kind != "not tried"]

    @property
    def count(self) -> int:
        """How many demands there are."""
        return sum(map(len, self.demands.values()))

    @property
    def count_covered(self) -> int:
        """How many of them are covered."""
        return sum(map(len, self.covered.values()))

    def enter(self, task: str, checks: Mapping[str, Ids], answers: Sequence[WrongAnswer]) -> None:
        """Hold a task's table against its checks and its wrong answers.

        Parameters
        ----------
        task : str
            One that has a table.
        checks : mapping
            By check, the demands that it names.
        answers : sequence of WrongAnswer
            Those that say what they break.
        """
        demands = self.demands[task]
        self.gaps += _unknown(task, demands, checks, answers)
        strays = {answer.file: _strays(answer, checks) for answer in answers}
        self.gaps += [Gap(task, "", "other check", text) for found in strays.values() for text in found]
        named = frozenset().union(*checks.values())
        covered = set()
        for demand in demands:
            if demand not in named:
                self.gaps.append(Gap(task, demand, "no check", "no check names it"))
                continue
            alone = [answer for answer in answers if answer.breaks == {demand}]
            if any(answer.trial and not answer.trial.full and not strays[answer.file] for answer in alone):
                covered.add(demand)
            elif gap := _not_broken(task, demand, alone):
                self.gaps.append(gap)
        self.covered[task] = frozenset(covered)


def _unknown(
    task: str, demands: Sequence[str], checks: Mapping[str, Ids], answers: Iterable[WrongAnswer]
) -> Iterator[Gap]:
    named = [(f"the check {name}", ids) for name, ids in checks.items()]
    named += [(answer.file, answer.breaks) for answer in answers]
    for who, ids in named:
        for name in sorted(ids - set(demands)):
            yield Gap(task, name, "unknown id", f"{who} names it, and the table does not")


def _strays(answer: WrongAnswer, checks: Mapping[str, Ids]) -> list[str]:
    """Return the checks that an answer fails though they name nothing that it breaks."""
    failed = [] if answer.trial is None else [c for c in answer.trial.checks if c.outcome is not Outcome.PASSED]
    strays = [check.name for check in failed if not checks.get(check.name, frozenset()) & answer.breaks]
    breaks = ", ".join(sorted(answer.breaks))
    return [f"{answer.file} breaks {breaks}, and fails {name}, which does not name it" for name in strays]


def _not_broken(task: str, demand: str, alone: Sequence[WrongAnswer]) -> Gap | None:
    """Return what is missing where no wrong answer was seen to break a demand alone."""
    if not alone:
        return Gap(task, demand, "no wrong answer", "no wrong answer breaks it alone")
    if untried := [answer.file for answer in alone if answer.trial is None]:
        return Gap(task, demand, "not tried", ", ".join(untried))
    harmless = [answer.file for answer in alone if answer.trial and answer.trial.full]
    return Gap(task, demand, "no wrong answer", f"{', '.join(harmless)} fails no check") if harmless else None


def read_contracts(
    master: NotebookNode, graders: Path, tasks: Sequence[str], markers: tuple[str, str], languages: Sequence[str]
) -> Contracts:
    """Read the tables of some tasks, and find what can be seen without judging an answer.

    Parameters
    ----------
    master : NotebookNode
        The master notebook.
    graders : Path
        Folder of its graders.
    tasks : sequence of str
        The tasks that are audited.
    markers : tuple of str
        Begin and end of a solution.
    languages : sequence of str
        Those that the course teaches in.
    """
    found, gaps = demands_of(master, languages)
    demands = {task: ids for task, ids in found.items() if task in tasks}
    gaps = [gap for gap in gaps if gap.task in tasks or not gap.task]
    title = bool(found) and demands.keys() == found.keys()
    return Contracts(demands, [*gaps, *sentence_gaps(master, graders, [*demands], markers, title=title)])


def wrong_answers(
    graders: Path, tasks: Sequence[str], tried: Mapping[str, JudgedAnswer]
) -> dict[str, list[WrongAnswer]]:
    """Return by task the wrong answers that say what they break.

    Parameters
    ----------
    graders : Path
        Folder of the graders.
    tasks : sequence of str
        All tasks of the assignment.
    tried : mapping
        By file, those that were judged.

    Raises
    ------
    CourseError
        If an answer's second line is not as it must be.
    """
    found: dict[str, list[WrongAnswer]] = {}
    for task, paths in answer_files(graders, "wrong", tasks).items():
        for path in paths:
            if ids := broken_by(path):
                file = path.relative_to(graders).as_posix()
                found.setdefault(task, []).append(WrongAnswer(file, ids, tried.get(file)))
    return found
