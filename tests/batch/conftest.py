"""The tiny course."""

from tests.fixtures.tiny import course, make, upload, write_course

__all__ = ["course", "make", "upload", "write_course"]
