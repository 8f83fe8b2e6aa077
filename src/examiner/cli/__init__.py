"""The command line: read the request, call, show the result.

Exit codes: 0 done, 1 something needs a person, 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from rich.markup import escape

from examiner.cli import (
    adopting,
    audit,
    collect,
    commands,
    data,
    export,
    migrate,
    precheck,
    regrading,
    rulings,
    start,
    term,
)
from examiner.cli.shared import NEEDS_A_PERSON, WRONG_USAGE, Resources, app, err
from examiner.cli.stopping import end_as_with_ctrl_c
from examiner.course.errors import CourseError, explained
from examiner.gradebook.errors import GradebookError
from examiner.kernels.errors import KernelError

app.add_typer(data.app, name="data")

__all__ = [
    "adopting",
    "app",
    "audit",
    "collect",
    "commands",
    "data",
    "export",
    "main",
    "migrate",
    "precheck",
    "regrading",
    "rulings",
    "start",
    "term",
]


def main(arguments: Sequence[str] | None = None, given: Resources | None = None) -> None:
    """Run the command line; turn expected errors into a message and an exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        In place of the process' own.
    given : Resources, optional
        A fork server and an executor to use in place of what a command would start.

    Raises
    ------
    SystemExit
        Always, with the exit code.
    """
    if arguments is None:  # else it is another program's process
        end_as_with_ctrl_c()
    try:
        app(arguments, obj=given)
    except CourseError as error:
        err.print(f"[bold red]error:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(WRONG_USAGE)
    except (GradebookError, KernelError) as error:
        err.print(f"[bold red]error:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(NEEDS_A_PERSON)
    except BrokenPipeError:  # whoever read what we print has left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes what is left at its end
        sys.exit(NEEDS_A_PERSON)
    except OSError as error:
        err.print(f"[bold red]error:[/] {escape(explained(error))}", soft_wrap=True)
        sys.exit(NEEDS_A_PERSON)
    except KeyboardInterrupt:
        err.print("stopped; what is done is kept, run the same command to go on")
        sys.exit(NEEDS_A_PERSON)
