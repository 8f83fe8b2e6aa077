"""Where a grading process leaves word of the check that it is at, for who finds it dead.

A loop within C that a student's value makes endless (``sum(range(n))``) hears no signal: the process dies at the CPU
limit. Its successor does not run the check on which it died, and the other checks keep their verdicts.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from examiner.kernels import claims

MOST = 8  # deaths of one submission's processes that are answered so
OF_A_MODULE = 3  # deaths at its checks that take it whole


@dataclass(frozen=True)
class Trail:
    """The check that a process is at, and those at which one has died.

    Parameters
    ----------
    path : Path, optional
        The file that holds word of it; None: nobody asks.
    deadly : tuple of str
        Checks (``test_task::test_check``), or whole grader modules, that are not run.
    """

    path: Path | None = None
    deadly: tuple[str, ...] = ()

    def at(self, check: str) -> None:
        """Leave word of the check that begins; "": that none is under way."""
        if self.path is not None:
            self.path.write_text(check, encoding="utf-8")

    def is_deadly(self, check: str) -> bool:
        """Say whether a process died at this check, or too often at checks of its module."""
        return check in self.deadly or check.partition("::")[0] in self.deadly

    def behind_a_death(self) -> Trail | None:
        """Return the trail for the process after one that died; None if it was at no check, or too many have died.

        Checks of one module may share the call that does not end, so one death in it too many takes the module.
        """
        last = self.path.read_text(encoding="utf-8") if self.path is not None and self.path.exists() else ""
        if not last or self.is_deadly(last) or len(self.deadly) >= MOST:
            return None
        module = last.partition("::")[0]
        deaths = 1 + sum(check.startswith(f"{module}::") for check in self.deadly)
        return dataclasses.replace(self, deadly=(*self.deadly, module if deaths >= OF_A_MODULE else last))


@contextlib.contextmanager
def new_trail() -> Iterator[Trail]:
    """Give the trail for the first process of a submission; its file lasts as long as the context."""
    with claims.temporary() as folder:
        yield Trail(folder / "check")


NOBODY = Trail()  # asks where a process is
