"""Names of the student's are called through ``student``; random numbers come from ``rng``."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from examiner.adopting.reading import Unable
from examiner.grading.student import Student

OWN = frozenset(name for name in dir(Student) if not name.startswith("_"))
# The same under both names; what is drawn is not, and need not be.
SAME = "uniform normal choice permutation shuffle standard_normal random exponential poisson binomial gamma beta"
DRAWS = {
    "randint": "integers",
    "random_integers": "integers",
    "random_sample": "random",
    "ranf": "random",
    **{name: name for name in SAME.split()},
}
BY_SIZE = {"rand": "random", "randn": "standard_normal"}  # which take a size as one argument
Scope = frozenset[str]


class Theirs(ast.NodeTransformer):
    """Has names of the student's called through ``student``.

    Parameters
    ----------
    theirs : collection of str
        Their names.
    local : collection of str
        Names that the check itself has bound by now.
    """

    def __init__(self, theirs: Collection[str], local: Collection[str]) -> None:
        self.theirs, self.local = frozenset(theirs), frozenset(local)
        self.inner: Scope = frozenset()
        self.first = ""  # of the names that were asked for

    @property
    def asked(self) -> bool:
        """Whether anything was asked of the student."""
        return bool(self.first)

    def bound_inside(self, node: ast.stmt) -> None:
        """Leave alone what a block binds before it uses it, such as a loop's variable."""
        if isinstance(node, ast.For | ast.With | ast.While | ast.If | ast.Try):
            self.local |= {*_stored([node])}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self.theirs or node.id in self.local | self.inner:
            return node
        if isinstance(node.ctx, ast.Store):
            return node
        if isinstance(node.ctx, ast.Del):
            raise Unable(f"it deletes {node.id}, which is the student's: see student.calls(...)")
        self.first = self.first or node.id
        return asked_for(node.id)

    def _inside(self, node: ast.AST, names: Collection[str]) -> ast.AST:
        before, self.inner = self.inner, self.inner | frozenset(names)
        self.generic_visit(node)
        self.inner = before
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self._inside(node, [arg.arg for arg in _arguments(node.args)])

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if any(isinstance(part, ast.Global | ast.Nonlocal) for part in ast.walk(node)):
            raise Unable("it changes names of the notebook from within a function")
        names = {arg.arg for arg in _arguments(node.args)} | {*_stored(node.body)}
        return self._inside(node, names)

    def visit(self, node: ast.AST) -> ast.AST:
        """Rewrite a node; a comprehension's names are its own."""
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            return self._inside(node, [name for part in node.generators for name in _stored([part.target])])
        return super().visit(node)  # type: ignore[no-any-return]


class Chance(ast.NodeTransformer):
    """Has what draws random numbers of NumPy's draw them from ``rng``, which a regrade repeats."""

    def __init__(self, numpy: Collection[str]) -> None:
        self.numpy, self.used = frozenset(numpy), False

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node.func:
            case ast.Attribute(value=ast.Attribute(value=ast.Name(id=name), attr="random"), attr=drawn) if (
                name in self.numpy
            ):
                return self._drawn(node, drawn)
        return node

    def _drawn(self, node: ast.Call, drawn: str) -> ast.AST:
        rng = ast.Name("rng", ast.Load())
        if drawn in BY_SIZE:
            size = node.args[0] if len(node.args) == 1 else ast.Tuple(node.args, ast.Load())
            args = [size] if node.args else []
            self.used = True
            return ast.Call(ast.Attribute(rng, BY_SIZE[drawn], ast.Load()), args, [])
        if drawn in DRAWS:
            self.used = True
            return ast.Call(ast.Attribute(rng, DRAWS[drawn], ast.Load()), node.args, node.keywords)
        return node


def asked_for(name: str) -> ast.expr:
    """Return how a grader asks for a name of the student's."""
    student = ast.Name("student", ast.Load())
    if name.startswith("_") or name in OWN:
        return ast.Subscript(student, ast.Constant(name), ast.Load())
    return ast.Attribute(student, name, ast.Load())


def _arguments(args: ast.arguments) -> list[ast.arg]:
    found = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    return found + [arg for arg in (args.vararg, args.kwarg) if arg is not None]


def _stored(body: Collection[ast.AST]) -> Iterator[str]:
    """Yield the names that code binds, without those of functions in it."""
    for part in body:
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            yield part.id
        if isinstance(part, ast.FunctionDef | ast.ClassDef):
            yield part.name
        elif not isinstance(part, ast.Lambda):
            yield from _stored([*ast.iter_child_nodes(part)])
