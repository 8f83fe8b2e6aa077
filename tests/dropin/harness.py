"""Random courses through both programs, and what is otherwise between them."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.converters import Autograde
from tests.dropin.compare import Difference, differences, release_differences, rows
from tests.dropin.masters import Made, make
from tests.dropin.pair import CONFIG, NBGRADER, OURS, Pair
from tests.dropin.uploads import AGAIN, Upload, hand_in

from examiner.kernels.forkserver import ForkServer

FEW = 15  # assignments of one course
SEED = "drop-in 1"
ALL = f"{CONFIG}c.Examiner.as_nbgrader = ['all']\n"
STUDENTS = ("ada", "eve")  # the second is in no gradebook before she hands in


@dataclass
class Tally:
    """What a comparison came to.

    Parameters
    ----------
    counts : Counter
        Of rows and cells compared and equal, of differences by why they are, of what nbgrader gives no score for.
    unexplained : list of str
        What is otherwise though it should not be.
    """

    counts: Counter[str] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add what another part of the work came to."""
        self.counts += other.counts
        self.unexplained += other.unexplained

    def __str__(self) -> str:
        return ", ".join(f"{name} {count}" for name, count in sorted(self.counts.items()))


def compare(numbers: Iterable[int], pair: Pair, most_notebooks: int = 1) -> Tally:
    """Release, hand in, grade, mark and grade again the random courses of these numbers, by both programs."""
    tally = Tally()
    for number in numbers:
        _Compared(pair, make(f"a{number:03}", f"{SEED} {number}", most_notebooks), tally).run()
    return tally


@dataclass
class _Compared:
    """One assignment that both programs work on."""

    pair: Pair
    made: Made
    tally: Tally

    def run(self) -> None:
        """Do all that there is to do with it."""
        pair, name, rng = self.pair, self.made.name, self.made.rng
        pair.teach(self.made)
        told = pair.release(name)
        if any(told):
            self.tally.unexplained.append(f"{name}: release: {told}")
            return
        theirs, ours = pair.released(NBGRADER, name), pair.released(OURS, name)
        self._count(f"{name} release", "released cells", list(release_differences(theirs, ours)), _cells(theirs))
        uploads = {}
        for student in rng.choice((STUDENTS[:1],) * 4 + (STUDENTS[1:],) * 4 + (STUDENTS,)):
            uploads[student] = hand_in(self.made, rng.choice((theirs, ours)), student, rng)
            pair.take(name, uploads[student])
        same = self._grade(uploads)
        if same and rng.random() < 0.3:
            self._again(uploads, rng)

    def _again(self, uploads: dict[str, Upload], rng: random.Random) -> None:
        """Mark by hand and give extra credit; one student hands in again, or what was handed in is gone."""
        pair, name = self.pair, self.made.name
        for program in (NBGRADER, OURS):
            with pair.gradebook(program) as book:
                for grade in (g for s in book.assignment_submissions(name) for n in s.notebooks for g in n.grades):
                    if grade.needs_manual_grade:
                        grade.manual_score, grade.needs_manual_grade = grade.max_score / 2, False
                        grade.extra_credit = 1.5
                book.db.commit()
        student = rng.choice(sorted(uploads))
        if rng.random() < 0.3:
            pair.take_away(name, student)
            self._check(student, "after the work was deleted", "")
            return
        again = hand_in(self.made, pair.released(NBGRADER, name), student, rng)
        again.timestamp = AGAIN if uploads[student].timestamp else ""
        again.kinds.add("again")
        pair.take_away(name, student)
        pair.take(name, again)
        self._grade({student: again}, force=True)

    def _grade(self, uploads: dict[str, Upload], *, force: bool = False) -> bool:
        """Grade by both, and compare; say whether there is nothing otherwise."""
        pair, name = self.pair, self.made.name
        gave_up = {who: pair.nbgrader(Autograde, name, student=who, force=force) for who in uploads}
        before = pair.keep_gradebook()
        pair.grade_here(name, uploads)
        same = [
            self._check(who, ", ".join(sorted(upload.kinds)), gave_up[who], before) for who, upload in uploads.items()
        ]
        return all(same)

    def _check(self, student: str, kinds: str, gave_up: str, before: bytes = b"") -> bool:
        """Compare the rows of one student; what is otherwise must not be so with all of nbgrader's ways."""
        tally = self.tally
        if gave_up:
            tally.counts["submissions that nbgrader gives up"] += 1
            return False
        found, count = self._rows(student)
        left = found
        if found and before:
            tally.counts["submissions with listed differences"] += 1
            now = self.pair.keep_gradebook()
            self.pair.put_gradebook(before)
            self.pair.write("nbgrader_config.py", ALL)
            self.pair.grade_here(self.made.name, (student,))
            left, _ = self._rows(student)
            self.pair.write("nbgrader_config.py", CONFIG)
            self.pair.put_gradebook(now)
        self._count(f"{self.made.name} ({kinds}) {student}", "rows", found, count, left)
        return not found

    def _rows(self, student: str) -> tuple[list[Difference], int]:
        with self.pair.gradebook(NBGRADER) as theirs, self.pair.gradebook(OURS) as ours:
            mine, other = rows(theirs, self.made.name), rows(ours, self.made.name)
        wanted: Callable[[tuple[str, ...]], bool] = lambda place: place[0] in ("", student)  # noqa: E731 - used twice
        mine, other = ({k: v for k, v in found.items() if wanted(k)} for found in (mine, other))
        return [*differences(mine, other)], len(mine)

    def _count(
        self, where: str, what: str, found: list[Difference], count: int, left: list[Difference] | None = None
    ) -> None:
        """Count what was compared; of what is otherwise, what is so even with nbgrader's ways has no explanation."""
        other = {one.place for one in found}
        self.tally.counts[what] += count
        self.tally.counts[f"{what} equal"] += count - len(other)
        unexplained = found if left is None else left
        self.tally.counts[f"{what} listed"] += len(other) - len({one.place for one in unexplained} & other)
        self.tally.unexplained += [f"{where}: {one}" for one in unexplained]


def _cells(notebooks: object) -> int:
    return sum(len(notebook.cells) for notebook in dict(notebooks).values())  # type: ignore[call-overload]


def in_a_process(numbers: Sequence[int], root: Path, most_notebooks: int) -> Tally:
    """Compare some courses, in a process of its own, with a fork server and a folder of its own."""
    total = Tally()
    with ForkServer(["numpy"]).start() as server:
        for start in range(0, len(numbers), FEW):  # gradebooks stay small, as one course's are
            part = numbers[start : start + FEW]
            total.add(compare(part, Pair(root / f"from-{part[0]}", server), most_notebooks))
    return total


def in_processes(numbers: Sequence[int], root: Path, most_notebooks: int, processes: int = 2) -> Tally:
    """Compare courses, by several processes at once."""
    total = Tally()
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(processes, context) as pool:
        shares = [numbers[first::processes] for first in range(processes)]
        for part in [pool.submit(in_a_process, share, root, most_notebooks) for share in shares if share]:
            total.add(part.result())
    return total
