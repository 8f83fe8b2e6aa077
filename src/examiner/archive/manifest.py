"""What a backup says that it holds."""

from __future__ import annotations

import os
from urllib.parse import quote_from_bytes, unquote_to_bytes

import msgspec

SCHEMA_VERSION = 1
NAME = "manifest.json"  # in the archive, beside the folder of the course's files
FILES = "course/"
_QUOTED = "quoted/"  # of files whose names are no text


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something with a name in the course's folder."""

    path: str  # with / between folders
    mode: int  # its permissions
    group: str = ""  # whose they are, beside the owner's
    quoted: bool = False  # as in an address, since some name in it is no UTF-8

    @property
    def place(self) -> str:
        """Where it lies in the course's folder."""
        return os.fsdecode(unquote_to_bytes(self.path)) if self.quoted else self.path

    @property
    def member(self) -> str:
        """What it is called in the archive."""
        return (_QUOTED if self.quoted else FILES) + self.path


class Entry(Named, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One file."""

    sha256: str
    size: int


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All of them, and the facts around."""

    schema_version: int = SCHEMA_VERSION
    course_id: str
    made: str  # ISO 8601
    version: str  # of the program
    gradebook: str  # its path among the files; empty: there is none, or a server keeps it
    server: bool  # a database server keeps the gradebook, which is not in here
    files: tuple[Entry, ...]
    folders: tuple[Named, ...] = ()
    mode: int = 0o700  # of the course's folder, as its group
    group: str = ""


def as_text(place: str) -> tuple[str, bool]:
    """Return a path as a manifest can hold it, and whether that is quoted."""
    try:
        place.encode()
    except UnicodeEncodeError:
        return quote_from_bytes(os.fsencode(place)), True
    return place, False
