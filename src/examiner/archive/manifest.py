"""What a backup says that it holds."""

from __future__ import annotations

import msgspec

SCHEMA_VERSION = 1
NAME = "manifest.json"  # in the archive, beside the folder of the course's files
FILES = "course/"


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file."""

    path: str  # in the course's folder, with / between folders
    sha256: str
    size: int
    mode: int  # its permissions


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All of them, and the empty folder's worth of facts around."""

    schema_version: int = SCHEMA_VERSION
    course_id: str
    made: str  # ISO 8601
    version: str  # of the program
    gradebook: str  # its path among the files; empty: there is none, or a server keeps it
    server: bool  # a database server keeps the gradebook, which is not in here
    files: tuple[Entry, ...]
