"""What the former version had a course write in ``nbgrader_config.py``, as it is said today."""

from __future__ import annotations

import ast
from typing import Any

SANITIZE = ["nbgrader.preprocessors.ClearOutput", "examiner.nbgrader_plugin.Intake"]
AUTOGRADE = [
    "examiner.nbgrader_plugin.Grade",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "examiner.nbgrader_plugin.Save",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
FORMER = {"c.Autograde.sanitize_preprocessors": SANITIZE, "c.Autograde.autograde_preprocessors": AUTOGRADE}
LATE = "nbgrader.preprocessors.AssignLatePenalties"
TODAY = "from examiner.nbgrader_plugin import configure\n\nconfigure(c)\n"
BY_HAND = (
    "c.Autograde.autograde_preprocessors is a list of your own that holds nbgrader's AssignLatePenalties: take that "
    "out, since examiner.nbgrader_plugin.Save takes off for lateness itself, by extensions too"
)


def rewritten(text: str) -> str:
    """Return the settings file with the former version's door to nbgrader in today's one line; else as it is."""
    lines, found = text.splitlines(keepends=True), _assigned(text)
    if {name: value for name, (value, _, _) in found.items() if name in FORMER} != FORMER:
        return text
    places = sorted((first, last) for name, (_, first, last) in found.items() if name in FORMER)
    for number, (first, last) in reversed([*enumerate(places)]):
        lines[first - 1 : last] = [TODAY] if number == 0 else []
    return "".join(lines)


def left_by_hand(text: str) -> str:
    """Return what a person has to change in the settings, empty for nothing."""
    value = _assigned(text).get("c.Autograde.autograde_preprocessors", ([], 0, 0))[0]
    ours = isinstance(value, list) and "examiner.nbgrader_plugin.Save" in value and LATE in value
    return BY_HAND if ours and rewritten(text) == text else ""


def _assigned(text: str) -> dict[str, tuple[Any, int, int]]:
    """Return what plain assignments give names, with their first and last line; the last one of each name counts."""
    found: dict[str, tuple[Any, int, int]] = {}
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            try:
                value = ast.literal_eval(statement.value)
            except ValueError:  # computed
                value = None
            found[ast.unparse(statement.targets[0])] = (value, statement.lineno, statement.end_lineno or 0)
    return found
