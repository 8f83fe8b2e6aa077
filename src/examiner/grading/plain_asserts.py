"""Which statements of a test cell can be carried out on the trusted side, as syntax.

A test cell of an assignment without graders is judged in the student's process. Its text is the master's own, so what
it does can be done again where the student's code cannot reach it, and only that code is called in its kernel. Two
things cannot: what acts on the process in which the student's code runs (its output, warnings, figures, settings), and
what would make code of a value that the student gives.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator, Sequence

from examiner.model.code import parsed, scopes_of

# Modules that compute and do nothing else. What they give is no more than their arguments and a few settings say.
MODULES_NAMES = """math cmath numpy scipy pandas statistics fractions decimal itertools functools collections string
operator copy numbers bisect heapq typing re json random time datetime pytest nose unittest sklearn"""
MODULES = frozenset(MODULES_NAMES.split())
# Code made of values, introspection, files, and what is set or seen of the process in which student code runs.
REFUSED_BUILTINS_NAMES = """open input exec eval compile globals locals vars dir getattr setattr delattr breakpoint exit
quit help __import__ get_ipython super memoryview"""
REFUSED_BUILTINS = frozenset(REFUSED_BUILTINS_NAMES.split())
REFUSED_NAMES = """errstate seterr seterrcall catch_warnings warns deprecated_call assert_warns assert_no_warnings
suppress_warnings assertWarns assertLogs getcontext setcontext localcontext load loads loadtxt genfromtxt save
savez savez_compressed savetxt fromfile tofile memmap dump query system patch mock set_option reset_option
option_context config_context set_config sleep rundocs runstring test ctypeslib f2py DataSource attrgetter
methodcaller datasets main skip importorskip xfail get_type_hints"""
REFUSED = REFUSED_BUILTINS | frozenset(REFUSED_NAMES.split())
READERS, WRITERS = "read_", "to_"
HARMLESS = frozenset(("to_numpy", "to_list", "to_dict", "to_timedelta", "to_datetime", "to_numeric"))
# Chance, time, and questions about identity or type, to which a value that was rebuilt may answer otherwise.
UNSTEADY_NAMES = """random rand randn randint choice shuffle permutation rvs urandom time perf_counter monotonic
process_time now today utcnow id isinstance issubclass callable type repr hasattr ma matrix mat asmatrix bmat todense
masked"""
UNSTEADY = frozenset(UNSTEADY_NAMES.split())
SEEDED = frozenset(("RandomState", "default_rng", "Random"))  # with a seed they give the same everywhere
BAD_NODES = (ast.ClassDef, ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await, ast.Global, ast.Nonlocal)
BUILTINS = frozenset(dir(builtins)) - REFUSED_BUILTINS
MAGICS = ("%", "!", "?")


def statements(source: str) -> Sequence[ast.stmt]:
    """Return the statements of a cell; none if it is no Python."""
    lines = [_without_magic(line) for line in source.splitlines()]
    tree = parsed("\n".join(lines))
    return tree.body if tree is not None else ()


def assert_places(source: str) -> list[int]:
    """Return, for each assert of a cell, the number of the statement that carries it out.

    What a function holds is carried out by the last statement that names the function.
    """
    body, places = statements(source), list[int]()
    for number, statement in enumerate(body):
        count = sum(map(_is_assert, ast.walk(statement)))
        if isinstance(statement, ast.FunctionDef):
            uses = [i for i in range(number + 1, len(body)) if statement.name in names_read(body[i])]
            places += uses[-1:] * count
        else:
            places += [number] * count
    return sorted(places)


def count_asserts(source: str) -> int:
    """Return how many asserts a cell carries out: also ``assert_allclose(...)``, ``with raises(...)`` and the like."""
    return len(assert_places(source))


def is_plain(statement: ast.stmt) -> bool:
    """Say whether a statement can be carried out on the trusted side."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return bool(imported(statement))
    return all(map(_is_plain_node, ast.walk(statement)))


def is_steady(statement: ast.stmt, seeded: bool) -> bool:
    """Say whether a statement comes to the same wherever it is carried out with equal values.

    Parameters
    ----------
    seeded : bool
        Whether the cell has seeded the generators of numbers that all share, and no student's code ran since.
    """
    allowed = {
        id(part)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if seeds(node) or (node.func.attr in SEEDED and _constants(node))
        for part in ast.walk(node.func)
    }
    return all(id(node) in allowed or _is_steady_node(node, seeded) for node in ast.walk(statement))


def seeds(node: ast.AST) -> bool:
    """Say whether it sets the generators that all share to a number written there."""
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "seed" and _constants(node)


