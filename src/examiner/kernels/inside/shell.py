"""The shell that runs a notebook's cells: IPython's, with all plots as pictures and readable tracebacks."""

from __future__ import annotations

from typing import Any

from ipykernel.zmqshell import ZMQInteractiveShell

from . import figures, tracebacks
from .staying import NO_RESTART


class BoxedShell(ZMQInteractiveShell):
    """IPython's shell of a kernel in the box."""

    def init_display_formatter(self) -> None:
        """Show plots as PNG, too."""
        super().init_display_formatter()
        self.configurables.pop()  # IPython's own
        self.display_formatter = figures.FigureFormatter(parent=self)
        self.configurables.append(self.display_formatter)  # type: ignore[arg-type] # as IPython does

    def init_traceback_handlers(self, custom_exceptions: Any) -> None:
        """Fold what happened inside libraries."""
        super().init_traceback_handlers(custom_exceptions)
        tracebacks.fold(self.InteractiveTB)

    def init_events(self) -> None:
        """Look for plots after each cell."""
        super().init_events()
        self.events.register("post_execute", self._show_figures)

    def _show_figures(self) -> None:
        figures.after_cell(self)

    def enable_matplotlib(self, gui: Any = None) -> tuple[Any, Any]:
        """Choose a backend; the one for notebooks in place of one that is not there or needs a screen."""
        try:
            return super().enable_matplotlib(gui)  # type: ignore[no-any-return]
        except (ImportError, RuntimeError):
            self.pylab_gui_select = None
            return super().enable_matplotlib("inline")  # type: ignore[no-any-return]

    def ask_exit(self) -> None:
        """Go on: a notebook's last cells are graded, too."""
        print(NO_RESTART)


# Notebooks and libraries ask for the name to find out whether they run in Jupyter.
BoxedShell.__name__ = BoxedShell.__qualname__ = ZMQInteractiveShell.__name__
