"""Modules that the graders of an assignment share: ``from hw2_nets import frames`` reads ``graders/hw2/nets.py``.

Such a module is imported like a grader, with pytest's explanations of assertions, and forgotten with the graders of
each submission. Its name has the assignment's in front, so that it stands for no installed module and for no other
assignment's. Where an assignment has several notebooks, ``from hw2_part1_nets import frames`` reads
``graders/hw2/part1/nets.py``.
"""

from __future__ import annotations

import contextlib
import importlib.util
import re
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from _pytest.assertion.rewrite import AssertionRewritingHook  # pytest has no public name for what rewrites modules


class Helpers(MetaPathFinder):
    """Finds the helper modules of some folders of graders."""

    def __init__(self) -> None:
        self._folders: dict[str, Path] = {}

    def serve(self, folders: Sequence[Path]) -> None:
        """Find the modules of an assignment's graders from now on, and those of a notebook's in a folder there."""
        for count, folder in enumerate(folders, start=1):
            self._folders["".join(map(prefix_of, folders[:count]))] = folder

    def start(self) -> None:
        """Begin to find modules; what was found before of the same names is not theirs."""
        sys.meta_path.insert(0, self)

    def stop(self) -> None:
        """Find none any more, and forget those that were found."""
        with contextlib.suppress(ValueError):
            sys.meta_path.remove(self)
        for folder in self._folders.values():
            forget(folder)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module is, None if it is no helper."""
        for prefix, folder in self._folders.items():
            name = fullname.removeprefix(prefix)
            file = folder / f"{name}.py"
            if name != fullname and name.isidentifier() and not name.startswith("test_") and file.is_file():
                return importlib.util.spec_from_file_location(fullname, file, loader=_loader())
        return None


def prefix_of(folder: Path) -> str:
    """Return what the names of the helper modules in a folder of graders begin with."""
    return re.sub(r"\W", "_", folder.name) + "_"


def _loader() -> Loader | None:
    """Return what rewrites assertions in the present session of pytest, None outside of one."""
    hooks = (finder for finder in sys.meta_path if isinstance(finder, AssertionRewritingHook))
    return next(hooks, None)


def forget(folder: Path) -> None:
    """Drop the modules of a folder of graders, so that nothing of one submission is left for the next."""
    inside = [n for n, m in sys.modules.items() if str(getattr(m, "__file__", None) or "").startswith(f"{folder}/")]
    for name in inside:
        del sys.modules[name]