def imports(sources: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the module, and the name in it if any, by the names that the cells' imports bind."""
    found: dict[str, tuple[str, str]] = {}
    for source in sources:
        for statement in statements(source):
            found.update(imported(statement))
    return found


def imported(statement: ast.stmt) -> dict[str, tuple[str, str]]:
    """Return the same of one statement; nothing if a module of it is none that only computes."""
    found: dict[str, tuple[str, str]] = {}
    if isinstance(statement, ast.Import):
        for name in statement.names:
            top = name.name.partition(".")[0]
            found[name.asname or top] = (name.name if name.asname else top, "")
    elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
        found = {name.asname or name.name: (statement.module, name.name) for name in statement.names}
    parts = [part for module, name in found.values() for part in (*module.split("."), name)]
    tops = {module.partition(".")[0] for module, _ in found.values()}
    return found if tops <= MODULES and not {*parts, *found} & REFUSED and "*" not in found else {}


def bound_names(source: str, *, imports_too: bool = True) -> frozenset[str]:
    """Return the names that a cell binds at its top, or that its functions declare global."""
    found: set[str] = set()
    for table in _scopes("\n".join(map(_without_magic, source.splitlines()))):
        top = table.get_type() == "module"
        for symbol in table.get_symbols():
            bound = symbol.is_assigned() or symbol.is_namespace() or (imports_too and symbol.is_imported())
            if bound and (top or symbol.is_declared_global()):
                found.add(symbol.get_name())
    return frozenset(found)


def globals_read(source: str) -> frozenset[str]:
    """Return the global names that functions in a cell use."""
    return frozenset(s.get_name() for table in _scopes(source)[1:] for s in table.get_symbols() if s.is_global())


def _scopes(source: str) -> list[symtable.SymbolTable]:
    """Return the scopes of a cell, its top first; none if it is no Python."""
    table = scopes_of(source)
    scopes = [table] if table is not None else []
    for scope in scopes:  # it grows
        scopes += scope.get_children()
    return scopes


def names_read(statement: ast.stmt) -> frozenset[str]:
    """Return the names that a statement reads, wherever in it."""
    return frozenset(
        n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load | ast.Del)
    )


def names_used(source: str) -> frozenset[str]:
    """Return every name in a cell: of variables, attributes, modules."""
    return frozenset(name for statement in statements(source) for node in ast.walk(statement) for name in _names(node))


def only_called(statement: ast.stmt) -> frozenset[str]:
    """Return the names that a statement does nothing with but call them, or read their attributes."""
    inner = {id(n.func) for n in ast.walk(statement) if isinstance(n, ast.Call)}
    inner |= {id(n.value) for n in ast.walk(statement) if isinstance(n, ast.Attribute)}
    other = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and id(n) not in inner}
    return names_read(statement) - other


def _without_magic(line: str) -> str:
    text = line.lstrip()
    return line.replace(text, "get_ipython()") if text.startswith(MAGICS) else line


def _is_assert(node: ast.AST) -> bool:
    match node:
        case ast.Assert():
            return True
        case ast.Raise(exc=ast.Name(id="AssertionError") | ast.Call(func=ast.Name(id="AssertionError"))):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name.startswith("assert") or (name == "fail")
        case ast.withitem(context_expr=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name.startswith("assert") or name == "raises"
    return False


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str() as name):
            yield name
        case ast.alias(name=name):
            yield from name.split(".")
        case ast.ImportFrom(module=str() as name):
            yield from name.split(".")


def _is_plain_node(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
        return False  # of a module, it would change what all code sees
    if isinstance(node, ast.Import | ast.ImportFrom | ast.ExceptHandler):
        return isinstance(node, ast.ExceptHandler) and node.type is not None
    if isinstance(node, ast.Name):
        return node.id not in REFUSED_BUILTINS and not node.id.startswith("__")
    return not isinstance(node, BAD_NODES) and (not isinstance(node, ast.Attribute) or _is_plain_attribute(node.attr))


def _is_plain_attribute(name: str) -> bool:
    if name.startswith(("__", READERS)) or name in REFUSED:
        return False
    return not name.startswith(WRITERS) or name in HARMLESS


def _is_steady_node(node: ast.AST, seeded: bool) -> bool:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name not in SEEDED and (name not in UNSTEADY or (seeded and name.startswith(("rand", "choice"))))
        case ast.Compare(ops=ops, comparators=others):
            identity = any(isinstance(op, ast.Is | ast.IsNot) for op in ops)
            return not identity or all(isinstance(other, ast.Constant) for other in others)
    return True


def _constants(call: ast.Call) -> bool:
    return bool(call.args) and all(isinstance(arg, ast.Constant) and arg.value is not None for arg in call.args)
