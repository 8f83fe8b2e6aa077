"""Notebooks and cells as nbformat describes them."""

from __future__ import annotations

import re
import typing
from collections.abc import Mapping, Sequence
from typing import Any

import nbformat
from nbformat import NotebookNode

CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")  # as nbformat 4.5 wants it
CELL_TYPES = ("code", "markdown", "raw")
_nbformat: Any = nbformat  # its functions carry no annotations


def new_cell(
    kind: str,
    source: str,
    name: str,
    metadata: Mapping[str, Any] | None = None,
    attachments: Mapping[str, Any] | None = None,
) -> NotebookNode:
    """Return a cell of type ``kind`` with the id ``name``; only Markdown has attachments. What is given is copied."""
    fields: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": metadata or {}, "source": source}
    if kind == "code":
        fields |= {"execution_count": None, "outputs": []}
    if kind == "markdown" and attachments:
        fields["attachments"] = attachments
    return typing.cast("NotebookNode", _nbformat.from_dict(fields))


def new_notebook(cells: Sequence[NotebookNode], metadata: Mapping[str, Any] | None = None) -> NotebookNode:
    """Return a notebook of format 4.5 with copies of ``cells`` and ``metadata``."""
    fields = {"cells": list(cells), "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 5}
    return typing.cast("NotebookNode", _nbformat.from_dict(fields))


def parse(text: str) -> NotebookNode:
    """Read a trusted notebook of any format as format 4."""
    return typing.cast("NotebookNode", _nbformat.reads(text, as_version=4))


def text_of(notebook: NotebookNode) -> str:
    """Return a notebook as nbconvert writes it to a file."""
    return str(_nbformat.writes(notebook, version=4)).rstrip("\n") + "\n"
