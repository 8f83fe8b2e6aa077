"""NumPy where it is installed, else what stands for it: its types, of which there is then no value.

Who grades a course without arrays need not install 73 MB for them. Whatever else is asked of NumPy where it is not
installed raises with the command that installs it.
"""

from __future__ import annotations

import contextlib
import importlib.util
from typing import TYPE_CHECKING, Any

INSTALLED = importlib.util.find_spec("numpy") is not None
REMEDY = "NumPy is not installed here. Run: pip install numpy"


class Absent:
    """Stands for NumPy where it is not installed."""

    class generic:  # noqa: N801 - these are NumPy's names
        """A type that no value has."""

        def __new__(cls, *_: Any) -> Any:
            raise ModuleNotFoundError(REMEDY, name="numpy")

        def __class_getitem__(cls, item: Any) -> type:
            return cls

    class ndarray(generic): ...  # noqa: N801

    class dtype(generic): ...  # noqa: N801

    class number(generic): ...  # noqa: N801

    class floating(number): ...  # noqa: N801

    class bool_(generic): ...  # noqa: N801

    class str_(generic): ...  # noqa: N801

    class bytes_(generic): ...  # noqa: N801

    @staticmethod
    def errstate(**_: str) -> contextlib.AbstractContextManager[None]:
        """Return a context in which nothing is different: there is nobody to warn."""
        return contextlib.nullcontext()

    def __getattr__(self, name: str) -> Any:
        raise ModuleNotFoundError(REMEDY, name="numpy")


if TYPE_CHECKING or INSTALLED:
    import numpy as np
else:
    np = Absent()

__all__ = ["INSTALLED", "REMEDY", "Absent", "np"]
