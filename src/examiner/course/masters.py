"""What lies in an assignment's folder in ``source/``: its notebooks, what students get with them, what not."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Sequence
from pathlib import Path

from examiner.course.errors import CourseError
from examiner.course.listing import files, folders, matches, natural, visible

PRIVATE = (  # names in source/ that students never get, besides nbgrader's ignored ones
    "grader",
    "graders",
    "graders.*",
    "hidden",
    "hidden.*",
    "hidden_data*",
    "hidden_test*",
    "private*",
    "*solution*",
    "*answer_key*",
    "conftest.py",
    "test_*.py",
    "*_test.py",
)
NOTEBOOK = "*.ipynb"
_MARK = b'"grade_id"'  # of nbgrader's cells, in a notebook's text
_TWINS = (".py", ".md", ".rmd", ".qmd", ".rst", ".tex", ".html", ".pdf")  # what notebooks are exported to
BESIDE = ("data", "right", "wrong")  # folders beside the graders that hold none


def notebooks_in(folder: Path, ignore: Iterable[str]) -> tuple[Path, ...]:
    """Return the masters in a folder of ``source/``, sorted by name: as for nbgrader, every notebook.

    One without a cell of nbgrader's whose name keeps it from students is a draft, if there is another one.
    """
    found = sorted(path for path in visible(folder.glob(NOTEBOOK)) if not matches(path.name, ignore))
    masters = [path for path in found if not (matches(path.name, PRIVATE) and _MARK not in path.read_bytes())]
    return tuple(masters or found)


def beside(folder: Path, masters: Sequence[Path], ignore: Iterable[str]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return what students get besides the notebooks, and what its name keeps from them, relative and sorted.

    Raises
    ------
    CourseError
        If there is a link or a special file: what students get must lie in ``source/`` itself.
    """
    twins = tuple(glob.escape(master.stem) + suffix for master in masters for suffix in _TWINS)
    patterns = (*PRIVATE, NOTEBOOK, *twins)
    given: list[Path] = []
    kept: list[Path] = []
    for path in files(folder, ignore):
        private = any(matches(part, patterns) for part in path.relative_to(folder).parts)
        if not private and (path.is_symlink() or not path.is_file()):
            raise CourseError(f"{path} is a link or special file: put the file itself there")
        if path not in masters:
            (kept if private else given).append(path.relative_to(folder))
    return tuple(sorted(given)), tuple(sorted(kept))


def require_graders_in_place(folder: Path, masters: Sequence[Path]) -> None:
    """Refuse graders that lie where no notebook of the assignment has them: they would judge nothing.

    Parameters
    ----------
    folder : Path
        ``graders/<assignment>``.
    masters : sequence of Path
        The assignment's notebooks.

    Raises
    ------
    CourseError
        If there is such a grader; the text names it.
    """
    names = [path.stem for path in masters]
    many = len(names) > 1
    if many and (taken := [name for name in names if name in BESIDE and any((folder / name).glob("*"))]):
        raise CourseError(f"{masters[0].parent}: call no notebook {taken[0]!r}, beside others: {folder / taken[0]} is "
                          "for other files of graders")  # fmt: skip
    stray = [folder] if many else []
    stray += [folder / name for name in folders(folder) if name not in BESIDE and not (many and name in names)]
    for place in stray:
        for path in sorted(place.glob("test_*.py"), key=lambda path: natural(path.name)):
            right = f"{folder}/<notebook>/, one folder for each of {', '.join(names)}" if many else f"{folder}/"
            raise CourseError(f"{path} judges no notebook of the assignment: move it to {right}")
