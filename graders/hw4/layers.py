"""Reference networks of homework 4: Keras' recurrent layers in 64 bits, with given weights."""

import keras
import numpy as np
from hw4_held import held

from examiner import approx, array


def uniform(rng, *shapes, most=1.0):
    """Return arrays of these shapes, drawn between -most and most."""
    return [rng.uniform(-most, most, shape) for shape in shapes]


def states(kind, x, weights, *start, **options):
    """Return the states after every step that a layer of Keras gives for one sequence, and its last ones."""
    layer = kind(len(weights[1]), return_sequences=True, return_state=True, dtype="float64", **options)
    layer.build((1, *np.shape(x)))
    layer.set_weights([np.asarray(w, dtype=float) for w in weights])
    first = [keras.ops.convert_to_tensor(np.asarray(a, dtype=float)[None]) for a in start if a is not None]
    found = layer(np.asarray(x, dtype=float)[None], initial_state=first or None)
    return [keras.ops.convert_to_numpy(one)[0] for one in found]


def same(answer, expected, name="H"):
    """Say whether an answer is that array, up to the rounding of 32 bits."""
    return array(answer, np.shape(expected), name=name) == approx(expected, rel=1e-4, abs=1e-5)


def agree(student, name, cases, reference):
    """Say whether the student's function gives what the reference gives, in every case."""
    cases = [tuple(case) for case in cases]
    return all(same(answer, reference(*case)) for case, answer in zip(cases, student.each(name, cases), strict=True))


def stay(student, function, cases, reference):
    """Say whether results are right in every case, and still are after the last call."""
    return all(same(found, reference(*case)) for case, found in zip(cases, held(student, function, cases), strict=True))
