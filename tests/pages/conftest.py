"""Reports as grading makes them, and a browser for their pages."""

from tests.fixtures.reports import chromium, notebook, report, tools

__all__ = ["chromium", "notebook", "report", "tools"]
