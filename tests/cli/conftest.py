"""Reports as grading makes them, and the tiny course."""

from tests.fixtures.reports import tools
from tests.fixtures.tiny import course, make, upload, write_course

__all__ = ["course", "make", "tools", "upload", "write_course"]
