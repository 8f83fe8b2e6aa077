"""What can be asked of an export."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


class By(enum.StrEnum):
    """How finely marks are told."""

    TOTAL = "total"
    TASK = "task"
    CHECK = "check"


class Form(enum.StrEnum):
    """What marks are written as."""

    CSV = "csv"
    EXCEL = "excel"
    MOODLE = "moodle"
    CANVAS = "canvas"
    GRADESCOPE = "gradescope"
    JSON = "json"
    PARQUET = "parquet"


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Parameters
    ----------
    assignments : sequence of str
    form : Form
    out : Path
    by : By or None
        None: as is usual for the form.
    weights : mapping of str to float
        Of all assignments, or none.
    zero : bool
        Whether what was not handed in counts as zero.
    template : Path or None
        A file of the other system's to fill in.
    columns : mapping of str to str
        Columns of it by assignment.
    tables : sequence of Path
        What students are called in the other system.
    pseudonyms : bool
        Whether names are replaced.
    """

    assignments: Sequence[str]
    form: Form
    out: Path
    by: By | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    zero: bool = False
    template: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    tables: Sequence[Path] = ()
    pseudonyms: bool = False
