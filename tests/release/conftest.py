"""The tiny course."""

from tests.fixtures.tiny import course, empty_gradebook, gradebook_in, make, upload, write_course

__all__ = ["course", "empty_gradebook", "gradebook_in", "make", "upload", "write_course"]
