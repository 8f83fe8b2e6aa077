"""What a release gives away: hidden text, hidden files and hidden data, in memory as on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode
from traitlets.config import Config

from examiner.audit import leaks as texts
from examiner.audit.traces import HiddenData, contents
from examiner.model.notebook import text_of
from examiner.pipeline import LoadedAssignment
from examiner.release import leaks as edition
from examiner.release.leaks import Leak


def leaks(
    loaded: LoadedAssignment,
    master: NotebookNode,
    config: Config,
    graders: Path,
    markers: tuple[str, str],
    own: str = "",
    others: Sequence[NotebookNode] = (),
) -> list[Leak]:
    """Return what hidden text, files and data stand in the student edition.

    Parameters
    ----------
    loaded : LoadedAssignment
        The assignment; its edition is looked at as it would be made now and as it lies on disk.
    master : NotebookNode
        With everything hidden.
    config : Config
        nbgrader's settings.
    graders : Path
        Folder of the notebook's hidden graders.
    markers : tuple of str
        Begin and end of a solution.
    own : str
        The master's file, where there are other notebooks.
    others : sequence of NotebookNode
        Their masters.
    """
    hidden, data = texts.hidden_text(master, graders, *markers, others), hidden_data(loaded)
    files = released_files(loaded)
    found = texts.text_leaks(hidden, files)
    for name, content in files.items():
        found += data.find(name, contents(Path(name).name, content))
    known = {(leak.file, leak.cell) for leak in found}
    for leak in edition.leaks(master, config, files, graders, own):
        if not any(
            leak.file == name and (leak.cell == where or where.startswith(f"{leak.cell} ")) for name, where in known
        ):
            found.append(leak)
    return found


def hidden_data(loaded: LoadedAssignment) -> HiddenData:
    """Return the hidden data of an assignment."""
    return HiddenData(loaded.course.hidden_data(loaded.assignment))


def released_files(loaded: LoadedAssignment) -> dict[str, bytes]:
    """Return every file of the edition by name; one on disk that differs stands beside the one that would be made."""
    files = {**{book.name: text_of(book.notebook).encode() for book in loaded.books}, **loaded.files}
    folder = loaded.course.release(loaded.assignment)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else []:
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        if files.get(name) != content:
            files[f"release/{loaded.assignment}/{name}"] = content
    return files
