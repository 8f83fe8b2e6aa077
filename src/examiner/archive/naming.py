"""Where a student's name still stands, however a page or a table writes it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from examiner.archive.contents import GRADERS, contents, folders, shown
from examiner.course.layout import Course
from examiner.gradebook.reading import Gradebook
from examiner.model.text import composed

_READ = (  # endings of files that may name somebody
    *(".html", ".json", ".jsonl", ".ipynb", ".csv", ".tsv", ".py", ".txt", ".md", ".log"),
    *(".yml", ".yaml", ".toml", ".ini", ".cfg", ".xml"),
)
_MOST = 32 << 20  # bytes of a file that is looked into
_LISTED = 5  # lines of one file
_CJK = "\u2e80"  # from here on no spaces stand between words
_LETTER = rf"[^\W_{_CJK}-\U0003ffff]"


def named(course: Course, student: str, gone: Collection[Path], left: Mapping[Path, bytes]) -> Iterator[str]:
    """Yield the files of a course that name a student: a line on each, with what to do.

    Parameters
    ----------
    course : Course
    student : str
    gone : collection of Path
        What goes, and is not looked into.
    left : mapping of Path to bytes
        What will be left of files that are changed.
    """
    says = _finder(student, {*Gradebook(course).roster(), *map(composed, course.spellings())})
    pages = course.root / course.folders.feedback
    inside = {folder for folder in folders(course) if folder not in (course.state, course.root / GRADERS)}
    files = contents(course, without=inside).files
    files += sorted(path for path in pages.iterdir() if path.is_file()) if pages.is_dir() else []
    for path in files:
        if any(path.is_relative_to(one) for one in gone):
            continue
        name = shown(path, course.root)
        lines = list(_lines(path, left.get(path), says))
        if lines:
            where = f"line{'s' * (len(lines) > 1)} {', '.join(map(str, lines[:_LISTED]))}" + ", …" * (
                len(lines) > _LISTED
            )
            hint = "; `examiner report` writes it anew" if path.parent == pages else ""
            yield f"{name}, {where}, names {student}{hint}"
        elif says(path.relative_to(course.root).as_posix()):
            yield f"{name} is called like {student}"


def _lines(path: Path, left: bytes | None, says: Callable[[str], bool]) -> Iterator[int]:
    if path.suffix.lower() in _READ and path.stat().st_size <= _MOST:
        text = (path.read_bytes() if left is None else left).decode("utf-8", "replace")
        yield from (number for number, line in enumerate(text.splitlines(), start=1) if says(line))


def _finder(student: str, others: Iterable[str]) -> Callable[[str], bool]:
    """Return what says whether a line names a student: not within a longer word, nor within another one's name.

    Letters and digits make a word longer, ``_``, ``-`` and Chinese do not: a person looks at what is found, so
    ``ada_hw1.zip`` and ``學生ada缺交`` are.
    """
    longer = [form for name in others if student in name and name != student for form in _forms(name)]
    words = [*map(_word, sorted(longer, key=len, reverse=True)), f"({'|'.join(map(_word, _forms(student)))})"]
    pattern = re.compile("|".join(words))
    return lambda line: any(found[1] for found in pattern.finditer(composed(line)))


def _forms(name: str) -> list[str]:
    """Return a name as it is, and as pages, addresses and JSON write it."""
    page = html.escape(name)
    return sorted({name, page, page.replace("&#x27;", "&#39;"), quote(name), json.dumps(name)[1:-1]})


def _word(name: str) -> str:
    """Return a pattern of a name that no letter makes longer."""
    begin, end = ("" if letter >= _CJK else _LETTER for letter in (name[0], name[-1]))
    return (begin and f"(?<!{begin})") + re.escape(name) + (end and f"(?!{end})")
