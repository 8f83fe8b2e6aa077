"""``python scripts/map.py``: draw the rooms of the program and their imports, from the code, into ``docs/map.svg``.

Rows are the layers that import-linter holds. An arrow says that a room imports another; one that follows from others
(a room imports what the rooms it imports do) is left out, so that the picture stays readable.
"""

from __future__ import annotations

import ast
import dataclasses
import itertools
import textwrap
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import grimp

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs/map.svg"
PACKAGE = "examiner"

BOX, HEIGHT, GAP, DROP = 240, 78, 22, 46  # pixels: a box's width and height, between boxes, between rows
LANE, MARGIN = 16, 20  # width of an arrow that passes a row; around the picture
SWEEPS = 24  # times that the rows are ordered, down and up
STYLE = """text { font-family: "DejaVu Sans", Verdana, Helvetica, Arial, sans-serif; fill: #1f2933 }
.name { font-size: 15px; font-weight: bold } .about { font-size: 11px; fill: #45525f }
rect { fill: #f4f7fa; stroke: #5b7083; stroke-width: 1.2 } .page { fill: #ffffff; stroke: none }
path { fill: none; stroke: #8094a8; stroke-width: 1.4 } .head { fill: #5b7083; stroke: none }"""

Edges = dict[str, set[str]]


@dataclasses.dataclass(eq=False)
class Node:
    """A room in its row, or a lane where an arrow passes."""

    room: str = ""
    x: float = 0.0  # of its middle
    above: list[Node] = dataclasses.field(default_factory=list)
    below: list[Node] = dataclasses.field(default_factory=list)

    @property
    def width(self) -> int:
        """Pixels that it takes in its row."""
        return BOX if self.room else LANE


# -- what the code says -------------------------------------------------------------------------------------


def layers() -> list[list[str]]:
    """Return the rooms by the layers that import-linter holds, the doors first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    rows = next(contract["layers"] for contract in contracts if contract["name"] == "arrows point one way")
    return [[name.strip().removeprefix(f"{PACKAGE}.") for name in row.split("|")] for row in rows]


def imports() -> Edges:
    """Return which rooms each room imports."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    graph.remove_module(f"{PACKAGE}.__main__")  # the way in for `python -m`, no room
    found: Edges = {}
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            ends = [name.split(".")[1] for name in (module, imported) if "." in name]
            if len(set(ends)) == 2:
                found.setdefault(ends[0], set()).add(ends[1])
    return found


def reached(edges: Edges, start: str) -> set[str]:
    """Return what a room imports, directly or not."""
    found: set[str] = set()
    todo = [start]
    while todo:
        new = edges.get(todo.pop(), set()) - found
        found |= new
        todo += new
    return found


def drawn(edges: Edges) -> Edges:
    """Return the imports that do not follow from others."""
    return {room: {o for o in to if not any(o in reached(edges, t) for t in to)} for room, to in edges.items()}


def about(room: str) -> str:
    """Return what a room says it is for: the first line of its documentation."""
    path = ROOT / "src" / PACKAGE / room
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.splitlines()[0].rstrip(".").replace("`", "")


# -- where things stand -------------------------------------------------------------------------------------


def place(rows: list[list[str]], edges: Edges) -> list[list[Node]]:
    """Return the rows of rooms and lanes, joined."""
    placed = [[Node(room) for room in row] for row in rows]
    of = {node.room: (node, level) for level, row in enumerate(placed) for node in row}
    for room in sorted(edges):
        for other in sorted(edges[room]):
            (start, top), (end, bottom) = of[room], of[other]
            lanes = [Node() for _ in range(top + 1, bottom)]
            for level, lane in enumerate(lanes, top + 1):
                placed[level].append(lane)
            for upper, lower in itertools.pairwise([start, *lanes, end]):
                upper.below.append(lower)
                lower.above.append(upper)
    return placed


def crossings(rows: list[list[Node]]) -> int:
    """Count the arrows that cross."""
    count = 0
    for row, under in itertools.pairwise(rows):
        position = {node: number for number, node in enumerate(under)}
        ends = [(number, position[low]) for number, node in enumerate(row) for low in node.below]
        count += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in itertools.combinations(ends, 2))
    return count


def order(rows: list[list[Node]]) -> list[list[Node]]:
    """Order each row by the middle of what it is joined to, until the fewest arrows cross."""
    best, fewest = [list(row) for row in rows], crossings(rows)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for level in range(1, len(rows)) if down else range(len(rows) - 2, -1, -1):
            beside = {node: number for number, node in enumerate(rows[level + (-1 if down else 1)])}
            current = {node: number for number, node in enumerate(rows[level])}

            def middle(node: Node, beside: dict[Node, int] = beside, current: dict[Node, int] = current) -> float:
                joined = [beside[other] for other in node.above + node.below if other in beside]
                return sum(joined) / len(joined) if joined else current[node]

            rows[level].sort(key=middle)
            improve(rows, level)
        if crossings(rows) < fewest:
            best, fewest = [list(row) for row in rows], crossings(rows)
    return best


