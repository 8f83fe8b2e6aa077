"""A check of an assert: what prepares it, the names through ``student``, the messages as hints."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from examiner.adopting.reading import Source, Step, Unable
from examiner.adopting.rewriting import Chance, Theirs, asked_for
from examiner.adopting.slicing import BUILTINS, Slice, is_library

NOTHING = (
    "it asks nothing of the student's, so that any answer would pass. A grader imports for itself, and what goes into "
    "a student's function is a copy: whether a function changes it, student.unchanged(...) says"
)


@dataclass(frozen=True)
class Part:
    """One statement of a check, with the comments above it."""

    node: ast.stmt
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class MadeCheck:
    """A check that was made of an assert.

    Parameters
    ----------
    steps : tuple of Step
        The statements with asserts that it stands for.
    asserts : int
        How many they carry out.
    parts : tuple of Part
        What the test function does.
    functions : dict
        Functions and classes that stand beside it in the module.
    imports : dict
        What the module imports for it.
    fixtures : tuple of str
        What the function is given.
    about : str
        The name of the student's that it is about.
    """

    steps: tuple[Step, ...]
    asserts: int
    parts: tuple[Part, ...]
    functions: Mapping[str, ast.stmt] = field(default_factory=dict)
    imports: Mapping[str, Source] = field(default_factory=dict)
    fixtures: tuple[str, ...] = ("student",)
    about: str = ""
    counts: bool = True  # whether it carries points

    @property
    def hidden(self) -> bool:
        """Whether students do not know the asserts."""
        return any(step.hidden for step in self.steps)

    def without_points(self) -> MadeCheck:
        """Return it as one that carries none."""
        return replace(self, counts=False)


def check_of(found: Slice, judging: Sequence[Step], asserts: int) -> MadeCheck:
    """Return the check of some asserts.

    Parameters
    ----------
    found : Slice
        What they need; where there are several, all statements in their order.
    judging : sequence of Step
        The statements with the asserts.
    asserts : int
        How many there are.

    Raises
    ------
    Unable
        If none can be made.
    """
    return _Maker(found, judging).made(asserts)


class _Maker:
    """Puts one check together."""

    def __init__(self, found: Slice, judging: Sequence[Step]) -> None:
        self.found, self.judging = found, tuple(judging)
        self.steps = [*found.steps, *(step for step in judging if step not in found.steps)]
        self.seeded = any(step.is_seed for step in self.steps)
        self.local: set[str] = set()
        self.everywhere = frozenset(name for step in self.steps for name in _binds(step.node))
        self.numpy = {name for name, source in found.imports.items() if source == ("numpy", "")}
        self.drawn, self.about = False, ""
        self.parts: list[Part] = []

    def made(self, asserts: int) -> MadeCheck:
        functions = self._functions()
        for step in self.steps:
            if not isinstance(step.node, ast.FunctionDef | ast.ClassDef) or step.node.name not in functions:
                self._add(step)
        if not self.about:
            raise Unable(NOTHING)
        nodes = [*(part.node for part in self.parts), *functions.values()]
        imports = {name: source for name, source in self.found.imports.items() if name in _mentioned(nodes)}
        for module, _ in imports.values():
            if not is_library(module.partition(".")[0]):
                raise Unable(f"it uses {module}, which is not installed here")
        fixtures = ("student", *(["rng"] if self.drawn else []), *(["seeds"] if self._seed_shared(imports) else []))
        return MadeCheck(self.judging, asserts, tuple(self.parts), functions, imports, fixtures, self.about)

    def _functions(self) -> dict[str, ast.stmt]:
        """Return the functions and classes that need nothing of the notebook: they stand in the module."""
        known = {s.node.name: s for s in self.steps if isinstance(s.node, ast.FunctionDef | ast.ClassDef)}
        free = {name for name in known if sum(name in s.bound for s in self.steps) == 1}
        while True:
            outside = BUILTINS | self.found.imports.keys() | free
            kept = {name for name in free if known[name].needs - {name} <= outside - self.found.theirs}
            if kept == free:
                return {s.node.name: s.node for s in known.values() if s.node.name in free}  # type: ignore[attr-defined]
            free = kept

    def _add(self, step: Step) -> None:
        comments = step.comments
        for name in sorted((step.bound & self.found.theirs) - self.local - self._rebound(step)):
            self._put(ast.Assign([ast.Name(name, ast.Store())], asked_for(name)), ())
            self.about = self.about or name
            self.local.add(name)
        for node in map(copy.deepcopy, step.said):
            self._put(self._rewritten(node, step), comments)
            comments = ()
        if step.is_seed and (number := _seed_of(step.node)) is not None:
            self._put(ast.parse(f"student.seed({number})").body[0], ())
        self.local |= {*_binds(step.node)}

    def _rebound(self, step: Step) -> frozenset[str]:
        return frozenset(_binds(step.node)) if step.replaces else frozenset()

    def _rewritten(self, node: ast.stmt, step: Step) -> ast.stmt:
        later = isinstance(node, ast.FunctionDef | ast.ClassDef)
        theirs = Theirs(self.found.theirs, self.everywhere if later else self.local)
        theirs.bound_inside(node)
        rewritten: Any = theirs.visit(node)
        if theirs.asked and step not in self.found.acting and (step in self.judging or not self.about):
            self.about = theirs.first
        if not self.seeded:
            chance = Chance(self.numpy)
            rewritten = chance.visit(rewritten)
            self.drawn = self.drawn or chance.used
        made: ast.stmt = rewritten
        return made

    def _put(self, node: ast.stmt, comments: tuple[str, ...]) -> None:
        self.parts.append(Part(ast.fix_missing_locations(node), comments))

    def _seed_shared(self, imports: Mapping[str, Source]) -> bool:
        """Seed the generators that all code shares, where what is drawn from them has no other seed."""
        if self.seeded:
            return False
        wanted = []
        for name, source in imports.items():
            uses = [n for part in self.parts for n in ast.walk(part.node) if isinstance(n, ast.Attribute)]
            if source == ("numpy", "") and any(_is_random_of(n, name) for n in uses):
                wanted.append(f"{name}.random.seed(seeds('inputs') % 2**32)")
            if source == ("random", ""):
                wanted.append(f"{name}.seed(seeds('inputs'))")
            if source[0] in ("random", "numpy.random") and source[1]:
                raise Unable(f"it draws with {source[1]} of {source[0]}: draw from rng")
        self.parts[:0] = [Part(ast.parse(text).body[0]) for text in wanted]
        return bool(wanted)


def _binds(node: ast.AST) -> Iterator[str]:
    """Yield the names that a statement binds in the function that it stands in."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if not isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        for part in ast.iter_child_nodes(node):
            yield from _binds(part)


def _mentioned(nodes: Sequence[ast.AST]) -> frozenset[str]:
    return frozenset(part.id for node in nodes for part in ast.walk(node) if isinstance(part, ast.Name))


def _seed_of(node: ast.stmt) -> int | None:
    match node:
        case ast.Expr(value=ast.Call(args=[ast.Constant(value=int(number))])):
            return number
    return None


def _is_random_of(node: ast.Attribute, numpy: str) -> bool:
    match node:
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id=name), attr="random"), attr=drawn):
            return name == numpy and drawn not in ("RandomState", "default_rng", "Generator")
    return False
