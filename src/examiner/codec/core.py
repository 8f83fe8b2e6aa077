"""The two walkers, Writer and Reader, and the rows of the table that they follow.

A *kind* is one row of the table: the tag that opens its nodes, the types it is read from, and the function that
rebuilds it. The walkers know the table and the limits, and nothing of any single kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from .checks import (
    CodecLimits,
    MalformedValue,
    TooLarge,
    Unencodable,
    as_number,
    only,
    over,
    shown,
    type_name,
    unhex,
    with_article,
)
from .lookup import kinds_by_id

Node = Any  # None, bool, str, or a list that opens with a tag
Reference = dict[str, Any]
Bytes = bytes | memoryview

INLINE_BYTES = 64  # binary data up to here stands in the header, as hexadecimal digits
EQUAL_HASHES = 200  # honest keys hardly share a hash; each that does costs a comparison with all the others

_BASES = vars(type)["__mro__"].__get__  # a metaclass may redefine this; type itself tells the truth


class References(Protocol):
    """Gives names to objects that stay where they are."""

    def reference(self, value: Any, /) -> Reference:
        """Return plain data, a dict with text keys, by which the other side can name the object."""


class Kind(NamedTuple):
    """One row of the table.

    Parameters
    ----------
    readers : dict
        Type, or ``"module:attribute"`` of one that need not be imported, to the function that reads such a
        value. It returns the fields that follow the tag, or None, a bool or a str, which need no tag, or
        another kind's tag and the list of its fields.
    decode : callable
        Takes the Reader and the fields and returns the value, or raises.
    closed : bool
        Whether everything inside must be plain data. If something is not, the whole becomes a reference.
    weight : int
        How many nodes it counts for beside its own, because it is slow to make.
    """

    readers: Mapping[type | str, Callable[[Writer, Any], Any]]
    decode: Callable[[Reader, list[Any]], Any]
    closed: bool = False
    weight: int = 0


Table = Mapping[str, Kind]


@dataclass
class Walker:
    """Counts what both walkers count."""

    table: Table
    limits: CodecLimits
    nodes: int = 0
    depth: int = 0
    unfolded: int = 0  # bytes that parts which say little would take if they were written out
    closed: int = 0  # how many of the containers we are in must hold plain data only

    def enter(self) -> None:
        """Count one node, one level deeper."""
        self.level(1)
        self.depth += 1

    def level(self, count: int) -> None:
        """Count nodes one level deeper, where no further level begins."""
        self.count(count)
        if self.depth >= self.limits.max_depth:
            most = self.limits.max_depth
            raise TooLarge(f"the value is nested more than {most} levels deep; does it contain itself?")

    def count(self, count: int) -> None:
        """Count nodes."""
        self.expect(count)
        self.nodes += count

    def expect(self, count: int) -> None:
        """Refuse ``count`` more nodes, before anything is made of them, if they are too many."""
        if self.nodes + count > self.limits.max_nodes:
            raise over("the value", self.nodes + count, self.limits.max_nodes, "elements")

    def guard_keys(self, keys: Sequence[Any]) -> None:
        """Refuse keys that would make a hash table slow.

        Raises
        ------
        TypeError
            If a key cannot be hashed.
        """
        harmless = range(2 * len(keys))  # small integers, each of which has a place of its own
        hashes = [
            hash(key) for key in keys if type(key) not in (str, bytes) and not (type(key) is int and key in harmless)
        ]
        if len(hashes) > self.limits.max_keys:
            raise over(
                "a dict, set or index",
                len(hashes),
                self.limits.max_keys,
                "keys that are neither text nor small integers",
            )
        hashes.sort()
        if len(hashes) > EQUAL_HASHES and any(map(int.__eq__, hashes, hashes[EQUAL_HASHES:])):
            raise TooLarge(f"more than {EQUAL_HASHES:,} keys of a dict, set or index have the same hash")


@dataclass
class Writer(Walker):
    """Turns a value into a tree of nodes and a list of buffers."""

    refs: References | None = None
    buffers: list[Bytes] = field(default_factory=list)
    size: int = 0  # bytes of text and buffers so far

    def __post_init__(self) -> None:
        self._kinds = kinds_by_id(self.table)

    def node(self, value: Any) -> Node:
        """Return the node of a value."""
        self.enter()
        try:
            for base in _BASES(type(value)):
                row = self._kinds.get(id(base))
                if row is not None:
                    return self._plain(value, *row)
            number = as_number(value)
            return self._refer(value) if number is None else self.node(number)
        finally:
            self.depth -= 1

    def _plain(self, value: Any, tag: str, kind: Kind, read: Callable[[Writer, Any], Any]) -> Node:
        before = self.nodes, self.size, len(self.buffers)
        self.closed += kind.closed
        failure: Exception
        try:
            self.count(kind.weight)
            fields = read(self, value)
            if type(fields) is tuple:
                tag, fields = fields
            return [tag, *fields] if type(fields) is list else fields
        except (TooLarge, RecursionError, MemoryError):
            raise
        except Exception as error:  # an object that its own library cannot read is no plain data
            failure = error
        finally:
            self.closed -= kind.closed
        self.nodes, self.size = before[:2]
        del self.buffers[before[2] :]
        return self._refer(value, failure)

    def _refer(self, value: Any, cause: Exception | None = None) -> Node:
        if self.closed or self.refs is None:
            if isinstance(cause, Unencodable):
                raise cause
            raise Unencodable(f"{with_article(type_name(value))} is no plain data") from cause
        reference = self.refs.reference(value)
        self.closed += 1  # a reference is named by plain data, not by further references
        try:
            return ["ref", self.node(reference)]
        finally:
            self.closed -= 1

    def keys(self, keys: list[Any]) -> list[Node]:
        """Return the nodes of dict keys or set members, which must be plain data."""
        self.closed += 1
        try:
            nodes = [self.node(key) for key in keys]
        finally:
            self.closed -= 1
        self.guard_keys(keys)
        return nodes

    def room(self, size: int) -> None:
        """Refuse ``size`` more bytes, before they are copied, if they are too many."""
        if self.size + size > self.limits.max_bytes:
            raise over("the value", self.size + size, self.limits.max_bytes, "bytes")

    def spend(self, size: int) -> None:
        """Count bytes that go into the message."""
        self.room(size)
        self.size += size

    def blob(self, data: Bytes) -> int | str:
        """Put binary data into the message and return the field that stands for it."""
        if len(data) <= INLINE_BYTES:
            self.spend(2 * len(data))
            return data.hex()
        self.spend(len(data))
        self.buffers.append(data)
        return len(self.buffers) - 1


@dataclass
class Reader(Walker):
    """Turns a tree of nodes and a list of buffers, both hostile, into a value."""

    buffers: Sequence[memoryview] = ()
    resolve: Callable[[Reference], Any] | None = None
    judged: bool = False  # whether a verdict depends on the value: then it holds no extension array
    used: set[int] = field(default_factory=set)
    records: dict[tuple[str, ...], type] = field(default_factory=dict)  # types of named tuples made so far

    def node(self, node: Node, table: Table | None = None) -> Any:
        """Return the value of a node; ``table``, if given, holds kinds that stand in this place and in no other."""
        self.enter()
        try:
            if node is None or type(node) is bool or type(node) is str:
                return node
            if type(node) is not list or not node or type(node[0]) is not str:
                raise MalformedValue(f"no value is written {shown(node)}")
            if node[0] == "ref":
                return self._reference(only(node[1:]))
            kind = (table or {}).get(node[0]) or self.table.get(node[0])
            if kind is None:
                raise MalformedValue(f"no value has the tag {shown(node[0])}")
            return self._tagged(kind, node[1:])
        finally:
            self.depth -= 1

    def _tagged(self, kind: Kind, fields: list[Any]) -> Any:
        self.count(kind.weight)
        self.closed += kind.closed
        try:
            return kind.decode(self, fields)
        finally:
            self.closed -= kind.closed

    def _reference(self, node: Node) -> Any:
        if self.closed or self.resolve is None:
            raise MalformedValue("a reference stands where only plain data may")
        self.closed += 1
        try:
            reference = self.of(node, dict)
        finally:
            self.closed -= 1
        if not all(type(key) is str for key in reference):
            raise MalformedValue("a reference has a key that is no text")
        return self.resolve(reference)

    def of(self, node: Node, *types: type) -> Any:
        """Return the value of a node, which must have exactly one of these types."""
        value = self.node(node)
        if type(value) not in types:
            names = " or ".join(cls.__name__ for cls in types)
            raise MalformedValue(f"the type {names} is expected, not {type_name(value)}")
        return value

    def keys(self, nodes: Iterable[Node]) -> list[Any]:
        """Return values that are fit to be dict keys or set members."""
        self.closed += 1
        try:
            keys = [self.node(node) for node in nodes]
        finally:
            self.closed -= 1
        self.guard_keys(keys)
        return keys

    def blob(self, mark: Any, size: int | None = None) -> memoryview:
        """Return the binary data that a field stands for; ``size`` is the length it must have."""
        if type(mark) is str:
            if len(mark) > 2 * INLINE_BYTES:
                raise MalformedValue(f"{len(mark):,} hexadecimal digits stand outside a buffer")
            data = memoryview(unhex(mark))
        elif type(mark) is int and 0 <= mark < len(self.buffers) and mark not in self.used:
            self.used.add(mark)
            data = self.buffers[mark]
        else:
            raise MalformedValue(f"there is no unused buffer {shown(mark)}")
        if size is not None and len(data) != size:
            raise MalformedValue(f"{len(data):,} bytes of data where {size:,} belong")
        return data
