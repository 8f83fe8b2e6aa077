"""What an assert needs: the statements before it that prepare, the student's names, the modules."""

from __future__ import annotations

import ast
import builtins
import importlib
import importlib.util
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from examiner.adopting.reading import Given, Source, Step, Unable

BUILTINS = frozenset(dir(builtins))
STAR = "*"
# Only nbgrader's side of IPython has these.
SHELL = frozenset(("get_ipython", "display", "In", "Out", "exit", "quit"))
OUTPUT = frozenset(("stdout", "stderr", "StringIO", "redirect_stdout", "redirect_stderr", "capsys", "capture_output"))
CLOCKS = frozenset(("perf_counter", "process_time", "monotonic", "timeit", "default_timer", "perf_counter_ns"))
QUIET = frozenset(("print", "display", "plot", "show"))  # what they do is for whoever reads the notebook


@dataclass
class Slice:
    """What one assert needs.

    Parameters
    ----------
    steps : list of Step
        What prepares it, in order.
    acting : set of Step
        Those of them that are taken for what they do alone, as far as anybody can see.
    theirs : set of str
        The names that are the student's.
    imports : dict
        The modules, and names in them, that the grader imports, by the name that it uses.
    """

    steps: list[Step] = field(default_factory=list)
    acting: set[Step] = field(default_factory=set)
    theirs: set[str] = field(default_factory=set)
    imports: dict[str, Source] = field(default_factory=dict)


