"""``python -m examiner.cli.schema [FOLDER]``: write the JSON Schemas of what this program writes and prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from examiner.audit.record import AuditRecord
from examiner.cli.lines import GradeLine, RulingLine
from examiner.exports.document import MarksDocument
from examiner.feedback.record import FeedbackRecord
from examiner.model import Report, serial
from examiner.model.durable import write_text
from examiner.model.regrading import HistoryLine, StudentChange
from examiner.reports.figures import ClassFigures

FOLDER = Path("docs/schema")
DECLARED: Mapping[str, type] = {
    "report": Report,
    "grade": GradeLine,
    "audit": AuditRecord,
    "ruling": RulingLine,
    "class": ClassFigures,
    "regrade": StudentChange,
    "history": HistoryLine,
    "feedback": FeedbackRecord,
    "marks": MarksDocument,
}


def schema_text(name: str) -> str:
    """Return the schema file of one of :data:`DECLARED`.

    A version is fixed in it: data of another one does not fit, whatever else it holds.
    """
    kind = DECLARED[name]
    schema = serial.schema(kind)
    body = schema["$defs"][kind.__name__]
    version = body["properties"]["schema_version"]
    version["const"] = version.pop("default")
    body["required"] = ["schema_version", *body["required"]]
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"


def main(arguments: list[str]) -> None:
    """Write every schema into the folder named, ``docs/schema`` by default."""
    folder = Path(arguments[0]) if arguments else FOLDER
    for name in DECLARED:
        write_text(folder / f"{name}.schema.json", schema_text(name))


if __name__ == "__main__":
    main(sys.argv[1:])
