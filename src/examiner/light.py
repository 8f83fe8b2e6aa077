"""Imports nbformat without what makes it slow.

jsonschema, which it imports, compiles a grammar of IRIs where it finds ``rfc3987_syntax``. That takes a second of CPU
or more in each process, for a check that no notebook's schema asks for. So it is not found while jsonschema is
imported, and can be imported by anybody afterwards.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

GRAMMAR = "rfc3987_syntax"


def import_nbformat() -> None:
    """Import nbformat; it does nothing where that was done before."""
    modules: dict[str, Any] = sys.modules
    hidden = modules.setdefault(GRAMMAR, None) is None  # with None there the import system finds no such module
    importlib.import_module("nbformat")
    if hidden:
        del modules[GRAMMAR]


import_nbformat()
