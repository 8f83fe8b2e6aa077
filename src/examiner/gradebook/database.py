"""One transaction at a time against nbgrader's database, with waiting, a checked schema and clear errors."""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic.config import Config
from alembic.script import ScriptDirectory
from nbgrader import api, dbutil
from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import Column, MetaData, Table
from sqlalchemy.types import String

from examiner.gradebook.errors import UPGRADE, GradebookError, explained, is_passing, locked

T = TypeVar("T")

_SET_ADDRESS = "Set c.CourseDirectory.db_url to an address such as 'sqlite:///gradebook.db'."
PATIENCE = 30.0  # seconds that a locked database is waited for
_FIRST_DELAY, _LONGEST_DELAY = 0.05, 1.0  # seconds between two attempts
_DRIVER_WAIT = 0.5  # seconds SQLite itself waits before it reports a lock; the rest is this module's waiting


class Database:
    """nbgrader's database behind ``run``: one piece of work is one transaction.

    Parameters
    ----------
    db_url : str
        As nbgrader's ``c.CourseDirectory.db_url``: ``sqlite:///gradebook.db`` or a PostgreSQL address.
    patience : float
        Seconds that a locked database is waited for.

    Raises
    ------
    GradebookError
        If the address is not usable, the folder is missing, or the file cannot be written.
    """

    def __init__(self, db_url: str, *, patience: float = PATIENCE) -> None:
        self._url = _parsed(db_url)
        self._patience = patience
        self.where = _place(self._url)
        if self._url.get_backend_name() == "sqlite":
            self._url = _absolute(self._url, self.where)
            self.where = _place(self._url)
            _check_file(Path(str(self._url.database)), self.where)
        self._engine = self._create_engine()

    def close(self) -> None:
        """Close what is open. No connection outlives a transaction, so there is little to do."""
        self._engine.dispose()

    def run(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` in one transaction: all of it is written, or nothing.

        While somebody else holds the database, the whole of ``work`` is tried again.

        Raises
        ------
        GradebookError
            If the database stays locked, or refuses.
        """
        deadline = time.monotonic() + self._patience
        delay = _FIRST_DELAY
        while True:
            try:
                with Session(self._engine, autoflush=False) as session, session.begin():
                    return work(session)
            except SQLAlchemyError as error:
                if not is_passing(error):
                    raise explained(error, self.where) from error
                if time.monotonic() + delay > deadline:
                    raise locked(self.where, self._patience) from error
            time.sleep(delay)
            delay = min(2 * delay, _LONGEST_DELAY)

    def prepare(self, course_id: str | None = None) -> None:
        """Create nbgrader's tables in an empty database, check and complete them in a filled one, add the course."""
        self.run(lambda session: _prepare(session, course_id, self.where))

    def _create_engine(self) -> Engine:
        sqlite = self._url.get_backend_name() == "sqlite"
        # NullPool: nothing stays open between transactions, so a process that forks shares no connection
        # with its children, and formgrader is never kept waiting.
        options: dict[str, Any] = {"poolclass": NullPool}
        if sqlite:
            options["connect_args"] = {"timeout": _DRIVER_WAIT}
        else:
            options["isolation_level"] = "SERIALIZABLE"
        try:
            engine = create_engine(self._url, **options)
        except ModuleNotFoundError as error:
            raise GradebookError(
                f"the database driver {error.name!r} is not installed",
                self.where,
                f"Run 'pip install {error.name}', or use SQLite.",
            ) from error
        except ArgumentError as error:
            what = f"there is no such kind of database as {self._url.drivername!r}"
            raise GradebookError(what, self.where, _SET_ADDRESS) from error
        if sqlite:
            _begin_explicitly(engine)
        return engine


def _parsed(db_url: str) -> URL:
    try:
        return make_url(db_url)
    except ArgumentError:
        raise GradebookError(
            f"{db_url!r} is no database address",
            "address",
            _SET_ADDRESS,
        ) from None


def _place(url: URL) -> str:
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.render_as_string(hide_password=True)


def _absolute(url: URL, where: str) -> URL:
    """Tie a relative path to the current folder now: a later ``chdir`` must not find another file."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise GradebookError(
            "it needs a file of its own",
            where,
            _SET_ADDRESS,
        )
    return url.set(database=str(Path(url.database).absolute()))


def _check_file(path: Path, where: str) -> None:
    """Find ordinary trouble before SQLite reports it with less context."""
    if not path.parent.is_dir():
        raise GradebookError(
            f"its folder {path.parent} does not exist",
            where,
            "Create the folder, or correct c.CourseDirectory.db_url.",
        )
    if path.is_dir():
        raise GradebookError("it is a folder", where, "Correct c.CourseDirectory.db_url.")
    if path.exists() and not os.access(path, os.W_OK):
        raise GradebookError("it cannot be written", where, "Give yourself write permission on the file.")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise GradebookError(
            f"its folder {path.parent} cannot be written",
            where,
            "Give yourself write permission on the folder: SQLite keeps a journal beside the gradebook.",
        )


def _begin_explicitly(engine: Engine) -> None:
    """Begin SQLite transactions ourselves.

    Python's driver begins one only before the first change, and not before CREATE TABLE. A write
    transaction takes its lock at once: a lock asked for in the middle makes SQLite refuse instead of wait.
    """

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@functools.cache
def newest_revision() -> str:
    """Return the schema revision of the installed nbgrader, as its ``alembic_version`` table holds it."""
    config = Config()
    config.set_main_option("script_location", dbutil.ALEMBIC_DIR)
    return str(ScriptDirectory.from_config(config).get_current_head())


def _prepare(session: Session, course_id: str | None, where: str) -> None:
    connection = session.connection()
    if not inspect(connection).get_table_names():
        api.Base.metadata.create_all(bind=connection)
        version = Table("alembic_version", MetaData(), Column("version_num", String(32), nullable=False))
        version.create(connection)
        connection.execute(insert(version).values(version_num=newest_revision()))
    _check_schema(connection, where)
    if course_id is not None and session.get(api.Course, course_id) is None:
        session.add(api.Course(id=course_id))


def _check_schema(connection: Connection, where: str) -> None:
    found = set(inspect(connection).get_table_names())
    missing = sorted(set(api.Base.metadata.tables) - found)
    if missing and "alembic_version" in found and _revision(connection) == newest_revision():
        # An upgrade leaves it to whoever opens the gradebook next to make tables that are new, as nbgrader does.
        api.Base.metadata.create_all(bind=connection)
    elif missing:
        raise GradebookError(f"it is not a gradebook of nbgrader 0.9 (no table {missing[0]!r})", where, UPGRADE)
    if "alembic_version" not in found:
        return  # made by a program that called nbgrader's models directly; the tables are all there
    version = _revision(connection)
    if version != newest_revision():
        raise GradebookError(
            f"its tables are of revision {version}, the installed nbgrader's of {newest_revision()}",
            where,
            UPGRADE,
        )


def _revision(connection: Connection) -> str | None:
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
