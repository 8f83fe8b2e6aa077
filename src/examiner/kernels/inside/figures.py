"""Plots of any backend and format as PNG pictures, beside whatever else they are shown as.

A notebook may name a backend that shows nothing here (``%matplotlib qt``, ``matplotlib.use("Agg")``) or a format that
is no PNG. Its figures are drawn all the same, and so whoever looks at the outputs sees them.
"""

from __future__ import annotations

import contextlib
import sys
from typing import Any

from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.formatters import DisplayFormatter

PNG = "image/png"


class FigureFormatter(DisplayFormatter):
    """Gives each Matplotlib figure a PNG, whatever formats the notebook has chosen."""

    def format(self, obj: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return an object's data and metadata by MIME type."""
        data, metadata = super().format(obj, include, exclude)
        if data and PNG not in data and _is_figure(obj):
            with contextlib.suppress(Exception):  # what cannot be drawn is shown as it was
                png = _drawn(obj)
                if png is not None:
                    data[PNG] = png
        return data, metadata


def show_open(shell: ZMQInteractiveShell) -> None:
    """Display the figures that are open and have changed since they were last seen; they stay open."""
    for figure in _open_figures():
        if figure.stale:
            with contextlib.suppress(Exception):
                png = _drawn(figure)
                figure.stale = False  # for this figure alone: what changes any part of it makes it stale again
                if png is not None:
                    shell.display_pub.publish({PNG: png, "text/plain": repr(figure)})


def after_cell(shell: ZMQInteractiveShell) -> None:
    """Display what a cell has drawn, unless the backend for notebooks does so itself."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    watch(shell)
    if _shows_itself(pyplot):
        _take_as_seen()
    else:
        show_open(shell)


def watch(shell: ZMQInteractiveShell) -> None:
    """Have Matplotlib, where it is loaded, show plots that no backend shows, and go on where one needs a screen."""
    matplotlib, pyplot = sys.modules.get("matplotlib"), sys.modules.get("matplotlib.pyplot")
    if matplotlib is None or pyplot is None or getattr(pyplot.show, "examiner", False):
        return
    choose, show_all = matplotlib.use, pyplot.show

    def use(backend: str, *, force: bool = True) -> None:
        """Select the backend, or one that only draws where this one needs a screen."""
        try:
            choose(backend, force=force)
        except ImportError:
            choose("agg", force=force)

    def show(*args: Any, **kwargs: Any) -> Any:
        """Display all open figures: some backends close them then."""
        if _shows_itself(pyplot):
            found = show_all(*args, **kwargs)
            _take_as_seen()
            return found
        show_open(shell)
        return show_all(*args, **kwargs)

    vars(show)["examiner"] = True
    vars(matplotlib)["use"], vars(pyplot)["show"] = use, show


def _shows_itself(pyplot: Any) -> bool:
    return "inline" in str(pyplot.get_backend())


def _take_as_seen() -> None:
    for figure in _open_figures():
        figure.stale = False


def _open_figures() -> list[Any]:
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    return [] if helpers is None else [manager.canvas.figure for manager in helpers.Gcf.get_all_fig_managers()]


def _is_figure(value: Any) -> bool:
    figure = sys.modules.get("matplotlib.figure")
    return figure is not None and isinstance(value, figure.Figure)


def _drawn(figure: Any) -> str | None:
    """Return a figure as PNG in base64, None for an empty one."""
    from IPython.core.pylabtools import print_figure

    found: str | None = print_figure(figure, fmt="png", base64=True)
    return found
