"""Which wrappers there are, and the answers and cells that are made with them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

# What each does, as it is told to whoever writes graders. The names are those of the functions in the modules sent.
WRAPPERS = {
    "arguments": "changes its arguments after computing, nested lists and dictionaries too",
    "integer": "gives its result in the integer dtype of what it was given",
    "float32": "computes in float32",
    "round3": "rounds its result to 3 digits after the point",
    "round6": "rounds its result to 6 digits after the point",
    "epsilon": "adds 1e-7 to arguments from 0 to 1",
    "clip10": "clips its arguments to -10 ... 10",
    "clip500": "clips its arguments to -500 ... 500",
    "tiny": "takes results below 1e-6 for 0, as an absolute tolerance does",
    "absolute": "takes arguments, and results of functions that it is given, below 1e-6 for 0",
    "flat": "flattens its result",
    "axis": "adds an axis to its result",
    "list": "gives a list for an array",
    "text-sort": "sorts numbers as text",
    "same-object": "hands out the array of its first call again, with new contents",
    "first-result": "gives what it gave the first time to arguments of the same kind and size",
    "state": "adds each result to what it gave before: lists grow, numbers add up",
    "fixed-seed": "ignores the seed or generator that it is given and always uses the same",
    "no-seed": "ignores the seed or generator that it is given and uses a new one each time",
    "one-number": "takes one fixed number wherever it should draw",
    "no-repeats": "draws no integer and no choice twice where it may",
    "set-order": "gives a list in the order of a set",
    "no-error": "gives a 0 where it should raise ValueError",
    "broadcast": "computes with shapes that NumPy broadcasts where it should raise ValueError",
    "one-by-one": "calls a function that it is given for one row at a time",
    "environment": "acts in a copy of what the environment it is given wraps, and never in that one",
    "no-drawing": "draws nothing",
    "draws-twice": "draws everything twice",
    "one-colour": "draws everything in one colour",
}
EFFECT = "_audit_effect"  # name in the kernel: bound once a wrapper has changed anything
SENT = (
    "values",
    "placing",
    "numeric",
    "habits",
    "calls",
    "draws",
    "drawing",
)  # in this order: each imports from those before it


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A wrapper around one function of a task's reference answer, or around one method of a class."""

    task: str
    function: str  # ``function`` or ``Class.method``
    wrapper: str

    @property
    def name(self) -> str:
        """What names it among the answers that are tried."""
        return f"{self.function}: {self.wrapper}"

    def source(self, master: str) -> str:
        """Return the answer with its function wrapped, for a kernel that has run :func:`definition`."""
        owner, _, method = self.function.partition(".")
        wrapped = (
            f"audit_wrap({self.wrapper!r}, {owner}, {method!r})" if method else f"audit_wrap({self.wrapper!r}, {owner})"
        )
        return f"{master}\n\n{owner} = {wrapped}\n"


def wrapped_of(task: str, master: str) -> list[Wrapped]:
    """Return every wrapper around every function at the top of an answer, and around the methods of classes there.

    Methods are the public ones and ``__call__``: what else the language calls by itself stays as it is.
    """
    try:
        tree = ast.parse(master)
    except SyntaxError:
        return []  # a cell with magics
    return [Wrapped(task, name, wrapper) for name in _functions(tree) for wrapper in WRAPPERS]


def _functions(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            names = dict.fromkeys(part.name for part in node.body if isinstance(part, ast.FunctionDef))
            yield from (f"{node.name}.{name}" for name in names if name == "__call__" or not name.startswith("_"))


_INSTALL = """
import builtins, sys, types

for name in {packages!r}:
    sys.modules.setdefault(name, types.ModuleType(name))
found = {{}}
for name, text in {modules!r}:
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(text, name, "exec"), module.__dict__)
    found.update(getattr(module, "KINDS", {{}}))
placing = sys.modules[{placing!r}]


def noted():
    shell.user_ns[{effect!r}] = True


def audit_wrap(kind, target, method=""):
    if not method:
        return placing.around(found[kind], target, noted)
    placing.place_in_class(found[kind], target, method, noted)
    return target


builtins.audit_wrap = audit_wrap
"""


def definition() -> str:
    """Return the text of a cell that defines ``audit_wrap`` in a kernel, beside the notebook's own names."""
    package = __name__.rpartition(".")[0]
    parts = package.split(".")
    packages = [".".join(parts[: n + 1]) for n in range(len(parts))]
    modules = [(f"{package}.{name}", files(package).joinpath(f"{name}.py").read_text("utf-8")) for name in SENT]
    text = _INSTALL.format(packages=packages, modules=modules, effect=EFFECT, placing=f"{package}.placing")
    return f"exec(compile({text!r}, '<audit>', 'exec'), {{'shell': get_ipython()}})"
