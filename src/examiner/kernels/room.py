"""Room for output: how much of what a cell prints and draws is kept."""

from __future__ import annotations

from dataclasses import dataclass

from examiner.model import Text


@dataclass(slots=True)
class Kept:
    """Bytes of output that are kept: of the notebook's room, and of the floors of single cells."""

    shared: int = 0
    floors: int = 0


class Room:
    """What may be kept of one cell's output.

    A cell that talks without end uses up what the notebook has, but not the little that each later one needs: when the
    notebook's room is full, each cell has a floor. The floors, too, have an end: together they are as
    large as the room.

    Parameters
    ----------
    kept : Kept
        What is kept of all cells.
    most, floor : int
        Bytes that the notebook has, and those of a floor.
    text : Text
        Stands where output was cut.
    """

    def __init__(self, kept: Kept, most: int, floor: int, text: Text) -> None:
        self.text = text
        self.cut = False  # and whether it stands there already
        self._all, self._own = kept, Kept()
        self._most, self._floor = most, floor

    def left(self) -> int:
        """Return how many bytes more may be kept."""
        floor = min(self._floor - self._own.shared - self._own.floors, self._most - self._all.floors)
        return max(self._most - self._all.shared, floor, 0)

    def charge(self, size: int) -> None:
        """Count bytes that are kept from now on; below zero: that are so no longer."""
        shared = min(size, self._most - self._all.shared) if size >= 0 else min(size + self._own.floors, 0)
        for account in (self._own, self._all):
            account.shared += shared
            account.floors += size - shared
