"""The command line: read the request, call, show the result.

Exit codes: 0 done, 1 something needs a person, 2 wrong usage.
"""

from __future__ import annotations

import sys

from rich.markup import escape

from examiner.cli import audit, commands, data
from examiner.cli.shared import NEEDS_A_PERSON, WRONG_USAGE, app, err
from examiner.course.errors import CourseError
from examiner.gradebook.errors import GradebookError
from examiner.kernels.errors import KernelError

app.add_typer(data.app, name="data")

__all__ = ["app", "audit", "commands", "data", "main"]


def main() -> None:
    """Run the command line; turn expected errors into a message and an exit code."""
    try:
        app()
    except CourseError as error:
        err.print(f"[bold red]error:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(WRONG_USAGE)
    except (GradebookError, KernelError) as error:
        err.print(f"[bold red]error:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(NEEDS_A_PERSON)
    except KeyboardInterrupt:
        err.print("stopped; what is done is kept, run the same command to go on")
        sys.exit(NEEDS_A_PERSON)
