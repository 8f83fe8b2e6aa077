"""What archives may become: each hand-in has a share of its own, so that nobody's bomb takes from others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from examiner.collecting.members import LeftOutError, Member

MIB = 1 << 20
MOST_OF_ONE = 10_000  # files that one hand-in's archives may hold
EXPANSION = 100  # times its own size that an archive may hold in all, as Canvas has it
ALWAYS_MIB = 256  # that a small archive may hold whatever its size
_BY_HAND = "unpack it by hand and collect from the folder"


@dataclass(slots=True)
class Share:
    """What the archives of one hand-in may still become.

    Parameters
    ----------
    most : int
        Bytes.
    used : int
        Bytes of it that are used.
    files : int
        How many more there may be.
    closed : str
        Why nothing of it is read.
    """

    most: int
    used: int = 0
    files: int = MOST_OF_ONE
    closed: str = ""

    def enter(self, size: int, files: int) -> None:
        """Refuse an archive as a whole that holds more than is left.

        Raises
        ------
        LeftOutError
        """
        if self.used + size > self.most:
            raise LeftOutError(f"this archive would become more than {_mib(self.most)} MiB: {_BY_HAND}")
        if files > self.files:
            raise LeftOutError(f"more than {MOST_OF_ONE:,} files are in it: {_BY_HAND}")
        self.files -= files


def shares(size: int, members: Sequence[Member], sizes: Sequence[int]) -> list[Share]:
    """Return the share of each member of an outermost archive: those in one folder have one together.

    Parameters
    ----------
    size : int
        Bytes of the archive.
    members : sequence of Member
    sizes : sequence of int
        What each will become; 0 if it is not read.
    """
    paths = [member.name.split("/") for member in members]
    depth = _around([path[:-1] for path, bytes_ in zip(paths, sizes, strict=True) if bytes_])
    keys = ["/".join(path[: depth + 1]) for path in paths]
    packed: dict[str, int] = defaultdict(int)
    whole: dict[str, int] = defaultdict(int)
    for key, member, bytes_ in zip(keys, members, sizes, strict=True):
        packed[key] += member.info.compress_size
        whole[key] += bytes_
    left = max(EXPANSION * size, ALWAYS_MIB * MIB)
    times = EXPANSION if sum(packed.values()) <= size else 0  # else the archive lies
    made: dict[str, Share] = {}
    for served, key in enumerate(sorted(whole, key=whole.__getitem__)):
        fair = left // (len(whole) - served)  # who needs less leaves the rest to those who need more
        left -= min(fair, whole[key])
        share = made[key] = Share(max(times * packed[key], fair))
        try:
            share.enter(whole[key], 0)
        except LeftOutError as error:
            share.closed = str(error)
    return [made[key] for key in keys]


def _around(folders: Sequence[list[str]]) -> int:
    """Return how many folders lie around all files."""
    if not folders:
        return 0
    first, last = min(folders), max(folders)
    return next((n for n, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))


def _mib(size: int) -> str:
    return f"{size / MIB:,.0f}" if size >= MIB else f"{size / MIB:.2g}"
