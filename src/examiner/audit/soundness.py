"""Whether an assignment is sound before any answer is judged: cells, points, graders, languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from traitlets.config import Config

from examiner.audit.demands import CONTRACT
from examiner.audit.tasks import pairs
from examiner.course.graders import cell_of_grader, grader_of
from examiner.model.cells import cells_of, grade_cells
from examiner.release.checks import problems
from examiner.release.form import languages_of


def unsound(master: NotebookNode, config: Config, graders: Path, languages: tuple[str, ...]) -> list[str]:
    """Return what is wrong with an assignment, each with its place.

    Parameters
    ----------
    master : NotebookNode
        The master notebook.
    config : Config
        nbgrader's settings.
    graders : Path
        Folder of the hidden graders.
    languages : tuple of str
        Those that the course teaches in.
    """
    return [*problems(master, config), *_graders(master, graders), *_answers(master), *_prose(master, languages)]


def _graders(master: NotebookNode, graders: Path) -> Iterator[str]:
    """Yield grade cells without a grader, or without points, and graders without a grade cell."""
    cells = {cell.grade_id: cell for cell in grade_cells(master) if not cell.is_manual}
    for name, cell in cells.items():
        if not (grader := grader_of(graders, name)).is_file():
            yield f"grade cell {name}: there is no grader {grader.name}"
        if cell.points <= 0:
            yield f"grade cell {name}: it carries no points"
    for path in sorted(graders.glob("test_*.py")):
        if cell_of_grader(path, cells) not in cells:
            yield f"{path.name}: there is no grade cell {path.stem}"


def _answers(master: NotebookNode) -> Iterator[str]:
    scored = {cell.index for cell, _ in pairs(master)}
    for cell in cells_of(master):
        if cell.is_autograded_answer and cell.index not in scored:
            yield f"answer cell {cell.grade_id}: no grade cell follows it"


def _prose(master: NotebookNode, languages: tuple[str, ...]) -> Iterator[str]:
    """Yield prose that does not stand in every language of the course; a notebook without any tag has one language.

    Tables of demands are looked at where they are read: each stands behind the prose of its own language.
    """
    prose = [c for c in cells_of(master) if c.type == "markdown" and not c.solution and CONTRACT not in c.tags]
    tagged = [(cell.index + 1, languages_of(cell)) for cell in prose]
    if len(languages) < 2 or not any(tags for _, tags in tagged):
        return
    expected = 0  # place in the languages of the cell that must come next
    for number, tags in tagged:
        if not tags:
            yield f"cell {number}: this prose has no language tag"
        elif languages[expected] not in tags:
            yield f"cell {number}: prose in {languages[expected]} should stand here, not in {', '.join(sorted(tags))}"
            expected = next((i for i, language in enumerate(languages) if language in tags), 0)
            expected = (expected + 1) % len(languages)
        else:
            expected = (expected + 1) % len(languages)
    if expected:
        yield f"the last prose is missing in {languages[expected]}"
