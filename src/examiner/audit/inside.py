"""Python that an audit runs in a kernel, before an answer: the kernel as it was, and other seeds.

Everything here is text. It runs in the box beside the course's own code, in a namespace of its own.
"""

from __future__ import annotations

_RESET = '''
import random, sys

names = shell.user_ns
kept = getattr(shell, "audit_kept", None)
if kept is None:
    shell.audit_kept = dict(names)
else:
    for name in [name for name in names if name not in kept]:
        del names[name]
    names.update(kept)
originals = shell.__dict__.setdefault("audit_originals", {})


def replace(owner, name, make):
    """Put ``make(original)`` in the place of a function, wherever the notebook knows it."""
    original = originals.setdefault((id(owner), name), getattr(owner, name))
    new = make(original) if offset else original
    for key, value in list(names.items()):
        if value is original:
            names[key] = new
    setattr(owner, name, new)


def shifted(original):
    def call(*args, **kwargs):
        if args and isinstance(args[0], int):
            args = (args[0] + offset, *args[1:])
        elif isinstance(kwargs.get("seed"), int):
            kwargs["seed"] += offset
        return original(*args, **kwargs)
    return call


def shifted_class(original):
    class RandomState(original):
        def __init__(self, seed=None):
            super().__init__(seed + offset if isinstance(seed, int) else seed)
    return RandomState


start = 20260101
replace(random, "seed", shifted)
random.seed(start)
numpy, keras, tensorflow = (sys.modules.get(name) for name in ("numpy", "keras", "tensorflow"))
if numpy is not None:
    replace(numpy.random, "seed", shifted)
    replace(numpy.random, "default_rng", shifted)
    replace(numpy.random, "RandomState", shifted_class)
    numpy.random.seed(start)
if tensorflow is not None:
    replace(tensorflow.random, "set_seed", shifted)
    tensorflow.random.set_seed(start)
if keras is not None:
    keras.utils.clear_session(free_memory=False)
    keras_utils = [keras.utils]
    if tensorflow is not None and tensorflow.keras.utils is not keras.utils:
        keras_utils.append(tensorflow.keras.utils)
    for module in keras_utils:
        replace(module, "set_random_seed", shifted)
    keras.utils.set_random_seed(start)
pyplot = sys.modules.get("matplotlib.pyplot")
if pyplot is not None:
    pyplot.close("all")
'''


def reset(offset: int = 0) -> str:
    """Return the text of a cell that undoes what the last answer left behind.

    The first time in a kernel it takes note of the notebook's names; later it puts them back. It also gives every
    generator of random numbers its seed, so that an answer does not depend on those before it.

    Parameters
    ----------
    offset : int
        Added to every seed that the notebook sets from now on.
    """
    return f"exec(compile({_RESET!r}, '<audit>', 'exec'), {{'shell': get_ipython(), 'offset': {offset}}})"
