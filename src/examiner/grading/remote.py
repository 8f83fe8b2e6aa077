"""Objects that stay in the student's kernel, as a grader sees them.

An object of the student's computes there, and what it gives is data, rebuilt here, or a further object. Two things it
never does. It does not decide whether it equals, or is less than, data of the grader's: ``student.f(3) == 9`` fails
if ``f`` returns an object, whatever its ``__eq__`` says. And it is not shown what a grader holds against it: arithmetic
with data of the grader's (``student.f(3) - 9``) and ``9 in student.f(3)`` are left to the student's class only in a
check in which the master's answer is an object that they are left to as well. So are operators between two of its
objects: ``student.f(3) == student.g(3)`` is no question for its ``__eq__`` where the master's answers are numbers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from examiner.grading.answers import Answers
from examiner.grading.errors import NotPlainData, StudentCrash, StudentError, StudentTypeError
from examiner.grading.items import Items
from examiner.model import say

MOST_LENGTH = 10**8  # list() makes room for as many before it asks for the first
# What Python, IPython and Hypothesis ask an object for: a student's answer would act in the tool's place.
ASKED_BY_TOOLS = (
    "__",
    "_repr_",
    "_ipython_",
    "hypothesis_internal",
    "execute_example",
    "setup_example",
    "teardown_example",
)
TYPE_ERROR = "builtins.TypeError"
OF_TWO = "of two"  # behind an operator that is applied to two objects of the student's


class Boundary(Protocol):
    """What a remote object needs of the wall."""

    @property
    def generation(self) -> int:
        """How many kernels there were before the present one."""

    def request(self, op: str, target: dict[str, Any] | None = None, value: Any = None) -> Any:
        """Send one request and return its value."""

    def each(self, target: dict[str, Any], calls: list[Any], keeping: bool) -> Answers:
        """Make many calls of one function in one round trip."""

    def mixes(self, operator: str) -> bool:
        """Say whether an object may be given the grader's data by this operator in the present check."""

    def ahead(self, number: int) -> deque[Any]:
        """Return the items of an iterator that were fetched and not yet used."""


def _unary(op: str, kind: type | None = None) -> Callable[[Remote], Any]:
    def ask(self: Remote) -> Any:
        __tracebackhide__ = True
        return self._operate(op) if kind is None else self._exactly(op, kind)

    return ask


def _binary(op: str) -> Callable[[Remote, Any], Any]:
    def ask(self: Remote, other: Any) -> Any:
        __tracebackhide__ = True
        return self._both(op, other) if isinstance(other, Remote) else self._mixed(op, self, other)

    return ask


def _reflected(op: str) -> Callable[[Remote, Any], Any]:
    def ask(self: Remote, other: Any) -> Any:
        __tracebackhide__ = True
        return self._mixed(op, other, self)

    return ask


def _comparison(op: str) -> Callable[[Remote, object], Any]:
    def ask(self: Remote, other: object) -> Any:
        __tracebackhide__ = True
        return self._both(op, other) if isinstance(other, Remote) else self._no_data()

    return ask


