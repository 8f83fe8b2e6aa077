"""A command does not pay for what it does not use."""

from __future__ import annotations

import subprocess
import sys

ASKED = """
import sys
{first}
import {what}
print("jsonschema" in sys.modules, "rfc3987_syntax.syntax_helpers" in sys.modules)
import rfc3987_syntax
print(rfc3987_syntax.is_valid_syntax("iri", "http://example.org/"))
"""


def told(what: str, first: str = "") -> list[str]:
    """Return what a fresh process says after importing something."""
    script = ASKED.format(what=what, first=first)
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()


def test_no_grammar_of_iris_is_compiled_for_a_notebook_and_it_can_be_used_all_the_same() -> None:
    assert told("nbformat") == ["True", "True", "True"]  # so there is something to leave out
    for entry in ("examiner", "examiner.batch.worker", "examiner.cli", "examiner.kernels.jail"):
        assert told(entry) == ["True", "False", "True"]
    assert told("examiner", "import rfc3987_syntax") == ["True", "True", "True"]
