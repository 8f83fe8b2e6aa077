"""Exact numbers of the standard library: ``decimal.Decimal`` and ``fractions.Fraction``.

A decimal is ``["decimal", "-12E-1"]``, its digits and its exponent; a fraction ``["fraction", NODE, NODE]``.
Infinity and NaN become floats: as decimals they raise where a float compares. A decimal whose exponent is huge is no
data, since ``int()`` of it would take all memory.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .checks import MalformedValue, Unencodable, exactly, only, shown
from .core import Kind, Reader, Writer
from .plain import encode_float

PRODUCT_BITS = 1 << 20  # of numerator and denominator, that are reduced in about the time of a node
MOST_PLACES = 2000  # digits, and size of the exponent

_DECIMAL = re.compile(rf"-?[0-9]{{1,{MOST_PLACES}}}E-?[0-9]{{1,4}}")
_NUMERATOR, _DENOMINATOR = (vars(Fraction)[name].fget for name in ("numerator", "denominator"))


class Exact(Decimal):
    """A decimal that, unlike Python's, can be added to and multiplied with a float; the result is then a float."""

    __slots__ = ()


def _mixed(name: str, apply: Callable[[Any, Any], Any], reflected: bool) -> Callable[[Any, Any], Any]:
    exact = vars(Decimal)[name]

    def operate(self: Decimal, other: Any) -> Any:
        if isinstance(other, float):
            return apply(other, float(self)) if reflected else apply(float(self), other)
        found = exact(self, other)
        return Exact(found) if isinstance(found, Decimal) else found

    return operate


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):
    setattr(Exact, f"__{_name}__", _mixed(f"__{_name}__", getattr(operator, _name), reflected=False))
    setattr(Exact, f"__r{_name}__", _mixed(f"__r{_name}__", getattr(operator, _name), reflected=True))


def encode_decimal(writer: Writer, value: Decimal) -> Any:
    sign, digits, exponent = Decimal.as_tuple(value)
    if type(exponent) is not int:
        infinity = float("-inf") if sign else float("inf")
        return "float", encode_float(writer, infinity if exponent == "F" else float("nan"))
    if len(digits) > MOST_PLACES or abs(exponent) > MOST_PLACES:
        raise Unencodable(f"a decimal with more than {MOST_PLACES:,} places is no plain data")
    text = f"{'-' * sign}{''.join(map(str, digits))}E{exponent}"
    writer.spend(len(text))
    return [text]


def decode_decimal(reader: Reader, fields: list[Any]) -> Decimal:
    text = only(fields)
    if type(text) is not str or not _DECIMAL.fullmatch(text) or abs(int(text.partition("E")[2])) > MOST_PLACES:
        raise MalformedValue(f"a decimal is not written {shown(text)}")
    return (Exact if reader.judged else Decimal)(text)


def encode_fraction(writer: Writer, value: Fraction) -> list[Any]:
    return [writer.node(_NUMERATOR(value)), writer.node(_DENOMINATOR(value))]


def decode_fraction(reader: Reader, fields: list[Any]) -> Fraction:
    above, below = (reader.of(node, int) for node in exactly(fields, 2))
    if below <= 0:
        raise MalformedValue("a fraction has a denominator that is not positive")
    reader.count(above.bit_length() * below.bit_length() // PRODUCT_BITS)
    return Fraction(above, below)


KINDS = {
    "decimal": Kind({Decimal: encode_decimal}, decode_decimal),
    "fraction": Kind({Fraction: encode_fraction}, decode_fraction),
}
