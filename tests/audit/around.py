"""A wrapper as a test puts it around a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from examiner.audit.wrapping import calls, drawing, draws, habits, numeric

KINDS: dict[str, Callable[..., Any]] = {**numeric.KINDS, **habits.KINDS, **calls.KINDS, **draws.KINDS, **drawing.KINDS}


@dataclass
class Around:
    """A function within a wrapper, and how often that has changed anything."""

    kind: str
    function: Callable[..., Any]
    times: int = 0
    kept: dict[Any, Any] = field(default_factory=dict)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return KINDS[self.kind](self.function, args, kwargs, self.kept, self._noted)

    def _noted(self) -> None:
        self.times += 1
