"""What says little and unfolds to much once pandas, NumPy or a grader looks at it: refused before it is made."""

from __future__ import annotations

from typing import Any

from .checks import MalformedValue, over, pandas
from .core import Walker
from .numeric import np

BYTES_A_ROW = 8  # what a row of a RangeIndex or of codes takes once pandas writes it out
TOGETHER = 4  # times what one value may have: what all that unfolds in it may come to


def unfold(walker: Walker, rows: int) -> None:
    """Count rows that come out of nothing, those of all parts of a value together."""
    walker.unfolded += rows * BYTES_A_ROW
    most = TOGETHER * walker.limits.max_bytes
    if walker.unfolded > most:
        raise over("the value", walker.unfolded, most, "bytes once it is written out")


def check_range(value: range, walker: Walker) -> None:
    """Refuse a range that would not fit if it were a list."""
    if not value:
        return
    size = (value[-1] - value[0]) // value.step + 1  # len() knows no more than 2**63
    if size > walker.limits.max_nodes:
        raise over("a range", size, walker.limits.max_nodes, "elements")
    unfold(walker, size)


def check_rows(rows: Any, walker: Walker) -> None:
    """Refuse an index, or codes, that say little and unfold to anything."""
    most = walker.limits.max_bytes // BYTES_A_ROW
    if len(rows) > most:
        raise over("an index or Categorical", len(rows), most, "rows")
    unfold(walker, len(rows))


def check_tuples(index: Any, walker: Walker, levels: int) -> None:
    """Refuse a MultiIndex whose rows, each a tuple once it is looked at, are too many."""
    if len(index) > walker.limits.max_nodes:
        raise over("a MultiIndex", len(index), walker.limits.max_nodes, "rows")
    unfold(walker, len(index) * levels)


def check_labels(index: Any, walker: Walker) -> None:
    """Refuse labels, all different, that are many numbers: pandas hashes them to see, and without a secret."""
    if isinstance(index, pandas().MultiIndex):
        raise MalformedValue("a MultiIndex stands where labels belong")
    hashed = 0 if index.dtype.kind == "O" or isinstance(index, pandas().RangeIndex) else len(index)
    if hashed > walker.limits.max_keys:
        raise over("a Categorical or MultiIndex", hashed, walker.limits.max_keys, "labels that are not text")


def check_categories(codes: Any, categories: Any, walker: Walker) -> None:
    """Refuse a Categorical of too many rows, or of many that each stand for a long text."""
    check_rows(codes, walker)
    if categories.dtype.kind != "O":
        return
    lengths = [len(label) if isinstance(label, str | bytes) else 0 for label in categories.tolist()]
    counts = np.bincount(codes[(codes >= 0) & (codes < len(lengths))], minlength=len(lengths)).tolist()
    size = sum(length * count for length, count in zip(lengths, counts, strict=True))
    if size > walker.limits.max_bytes:
        raise over("a Categorical", size, walker.limits.max_bytes, "characters")
