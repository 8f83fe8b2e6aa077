"""With which Python and which libraries a submission is graded, as its student is told."""

from __future__ import annotations

import functools
import importlib.metadata
import platform
from collections.abc import Sequence


@functools.cache
def told_versions(preload: Sequence[str]) -> dict[str, str]:
    """Return the versions of Python and of the libraries that a course's notebooks use, by name.

    Parameters
    ----------
    preload : tuple of str
        The modules that kernels have imported already.
    """
    found = {"Python": platform.python_version()}
    made_of = importlib.metadata.packages_distributions()
    for module in dict.fromkeys(name.partition(".")[0] for name in preload):
        for distribution in made_of.get(module, ())[:1]:
            found[module] = importlib.metadata.version(distribution)
    return found
