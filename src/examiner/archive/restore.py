"""From a backup to a course's folder: all of it is checked first, and the folder appears whole or not at all."""

from __future__ import annotations

import grp
import os
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

from examiner.archive.checking import checked, opened, read
from examiner.archive.contents import gradebook_in
from examiner.archive.manifest import Entry, Manifest
from examiner.archive.places import new_place
from examiner.course.config import CONFIG_NAME
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.settings import load_settings
from examiner.model import durable

_PRIVATE = 0o700  # of a folder while it is filled


def restore(backup: Path, place: Path) -> tuple[Manifest, list[str]]:
    """Make the course's folder of a backup; return what was in it, and what a person must see to.

    Parameters
    ----------
    backup : Path
    place : Path
        A folder that is empty or not there.

    Raises
    ------
    CourseError
        If the folder holds something, or anything in the backup is not as its manifest says.
    """
    place = new_place(place, "a backup is restored into a new one, so that nothing is lost")
    with opened(backup) as archive:
        manifest = checked(archive, backup)
        durable.clear_drafts(place)
        with durable.new_folder(place) as draft:
            draft.chmod(_PRIVATE)
            _check_room(manifest, draft, backup)
            for folder in manifest.folders:
                (draft / folder.place).mkdir(parents=True, exist_ok=True)
            for entry in manifest.files:
                _extract(archive, entry, backup, draft)
            _check_gradebook(draft / manifest.gradebook if manifest.gradebook else None, backup)
            strange = _give_rights(manifest, draft)
    return manifest, [*_of_groups(manifest, strange, place), *_of_gradebook(manifest, place)]


def _check_room(manifest: Manifest, folder: Path, backup: Path) -> None:
    need, free = sum(entry.size for entry in manifest.files), shutil.disk_usage(folder).free
    if need > free:
        raise CourseError(f"{backup} needs {need >> 20} MiB, and there are {free >> 20} MiB free at {folder.parent}")


def _extract(archive: zipfile.ZipFile, entry: Entry, backup: Path, draft: Path) -> None:
    path = draft / entry.place
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        read(archive, entry, backup, file.write)


def _check_gradebook(path: Path | None, backup: Path) -> None:
    if path is None:
        return
    try:
        with closing(sqlite3.connect(path)) as database:
            (said,) = database.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        raise CourseError(f"{backup}: the gradebook in it is damaged: {said}. Nothing was written")


def _give_rights(manifest: Manifest, draft: Path) -> set[str]:
    """Give groups and permissions as they were, to the outermost folder last; return groups that are not here.

    What such a group might do no other group may: it gets what everybody gets.
    """
    strange: set[str] = set()

    def give(path: Path, mode: int, group: str) -> None:
        if not _given(path, group):
            strange.add(group)
            mode = mode & 0o1707 | mode & (mode & 0o007) << 3
        path.chmod(mode)

    for entry in manifest.files:
        give(draft / entry.place, entry.mode & 0o777 | 0o400, entry.group)
    recorded = {draft / one.place: (one.mode, one.group) for one in manifest.folders}
    recorded[draft] = manifest.mode, manifest.group
    for where, _, _ in os.walk(draft, topdown=False):
        mode, group = recorded.get(Path(where), (_PRIVATE, ""))
        give(Path(where), mode & 0o3777 | _PRIVATE, group)
    return strange


def _given(path: Path, group: str) -> bool:
    try:
        number = grp.getgrnam(group).gr_gid
        if path.stat().st_gid != number:
            os.chown(path, -1, number)
    except (KeyError, PermissionError):
        return False
    return True


def _of_groups(manifest: Manifest, strange: Collection[str], place: Path) -> Iterator[str]:
    shared = {folder.group for folder in manifest.folders if folder.mode & stat.S_ISGID}
    for group in sorted(shared.intersection(strange)):
        yield (
            f"the course was shared by the group {group!r}, which is not here or not yours, and has no rights in "
            f"{place}: chgrp -R GROUP {place}; chmod -R g+rwX {place}"
        )


def _of_gradebook(manifest: Manifest, place: Path) -> Iterator[str]:
    """Yield what is wrong with the gradebook that the restored course opens: it may be the old course's."""
    config, remedy = place / CONFIG_NAME, "correct c.CourseDirectory.db_url before anything is graded"
    saved = place / manifest.gradebook
    if manifest.server:
        yield (
            "the gradebook was kept by a database server: bring it back with pg_restore, and if the old course goes "
            "on, into another database"
        )
    try:
        course = Course(place, load_settings(place))
    except CourseError as error:
        yield f"the settings do not work here: {error}"
        return
    found = course.gradebook
    if found is None:
        if not manifest.server:
            yield f"{config} leads to a database server, and not to {saved}: {remedy}"
    elif manifest.gradebook and str(gradebook_in(course)) != manifest.gradebook:
        yield f"{config} leads to {found}, and not to the gradebook of the backup, {saved}: {remedy}"
    elif gradebook_in(course) is None:
        yield f"{config} leads to {found}, which is not in {place}: {remedy}"
