"""Brackets in brackets."""

from pathlib import Path

from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    deep = "[" * 100_000 + "]" * 100_000
    (folder / "week1.ipynb").write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {"x": ' + deep + '}, "cells": []}')