class Remote:
    """An object that stays in the student's kernel.

    Its attributes, items, methods, calls, conversions, iteration and ``with`` work and give data or further objects, as
    do operators between two of them where the master has two objects as well. Comparing it with data fails the check
    with a sentence that says what came.
    """

    __slots__ = ("_generation", "_kind", "_number", "_wall")
    __array_ufunc__ = None

    def __init__(self, wall: Boundary, number: int, kind: str) -> None:
        object.__setattr__(self, "_wall", wall)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_generation", wall.generation)

    # -- asking ---------------------------------------------------------------------------------------

    def _reference(self) -> dict[str, Any]:
        if self._generation != self._wall.generation:
            raise StudentCrash(say("此物件已隨核心終止而消失", "this object was lost when the kernel died"))
        return {"id": self._number}

    def _target(self) -> dict[str, Any]:
        """Return what a request about it names."""
        return {"ref": self._reference()["id"]}

    def _ask(self, op: str, value: Any = None) -> Any:
        __tracebackhide__ = True
        return self._wall.request(op, self._target(), value)

    def _each(self, calls: list[Any], keeping: bool = False) -> Answers:
        """Call it once for each ``(args, kwargs)``, all in one round trip."""
        __tracebackhide__ = True
        found: Answers = self._wall.each(self._target(), calls, keeping)
        return found

    def _operate(self, op: str, *operands: Any) -> Any:
        __tracebackhide__ = True
        return self._ask("operate", (op, self, *operands))

    def _exactly(self, op: str, kind: type, *operands: Any) -> Any:
        """Return the result of a conversion, which must be exactly of one type."""
        __tracebackhide__ = True
        found = self._operate(op, *operands)
        if type(found) is not kind:
            self._no_data()
        return found

    def _mixed(self, op: str, left: Any, right: Any) -> Any:
        """Apply an operator to an object and data of the grader's, if the master's object is asked for the same."""
        __tracebackhide__ = True
        return self._ask("operate", (op, left, right)) if self._wall.mixes(op) else self._no_data()

    def _both(self, op: str, other: Remote) -> Any:
        """Apply an operator to two objects, if the master has two there as well; else an answer is of a wrong kind."""
        __tracebackhide__ = True
        return self._operate(op, other) if self._wall.mixes(f"{op} {OF_TWO}") else self._no_data()

    def _no_data(self, *_: object, **__: object) -> Any:
        __tracebackhide__ = True
        raise NotPlainData(
            say(f"應傳回資料，卻得到 {self._kind} 物件", f"expected data, got an object of type {self._kind}")
        )

    # -- attributes, calls, items ---------------------------------------------------------------------

    def __getattr__(self, name: str) -> Any:
        __tracebackhide__ = True
        if name.startswith(ASKED_BY_TOOLS) and name not in ("__name__", "__doc__"):
            raise AttributeError(name)  # protocols of Python and NumPy look for these: there are none
        return self._ask("attr", name)

    def __setattr__(self, name: str, value: Any) -> None:
        __tracebackhide__ = True
        if name.startswith(ASKED_BY_TOOLS):
            raise AttributeError(name)
        self._ask("set_attr", (name, value))

    def __delattr__(self, name: str) -> None:
        __tracebackhide__ = True
        if name.startswith(ASKED_BY_TOOLS):
            raise AttributeError(name)
        self._ask("delete_attr", name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        return self._ask("call", (args, kwargs))

    def __getitem__(self, key: Any) -> Any:
        __tracebackhide__ = True
        return self._ask("item", key)

    def __setitem__(self, key: Any, value: Any) -> None:
        __tracebackhide__ = True
        self._ask("set_item", (key, value))

    def __delitem__(self, key: Any) -> None:
        __tracebackhide__ = True
        self._ask("delete_item", key)

    # -- iteration ------------------------------------------------------------------------------------

    def __len__(self) -> int:
        __tracebackhide__ = True
        try:
            length = self._ask("len")
        except StudentError as error:
            if TYPE_ERROR in error.bases:  # list() goes on without a length, but only after a TypeError
                raise StudentTypeError(error) from None
            raise
        if type(length) is not int or not 0 <= length <= MOST_LENGTH:
            raise NotPlainData(say("物件的長度不合理", "the length of the object is no reasonable number"))
        return length

    def __iter__(self) -> Iterator[Any]:
        __tracebackhide__ = True
        iterator = self._ask("iter")
        if not isinstance(iterator, Remote):  # every iterator of Python's is an object
            return iter(self._no_data())
        return iterator._items()

    def __next__(self) -> Any:
        __tracebackhide__ = True
        return next(self._items())

    def _items(self) -> Items:
        return Items(self._wall.ahead(self._number), self._take)

    def _take(self, most: int) -> tuple[list[Any], Callable[[], Any] | None]:
        """Return the next items of an iterator, and what to do behind them if it ended there."""
        __tracebackhide__ = True
        found = self._ask("take", most)
        if type(found) is not tuple or len(found) != 2 or type(found[0]) is not list:
            self._no_data()
        items, end = found
        if isinstance(end, Remote):  # the exception that ended it
            return items, lambda: end._ask("raise")
        return items, None if end is None and items else lambda: None

    def __contains__(self, item: Any) -> bool:
        __tracebackhide__ = True
        if not isinstance(item, Remote):
            try:
                items = iter(self)
            except StudentError:  # only its own __contains__ can say
                if not self._wall.mixes("in"):
                    self._no_data()
            else:
                return any(not isinstance(found, Remote) and bool(found == item) for found in items)
        if isinstance(item, Remote) and not self._wall.mixes(f"in {OF_TWO}"):
            self._no_data()
        return bool(self._exactly("contains", bool, item))

    # -- with, isinstance -----------------------------------------------------------------------------

    def __enter__(self) -> Any:
        __tracebackhide__ = True
        return self._ask("enter")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Leave the context there. What ended the block here stays so: the object cannot excuse a failed assertion."""
        __tracebackhide__ = True
        self._ask("exit", kind is not None)

    def __instancecheck__(self, instance: object) -> bool:
        __tracebackhide__ = True
        return isinstance(instance, Remote) and instance._exactly("isinstance", bool, self)

    def __subclasscheck__(self, subclass: object) -> bool:
        __tracebackhide__ = True
        return isinstance(subclass, Remote) and subclass._exactly("issubclass", bool, self)

    # -- operators ------------------------------------------------------------------------------------

    __bool__, __str__, __hash__ = _unary("bool", bool), _unary("str", str), _unary("hash", int)
    __float__, __int__, __complex__ = _unary("float", float), _unary("int", int), _unary("complex", complex)
    __index__, __repr__ = _unary("index", int), _unary("repr", str)
    __neg__, __pos__, __abs__, __invert__ = _unary("neg"), _unary("pos"), _unary("abs"), _unary("invert")
    __eq__, __ne__, __lt__ = _comparison("eq"), _comparison("ne"), _comparison("lt")
    __le__, __gt__, __ge__ = _comparison("le"), _comparison("gt"), _comparison("ge")
    __add__, __radd__, __sub__, __rsub__ = _binary("add"), _reflected("add"), _binary("sub"), _reflected("sub")
    __mul__, __rmul__, __matmul__ = _binary("mul"), _reflected("mul"), _binary("matmul")
    __rmatmul__, __pow__, __rpow__ = _reflected("matmul"), _binary("pow"), _reflected("pow")
    __truediv__, __rtruediv__ = _binary("truediv"), _reflected("truediv")
    __floordiv__, __rfloordiv__ = _binary("floordiv"), _reflected("floordiv")
    __mod__, __rmod__, __divmod__ = _binary("mod"), _reflected("mod"), _binary("divmod")
    __rdivmod__, __lshift__, __rlshift__ = _reflected("divmod"), _binary("lshift"), _reflected("lshift")
    __rshift__, __rrshift__, __and__ = _binary("rshift"), _reflected("rshift"), _binary("and")
    __rand__, __or__, __ror__ = _reflected("and"), _binary("or"), _reflected("or")
    __xor__, __rxor__ = _binary("xor"), _reflected("xor")
    __array__ = _no_data  # it is no array: NumPy would ask for its length and each item

    def __round__(self, digits: int | None = None) -> Any:
        __tracebackhide__ = True
        return self._operate("round", digits)

    def __format__(self, form: str) -> str:
        __tracebackhide__ = True
        return str(self._exactly("format", str, form))

    def _label(self) -> str:
        """Return a short text for it without asking it."""
        return f"<{self._kind} in the student's kernel>"
