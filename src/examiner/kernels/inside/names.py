"""Whether names of the notebook still stand for the functions, classes and modules that were asked for by them."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

LASTING = (types.FunctionType, types.BuiltinFunctionType, types.ModuleType, type)  # what never becomes data


class Names:
    """The names that were asked for.

    Parameters
    ----------
    of_notebook : callable
        Returns all the notebook's names.
    """

    def __init__(self, of_notebook: Callable[[], dict[str, Any]]) -> None:
        self._of_notebook = of_notebook
        self._asked: dict[str, Any] = {}

    def told(self, content: dict[str, Any], answered: bool) -> dict[str, bool]:
        """Return what a reply says of names.

        ``stay``: all that were asked for stand for what they stood for; ``lasting``: so will, until the reply that says
        otherwise, the one that was asked for now.
        """
        try:
            names = self._of_notebook()
            stay = all(names.get(name) is value for name, value in self._asked.items())
            if not stay:
                self._asked.clear()
            return {"stay": stay, "lasting": answered and content["op"] == "get" and self._note(content, names)}
        except Exception:  # a student may have put anything in place of the names
            return {}

    def _note(self, content: dict[str, Any], names: dict[str, Any]) -> bool:
        name = content["target"].get("name")
        if name is None or not issubclass(type(names[name]), LASTING):
            return False
        self._asked[name] = names[name]
        return True
