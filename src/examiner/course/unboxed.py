"""Whether nbgrader's own commands would run submissions outside the box."""

from __future__ import annotations

from traitlets.config.loader import LazyConfigValue

from examiner.course.config import CONFIG_NAME
from examiner.course.settings import Settings

OURS = "examiner.nbgrader_plugin"  # the module whose preprocessors grade in the box
THEIRS = "Execute"  # nbgrader's preprocessor that runs a notebook as whoever has called nbgrader


def runs_unboxed(settings: Settings) -> bool:
    """Whether ``nbgrader autograde`` and formgrader's button would run a course's submissions outside the box."""
    steps = settings.nbgrader_config().get("Autograde", {}).get("autograde_preprocessors", [])
    steps = [] if isinstance(steps, LazyConfigValue) else steps
    names = [step if isinstance(step, str) else f"{step.__module__}.{step.__name__}" for step in steps]
    return f"{OURS}.Grade" not in names or any(name.rpartition(".")[2] == THEIRS for name in names)


def remedy(settings: Settings) -> str:
    """Return what has them run in the box."""
    place = settings.file.path if settings.file is not None else settings.root / CONFIG_NAME
    return f"add to {place}: from {OURS} import configure; configure(c)"


def unboxed_warnings(settings: Settings) -> list[str]:
    """Return what a command that grades or releases says of it."""
    if not runs_unboxed(settings):
        return []
    what = "nbgrader's own autograde, and formgrader's button for it, would run submissions outside the box, as you"
    return [f"{what}; {remedy(settings)}"]
