"""Names of the author API that have moved: they are found at their old place for one version, with a warning.

Who moves or renames a name of the API enters it in :data:`MOVED` and has its old module ask :func:`moved`. A test fails
once the version is there with which it goes.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, NamedTuple


class Move(NamedTuple):
    """Where a name is found now, the version from which on it is found nowhere else, and what to write."""

    module: str
    name: str
    gone: str
    instead: str = ""  # where that is no import of the new name

    def advice(self) -> str:
        """Return what to write in place of the old name."""
        return self.instead or f"write `from {self.module} import {self.name}`"


MOVED = MappingProxyType(
    {
        ("examiner.grading.author", "hint"): Move("examiner", "hint", "0.3.0"),
        ("examiner.grading.student", "same"): Move("examiner.grading.unchanged", "same", "0.3.0"),
        ("examiner.wording", "say"): Move("examiner.wording", "joined", "0.3.0", "give hint() both sentences"),
    }
)


def moved(module: str) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a module out of which names have moved.

    Parameters
    ----------
    module : str
        Its name.
    """

    def find(name: str) -> Any:
        move = MOVED.get((module, name))
        if move is None:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        text = f"{module}.{name} goes with version {move.gone}: {move.advice()}"
        warnings.warn(text, DeprecationWarning, stacklevel=2)
        return getattr(importlib.import_module(move.module), move.name)

    return find
