"""Reports as grading makes them."""

from tests.fixtures.reports import tools

__all__ = ["tools"]
