"""Wrappers that spoil what a function draws from NumPy's generators, those that it is given and those that it makes."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from examiner.audit.wrapping.placing import Wrapper
from examiner.audit.wrapping.values import Noted, is_array, numpy

DRAWS = ("random", "uniform", "integers", "normal", "standard_normal", "exponential", "choice")
MOST_TRIES = 1000  # to draw a number that was not drawn before
Spoil = Callable[[Any, Noted], Any]  # takes a generator, returns one


def one_number(generator: Any, noted: Noted) -> Any:
    """Return a generator that always draws the same number, however many are asked for."""
    base = numpy().random.Generator
    start = copy.deepcopy(generator.bit_generator.state)

    def again(name: str) -> Any:
        def draw(self: Any, *args: Any, **kwargs: Any) -> Any:
            if self.bit_generator.state != start:
                self.bit_generator.state = start
                noted()
            result = getattr(base, name)(self, *args, **kwargs)
            if is_array(result) and result.size > 1 and name != "choice":
                if (result != result.flat[0]).any():
                    noted()
                result[...] = result.flat[0]
            return result

        return draw

    kind = type("Generator", (base,), {name: again(name) for name in DRAWS})
    return kind(copy.deepcopy(generator.bit_generator))


def no_repeats(generator: Any, noted: Noted) -> Any:
    """Return a generator that draws no integer and no choice twice, as long as there are others."""
    base = numpy().random.Generator

    class Generator(base):  # type: ignore[misc, valid-type]
        def integers(self, low: Any, high: Any = None, size: Any = None, **named: Any) -> Any:
            result = base.integers(self, low, high, size, **named)
            if not is_array(result):
                return self.another(result, (low, high), lambda: base.integers(self, low, high, **named))
            first, last = (0, low) if high is None else (low, high)
            plain = numpy().ndim(first) == numpy().ndim(last) == 0 and not named.get("endpoint")
            if not plain or numpy().unique(result).size == result.size or result.size > last - first:
                return result
            noted()
            return base.choice(self, numpy().arange(first, last), size, replace=False).astype(result.dtype)

        def choice(self, a: Any, size: Any = None, replace: bool = True, p: Any = None, **named: Any) -> Any:
            result = base.choice(self, a, size, replace, p, **named)
            if not replace or not is_array(result) or numpy().ndim(a) > 1:
                return result
            some = (len(a) if numpy().ndim(a) else a) if p is None else numpy().count_nonzero(p)
            if numpy().unique(result).size == result.size or result.size > some:
                return result
            noted()
            return base.choice(self, a, size, False, p, **named)

        def another(self, result: Any, key: Any, draw: Callable[[], Any]) -> Any:
            seen = self.__dict__.setdefault("seen", {}).setdefault(key, set())
            for _ in range(MOST_TRIES):
                if result not in seen:
                    break
                noted()
                result = draw()
            else:
                seen.clear()  # all are used up
            seen.add(result)
            return result

    return Generator(generator.bit_generator)


@contextmanager
def made(spoil: Callable[[Any], Any], owner: Any) -> Iterator[None]:
    """Spoil the generators that are made meanwhile, and those that an object holds."""
    module = numpy().random
    original, held = module.default_rng, {}
    if owner is not None and not inspect.isclass(owner):
        held = {name: v for name, v in vars(owner).items() if isinstance(v, module.Generator)}
    module.default_rng = lambda *args, **kwargs: spoil(original(*args, **kwargs))
    vars(owner).update({name: spoil(value) for name, value in held.items()}) if held else None
    try:
        yield
    finally:
        module.default_rng = original
        vars(owner).update(held) if held else None


def drawing_with(spoil: Spoil) -> Wrapper:
    """Return a wrapper that lets a function draw from spoilt generators only."""

    def call(function: Callable[..., Any], args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
        if numpy() is None:
            return function(*args, **kwargs)

        def spoilt(value: Any) -> Any:
            return spoil(value, noted) if isinstance(value, numpy().random.Generator) else value

        named = {name: spoilt(value) for name, value in kwargs.items()}
        with made(spoilt, getattr(function, "__self__", None)):
            return function(*map(spoilt, args), **named)

    return call


KINDS: dict[str, Wrapper] = {"one-number": drawing_with(one_number), "no-repeats": drawing_with(no_repeats)}
