"""The fork server: imports the course's libraries once, then forks a boxed kernel per request.

Runs as ``python -m examiner_box.kernels.inside`` in the jail (see ``examiner.kernels.jail``). It accepts
connections on the listening socket whose descriptor it was given. For every connection it forks a *keeper* and
forgets about it: the request, with the new kernel's keys, is read by the keeper, so the server's own memory, of which
every later kernel gets a copy, never holds anything that belongs to one submission.

One connection is one kernel. The trusted side sends a JSON line with five listening sockets attached, then
commands, one JSON line each; the keeper answers with JSON lines::

    {"key": ..., "figures": {...}, "boxed": true, ...}   -> {"event": "started", "pid": n}
    {"signal": 2}                                       -> (nothing)
    {"usage": id}                                       -> {"event": "usage", "id": id, "cpu": s, "memory_mib": m}
    (the kernel ends)                                   -> {"event": "ended", "status": n, "why": "..."}

Closing the connection kills the kernel and all that it started.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys
import traceback

from . import box, keeper, syscalls
from .users import Users, become, problem_of


def preload(modules: list[str]) -> list[str]:
    """Import what every kernel will need; return the names that could not be imported, with the reason."""
    missing = []
    for name in ["ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.completer", *modules]:
        try:
            importlib.import_module(name)
        except Exception as error:  # any library may fail in any way; the kernel works without it
            missing.append(f"{name}: {type(error).__name__}: {error}")
    return missing


def serve(listener: socket.socket, users: Users | None) -> None:
    """Accept connections for ever; fork a keeper for each.

    Parameters
    ----------
    listener : socket
        Where the trusted side asks for kernels.
    users : Users, optional
        Whom their keepers become; without them they stay who the server is.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are reaped by the operating system
    while True:
        connection, _ = listener.accept()
        with connection:
            try:
                user = None if users is None else users.take()
                child = os.fork()
            except OSError as error:  # the host has no more processes or memory to give: this kernel, not all kernels
                connection.sendall(json.dumps({"event": "failed", "why": f"fork: {error}"}).encode() + b"\n")
                continue
            if child == 0:
                listener.close()
                keep(connection, user)
            if users is not None:
                users.give(child)


def keep(connection: socket.socket, user: int | None) -> None:
    """Be the keeper of one kernel. Does not return."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        if user is not None:
            become(user)
        keeper.run(connection)
    except BaseException:  # the last word of a keeper goes to the server's log
        traceback.print_exc()
    os._exit(0)


def own_users(given: list[int] | None) -> tuple[Users | None, dict[str, str]]:
    """Return the users that kernels may be, if there are any, and what the trusted side must hear if there are not.

    Without them the server has no use for the right to become another user, and gives it up.
    """
    if given is None:
        return None, {}
    users = Users(*given)
    problem = problem_of(users.take())
    if not problem:
        return users, {}
    box.drop_capabilities()
    return None, {"why_one_user": problem}


def main() -> None:
    """Preload, report readiness on standard output, and serve."""
    box.die_with_parent()
    settings = json.loads(sys.argv[1])
    listener = socket.socket(fileno=settings["listener"])
    if settings["boxed"]:
        box.close_descriptors({listener.fileno()})  # bubblewrap leaves that of the user namespace open
    missing = preload(settings["preload"])
    from . import kernel, responder  # noqa: F401 - so that no child has to

    if settings["boxed"]:
        syscalls.asking()
    users, problem = own_users(settings.get("users"))
    gc.collect()
    gc.freeze()  # keeps the collector from touching, and so copying, the shared pages
    print(json.dumps({"ready": True, "missing": missing, **problem}), flush=True)
    serve(listener, users)
