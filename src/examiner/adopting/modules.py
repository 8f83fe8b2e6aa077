"""The text of a grader module: title, imports, functions, checks; and, of one that is not whole, what is left to do."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from examiner.adopting.making import MadeCheck, Part
from examiner.adopting.preparing import prepared
from examiner.adopting.reading import AUTHORS, ByHand, Source
from examiner.adopting.shares import shares
from examiner.adopting.writing import STEP, WIDTH, fitted, needs_room, text_of
from examiner.course.graders import PREFIX
from examiner.grading.blame import ERRORS_ARE_WRONG
from examiner.model import Text, say
from examiner.model.cells import Cell

ERRORS_COUNT = (
    "",
    "# As in the notebook's own cell: an answer for which a check raises is a wrong one, whatever it returned.",
    f"{ERRORS_ARE_WRONG} = True",
)
LABELS = {  # of a check's title: whether its asserts are hidden, whether there are several
    False: ("第 {} 項", "test {}"),
    True: ("隱藏測試 {}", "hidden test {}"),
}


@dataclass(frozen=True)
class Module:
    """What was made of one grade cell."""

    cell: Cell
    title: Text
    checks: tuple[MadeCheck, ...] = ()
    by_hand: tuple[ByHand, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether all of its asserts are checks."""
        return bool(self.checks) and not self.by_hand

    def named(self) -> list[tuple[str, MadeCheck]]:
        """Return its checks with the names of their functions."""
        counts = Counter(check.about for check in self.checks)
        seen: Counter[str] = Counter()
        used: set[str] = set()
        found = []
        for check in self.checks:
            seen[check.about] += 1
            name = PREFIX + (check.about.strip("_") or "name")
            name += f"_{seen[check.about]}" if counts[check.about] > 1 else ""
            while name in used:  # f_1 may be a function of the student's too
                name += "_"
            used.add(name)
            found.append((name, check))
        return found

    def without(self, failed: Iterable[tuple[str, str]]) -> Module:
        """Return it without some checks, by the names of their functions, each with the reason."""
        reasons = dict(failed)
        kept = [check for name, check in self.named() if name not in reasons]
        told = [step.by_hand(reasons[name]) for name, check in self.named() if name in reasons for step in check.steps]
        return replace(self, checks=tuple(kept), by_hand=tuple(sorted({*self.by_hand, *told}, key=lambda b: b.line)))


def text_of_module(module: Module) -> str:
    """Return a module's text; the checks' points sum to the grade cell's where it is whole."""
    beginnings, checks = prepared(module.checks)
    weights = [check.asserts * check.counts for check in checks]
    left = [step.line for step in module.by_hand]
    given = shares(module.cell.points, [*weights, len(left)])
    functions = {name: node for check in checks for name, node in check.functions.items()}
    parts = [[*_docstring(str(module.title))]]
    parts[0] += [*_imports(module.checks, [*functions.values()]), *ERRORS_COUNT]
    parts += [text_of(node) for node in functions.values()]
    parts += [[f"def {one.name}({', '.join(one.fixtures)}):", *_lines(one.parts)] for one in beginnings]
    numbers: Counter[tuple[str, bool]] = Counter()
    for (name, _), check, points in zip(module.named(), checks, given, strict=False):
        numbers[check.about, check.hidden] += 1
        parts.append(_function(name, check, points, numbers[check.about, check.hidden]))
    text = "\n\n\n".join("\n".join(part).rstrip() for part in parts)
    return f"{text}\n{_to_do(module, given[-1])}"


def _docstring(title: str) -> list[str]:
    words = re.sub(r'[\\"]', "'", title).strip() or "Task"
    return [f'"""{words}"""', ""]


def _imports(checks: Sequence[MadeCheck], functions: Sequence[ast.stmt]) -> list[str]:
    """Return the lines of imports, Python's own modules first."""
    nodes = [*(part.node for check in checks for part in check.parts), *functions]
    used = {node.id for root in nodes for node in ast.walk(root) if isinstance(node, ast.Name)}
    wanted: dict[str, Source] = {name: source for check in checks for name, source in check.imports.items()}
    wanted |= {name: ("examiner", name) for name in (AUTHORS & used) - wanted.keys()} | {
        "points": ("examiner", "points")
    }
    groups: dict[bool, list[str]] = {True: [], False: []}
    for own in groups:
        there = {n: s for n, s in wanted.items() if (s[0].partition(".")[0] in sys.stdlib_module_names) is own}
        groups[own] = [*_plain_imports(there), *_from_imports(there)]
    first, second = groups[True], groups[False]
    return [*first, *([""] if first and second else []), *second]


def _plain_imports(wanted: dict[str, Source]) -> Iterator[str]:
    for name, (module, inner) in sorted(wanted.items(), key=lambda item: item[1]):
        if not inner:
            yield f"import {module}" + ("" if name == module or module.startswith(f"{name}.") else f" as {name}")


def _from_imports(wanted: dict[str, Source]) -> Iterator[str]:
    modules: dict[str, list[str]] = {}
    for name, (module, inner) in sorted(wanted.items(), key=lambda item: item[1]):
        if inner:
            modules.setdefault(module, []).append(inner if inner == name else f"{inner} as {name}")
    for module, names in sorted(modules.items()):
        yield from fitted(f"from {module} import {', '.join(names)}", "")


def _function(name: str, check: MadeCheck, points: str, number: int) -> list[str]:
    zh, en = (side.format(number) for side in LABELS[check.hidden])
    title = say(f"{check.about}：{zh}", f"{check.about}: {en}")
    lines = [f"@points({points})", f"def {name}({', '.join(check.fixtures)}):", f'{STEP}"""{title}"""']
    return lines + _lines(check.parts)


def _lines(parts: Sequence[Part]) -> list[str]:
    """Return the lines of a function's body."""
    lines: list[str] = []
    for number, part in enumerate(parts):
        if needs_room(part.node) or (number and needs_room(parts[number - 1].node)):
            lines.append("")
        lines += [f"{STEP}{comment}" for comment in part.comments]
        lines += text_of(part.node, STEP)
    return lines


def _to_do(module: Module, points: str) -> str:
    """Return what is left to do, as comments."""
    if not module.by_hand:
        return ""
    lines = ["", "", f"# -- by hand: {len(module.by_hand)} to write, for {points} points in all ".ljust(WIDTH, "-")]
    for one in module.by_hand:
        lines += ["", *_wrapped(f"# Cell {one.cell}, line {one.line}: {one.reason}")]
        lines += [f"#     {line}".rstrip() for line in one.text.splitlines()]
    return "\n".join(lines) + "\n"


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= WIDTH:
            lines.append("#")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
