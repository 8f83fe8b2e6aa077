"""The table as Parquet, for programs that read columns: of marks those that are numbers, beside their status."""

from __future__ import annotations

import io
from typing import Any

from examiner.course.errors import CourseError
from examiner.exports.table import PEOPLE, Table


def to_parquet(table: Table) -> bytes:
    """Return a table in which marks that wait or do not count are empty: a column has one type.

    Raises
    ------
    CourseError
        If PyArrow is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise CourseError(
            "--to parquet needs PyArrow, which is not installed: pip install 'examiner[parquet]'"
        ) from None
    columns: dict[str, Any] = {}
    for place, name in enumerate(table.header):
        cells = [row[place] for row in table.rows]
        if name in PEOPLE or name.endswith(" status"):
            columns[name] = pyarrow.array(map(str, cells), pyarrow.string())
        else:
            columns[name] = pyarrow.array((one if isinstance(one, float) else None for one in cells), pyarrow.float64())
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), buffer)
    return buffer.getvalue()