class Slicer:
    """Looks for what asserts need.

    Parameters
    ----------
    entries : sequence
        The notebook's cells and, of its grade cells, the statements, in order.
    judges : callable
        How many asserts a statement carries out.
    own_modules : collection of str
        Names of the modules that lie beside the notebook.
    """

    def __init__(
        self, entries: Sequence[Given | Step], judges: Callable[[Step], int], own_modules: frozenset[str]
    ) -> None:
        self.entries, self.judges, self.own_modules = entries, judges, own_modules
        self.modules = frozenset(name for entry in entries for name in entry.imports)
        self.given = frozenset(name for entry in entries if isinstance(entry, Given) for name in entry.functions)

    def of(self, step: Step, *, everything: bool = False) -> Slice:
        """Return what a statement needs.

        Parameters
        ----------
        step : Step
            The statement.
        everything : bool
            Take all statements of its cell that stand before it, needed or not.

        Raises
        ------
        Unable
            If it needs what a grader cannot have.
        """
        found, wanted = Slice(), set(step.needs)
        _refuse_shell(step)
        place = next(i for i, entry in enumerate(self.entries) if entry is step)
        for entry in reversed(self.entries[:place]):
            if isinstance(entry, Step) and isinstance(entry.node, ast.Delete) and entry.cell is step.cell:
                self._refuse_deleted(entry)
            if isinstance(entry, Given):
                self._take_given(entry, wanted, found)
            elif not self._judges_otherwise(entry, step, everything):
                self._take_step(entry, step, wanted, found, everything)
        found.steps.reverse()
        unknown = sorted(wanted - BUILTINS)
        if unknown:
            raise Unable(f"no cell before it binds {unknown[0]}")
        return found

    def _take_step(self, entry: Step, step: Step, wanted: set[str], found: Slice, everything: bool) -> None:
        changed = entry.bound - (self.modules - entry.stored)  # to use a module is not to change it
        gives = bool(changed & wanted or entry.imports.keys() & wanted)
        if not gives and entry.cell is step.cell and (everything or entry.is_seed or self._acts(entry)):
            found.acting.add(entry)
        if gives or entry in found.acting:
            self._take(entry, wanted, found)

    def _judges_otherwise(self, entry: Step, step: Step, everything: bool) -> bool:
        return bool(self.judges(entry)) and not (everything and entry.cell is step.cell)

    def _refuse_deleted(self, entry: Step) -> None:
        for name in sorted(_named_in(entry.node)):
            if any(isinstance(one, Given) and name in one.bound for one in self.entries):
                raise Unable(
                    f"the cell deletes {name}, which is the student's, before it: a grader can look at the text of "
                    "the answer instead, with student.source(...)"
                )

    def _acts(self, entry: Step) -> bool:
        """Say whether a statement calls one of the notebook's functions for what it does alone."""
        match entry.node:
            case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
                if name in BUILTINS or name in SHELL or QUIET & {*name.lower().split("_")}:
                    return False
                return any(isinstance(e, Given) and name in e.bound for e in self.entries)
        return False

    def _take(self, entry: Step, wanted: set[str], found: Slice) -> None:
        if entry.imports:
            for name in entry.imports.keys() & wanted:
                self._import(name, entry.imports[name], found)
                wanted.discard(name)
            return
        _refuse_shell(entry)
        found.steps.append(entry)
        if entry.replaces:
            wanted -= entry.bound
        wanted |= entry.needs

    def _take_given(self, entry: Given, wanted: set[str], found: Slice) -> None:
        while names := sorted(wanted & entry.bound):
            name = names[0]
            wanted.discard(name)
            function = entry.functions.get(name)
            if function in found.steps:  # two that call each other
                continue
            if function is not None and function.needs <= BUILTINS | self.modules | self.given:
                self._take(function, wanted, found)  # the course's own: no verdict of it is the student's
            else:
                found.theirs.add(name)
        for name in sorted(wanted & entry.imports.keys()):
            self._import(name, entry.imports[name], found)
            wanted.discard(name)
        for module, name in entry.imports.values():
            if name == STAR:
                for one in sorted(wanted & self._all_of(module)):
                    self._import(one, (module, one), found)
                    wanted.discard(one)

    def _import(self, name: str, source: Source, found: Slice) -> None:
        top = source[0].partition(".")[0]
        if top in self.own_modules or not top:
            raise Unable(
                f"it uses {source[0] or source[1]}, a module that lies beside the notebook: "
                "a grader trusts no module that students have"
            )
        found.imports[name] = source

    def _all_of(self, module: str) -> frozenset[str]:
        """Return the public names of a library of which everything was imported."""
        top = module.partition(".")[0]
        if not top or top in self.own_modules or not is_library(top):
            return frozenset()
        try:
            loaded = importlib.import_module(module)
        except Exception:  # whatever a library does while it is imported: its names are not known then
            return frozenset()
        return frozenset(getattr(loaded, "__all__", None) or (n for n in vars(loaded) if not n.startswith("_")))


def is_library(top: str) -> bool:
    """Say whether a module is one of Python's, or installed here."""
    if top in sys.stdlib_module_names:
        return True
    try:
        return importlib.util.find_spec(top) is not None
    except (ImportError, ValueError):
        return False


def _refuse_shell(step: Step) -> None:
    names = _named_in(step.node)
    attributes = {node.attr for node in ast.walk(step.node) if isinstance(node, ast.Attribute)}
    if names & SHELL:
        raise Unable(f"it uses {sorted(names & SHELL)[0]}, which only a notebook has")
    if (names | attributes) & CLOCKS or ("time" in names and "time" in attributes):
        raise Unable("it measures time, which differs from run to run: see @points(..., seconds=...)")
    if any(_is_identity(node) for node in ast.walk(step.node)):
        raise Unable("it asks which object a value is: what comes from the student is always another one")
    if (names | attributes) & OUTPUT:
        raise Unable("it catches what is printed: write it with student.stdout")


def _named_in(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _is_identity(node: ast.AST) -> bool:
    """Say whether a node compares identities of what is no constant."""
    match node:
        case ast.Compare(ops=ops, comparators=others):
            pairs = zip(ops, others, strict=True)
            return any(isinstance(op, ast.Is | ast.IsNot) and not isinstance(o, ast.Constant) for op, o in pairs)
    return False
