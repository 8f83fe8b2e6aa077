"""Database errors turned into sentences that say what happened, where, and what to do."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

UPGRADE = "Back the gradebook up, then run 'nbgrader db upgrade'."

# PostgreSQL: serialization failure, deadlock, lock not available, and two writers adding the same row at
# once. Each ends well when the whole transaction is simply run again.
_PASSING_STATES = frozenset({"40001", "40P01", "55P03", "23505"})

# By SQLite's error name. The first entry whose name begins the error's extended name
# (SQLITE_READONLY_DIRECTORY, SQLITE_IOERR_WRITE) applies.
_FROM_BACKUP = (
    "Restore it from a backup, or move it away: a new one is made and filled from the reports "
    "(manual marks and comments exist only in the backup)."
)
_SQLITE_ADVICE = {
    "SQLITE_READONLY": (
        "it cannot be written",
        "Give yourself write permission on the file and on its folder (SQLite keeps a journal beside it).",
    ),
    "SQLITE_PERM": ("it cannot be written", "Give yourself write permission on the file."),
    "SQLITE_CANTOPEN": (
        "it cannot be opened",
        "Check that the folder exists and that you may write in it, or correct c.CourseDirectory.db_url.",
    ),
    "SQLITE_NOTADB": (
        "it is not a database",
        _FROM_BACKUP,
    ),
    "SQLITE_CORRUPT": (
        "it is damaged",
        _FROM_BACKUP,
    ),
    "SQLITE_FULL": ("the disk is full", "Free some space and run the same command again."),
    "SQLITE_IOERR": (
        "the disk did not answer as it should",
        "Check the disk or network share it lies on, then run the same command again.",
    ),
}


class GradebookError(Exception):
    """The gradebook could not be used. Nothing of the attempted change was written.

    Parameters
    ----------
    what : str
        What happened.
    where : str
        The file, or the address without its password.
    remedy : str
        What to do next.
    """

    def __init__(self, what: str, where: str, remedy: str) -> None:
        # All three go to ``args``, so that the error survives pickling between processes.
        super().__init__(what, where, remedy)
        self.what, self.where, self.remedy = what, where, remedy

    def __str__(self) -> str:
        return f"Gradebook {self.where}: {self.what}. {self.remedy}"


class GradebookFull(GradebookError):
    """There is no room for a change; there will be none for the next one either."""


def is_passing(error: SQLAlchemyError) -> bool:
    """Return whether waiting may cure ``error``: somebody else holds the database just now."""
    origin = getattr(error, "orig", None)
    name = getattr(origin, "sqlite_errorname", "") or ""
    state = getattr(origin, "sqlstate", None) or getattr(origin, "pgcode", None)
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or state in _PASSING_STATES


def locked(where: str, patience: float) -> GradebookError:
    """Return the error for a database that stayed locked for ``patience`` seconds."""
    return GradebookError(
        f"another program kept it locked for {patience:g} seconds",
        where,
        "Let that program finish (formgrader, another grading run, a database browser), then run the "
        "same command again.",
    )


def explained(error: SQLAlchemyError, where: str) -> GradebookError:
    """Return ``error`` as a sentence with the remedy."""
    origin = getattr(error, "orig", None)
    name = getattr(origin, "sqlite_errorname", "") or ""
    for prefix, (what, remedy) in _SQLITE_ADVICE.items():
        if name.startswith(prefix):
            return (GradebookFull if prefix == "SQLITE_FULL" else GradebookError)(what, where, remedy)
    reason = str(origin if origin is not None else error).strip().splitlines()
    what = reason[0] if reason else type(error).__name__
    if "no such" in what or getattr(origin, "sqlstate", None) in {"42P01", "42703"}:
        return GradebookError(f"it lacks something nbgrader 0.9 needs ({what})", where, UPGRADE)
    if isinstance(error, OperationalError) and not name:
        return GradebookError(what, where, "Check that the server runs and that c.CourseDirectory.db_url is right.")
    if isinstance(error, DBAPIError):
        return GradebookError(f"it refused the change ({what})", where, "Please report this with the message.")
    return GradebookError(f"{type(error).__name__}: {what}", where, "Please report this with the message.")