def improve(rows: list[list[Node]], level: int) -> None:
    """Exchange neighbours of a row while that makes fewer arrows cross."""
    row, better = rows[level], True
    while better:
        better = False
        for number in range(len(row) - 1):
            before = crossings(rows)
            row[number], row[number + 1] = row[number + 1], row[number]
            if crossings(rows) < before:
                better = True
            else:
                row[number], row[number + 1] = row[number + 1], row[number]


def spread(row: list[Node]) -> None:
    """Move the nodes of a row apart where they overlap, as little as possible."""
    for forwards in (True, False) * 8:
        for left, right in itertools.pairwise(row):
            overlap = (left.width + right.width) / 2 + GAP - (right.x - left.x)
            if overlap > 0:
                left.x, right.x = left.x - overlap / 2, right.x + overlap / 2
        row[:] = sorted(row, key=lambda node: node.x) if not forwards else row
    for left, right in itertools.pairwise(row):
        right.x = max(right.x, left.x + (left.width + right.width) / 2 + GAP)


def align(rows: list[list[Node]]) -> float:
    """Give every node its place, near what it is joined to; return the width of the picture."""
    for row in rows:
        for number, node in enumerate(row):
            node.x = (number - (len(row) - 1) / 2) * BOX
        spread(row)
    for _ in range(60):
        for row in rows:
            for node in row:
                joined = node.above + node.below
                if joined:
                    node.x = (node.x + sum(other.x for other in joined) / len(joined)) / 2
            spread(row)
    left = min(node.x - node.width / 2 for row in rows for node in row)
    for node in itertools.chain(*rows):
        node.x = round(node.x - left + MARGIN)
    return max(node.x + node.width / 2 for row in rows for node in row) + MARGIN


# -- drawing ------------------------------------------------------------------------------------------------


def top_of(level: int) -> int:
    """Return where a row begins."""
    return MARGIN + level * (HEIGHT + DROP)


def port(node: Node, others: list[Node], other: Node) -> float:
    """Return where on a box's edge the arrow to ``other`` starts or ends: side by side in the others' order."""
    if not node.room:
        return node.x
    number = sorted(others, key=lambda end: end.x).index(other)
    return node.x + (number + 1) * BOX / (len(others) + 1) - BOX / 2


def arrows(rows: list[list[Node]]) -> Iterator[str]:
    """Yield each arrow, from room to room through the lanes between."""
    for level, row in enumerate(rows):
        for node in (n for n in row if n.room):
            for end in sorted(node.below, key=lambda n: n.x):
                upper, lower, depth = node, end, level
                path = f"M{port(node, node.below, end):g} {top_of(level) + HEIGHT}"
                while True:
                    depth += 1
                    x, y, tip = port(lower, lower.above, upper), top_of(depth), 7 if lower.room else 0
                    start = port(upper, upper.below, lower)
                    path += f" C{start:g} {y - DROP / 2:g} {x:g} {y - DROP / 2:g} {x:g} {y - tip:g}"
                    if lower.room:
                        break
                    path += f" V{y + HEIGHT}"
                    upper, lower = lower, lower.below[0]
                yield f'<path d="{path}"/>'
                yield f'<path class="head" d="M{x:g} {y} l-4.5 -9 h9 z"/>'


def boxes(rows: list[list[Node]]) -> Iterator[str]:
    """Yield each room's box, with its name and what it is for."""
    for level, row in enumerate(rows):
        for node in (n for n in row if n.room):
            left, top = node.x - BOX / 2, top_of(level)
            yield f'<rect x="{left:g}" y="{top}" width="{BOX}" height="{HEIGHT}" rx="7"/>'
            yield f'<text class="name" x="{left + 11:g}" y="{top + 21}">{escape(node.room)}</text>'
            for number, line in enumerate(textwrap.wrap(about(node.room), 36, max_lines=3, placeholder=" …")):
                yield f'<text class="about" x="{left + 11:g}" y="{top + 38 + 14 * number}">{escape(line)}</text>'


def picture() -> str:
    """Return the map as SVG."""
    rows = order(place(layers(), drawn(imports())))
    width, height = align(rows), top_of(len(rows)) - DROP + MARGIN
    return "\n".join(lines(rows, width, height)) + "\n"


def lines(rows: list[list[Node]], width: float, height: float) -> Iterable[str]:
    """Yield the lines of the file."""
    size = f'viewBox="0 0 {width:g} {height}" width="{width:g}" height="{height}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    yield "<title>The rooms of examiner; an arrow points from a room to one that it imports</title>"
    yield f'<style>{STYLE}</style>\n<rect class="page" width="{width:g}" height="{height}"/>'
    yield from arrows(rows)
    yield from boxes(rows)
    yield "</svg>"


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
