"""The fork server: imports the course's libraries once, then forks a boxed kernel per request.

Runs as ``python -m inside`` in the jail (see ``examiner.kernels.jail``). It accepts connections on the
listening socket whose descriptor it was given. For every connection it forks a *keeper* and forgets about
it: the request, with the new kernel's keys, is read by the keeper, so the server's own memory, of which
every later kernel gets a copy, never holds anything that belongs to one submission.

One connection is one kernel. The trusted side sends a JSON line with five listening sockets attached, then
commands, one JSON line each; the keeper answers with JSON lines::

    {"key": ..., "limits": {...}, "boxed": true, ...}   -> {"event": "started", "pid": n}
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
import resource
import signal
import socket
import sys
import traceback
from typing import Any

from . import box, syscalls

MOST_REQUEST = 1 << 20


def preload(modules: list[str]) -> list[str]:
    """Import what every kernel will need; return the names that could not be imported, with the reason."""
    missing = []
    for name in ["ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.completer", *modules]:
        try:
            importlib.import_module(name)
        except Exception as error:  # any library may fail in any way; the kernel works without it
            missing.append(f"{name}: {type(error).__name__}: {error}")
    return missing


def receive_request(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Read the first line of a connection and the descriptors that come with it."""
    data, descriptors, _, _ = socket.recv_fds(connection, MOST_REQUEST, 16)
    while not data.endswith(b"\n"):
        more = connection.recv(MOST_REQUEST)
        if not more or len(data) > MOST_REQUEST:
            raise ValueError("the request ended early or is too long")
        data += more
    return json.loads(data), list(descriptors)


def start_kernel(request: dict[str, Any], descriptors: list[int]) -> int:
    """Fork the kernel into its box and return its process id in this jail."""
    box.die_with_parent()
    if request["boxed"]:
        box.enter_namespaces()
    ready, tell = os.pipe()
    pid = os.fork()
    if pid:
        os.close(tell)
        with os.fdopen(ready, "rb") as answer:
            problem = answer.read().decode(errors="replace")
        if problem:
            os.waitpid(pid, 0)
            raise RuntimeError(problem)
        return pid
    os.close(ready)
    try:
        become_kernel(request, descriptors, tell)
    finally:
        os._exit(70)


def become_kernel(request: dict[str, Any], descriptors: list[int], tell: int) -> None:
    """Shut the box around this process and run the kernel in it. Does not return."""
    try:
        box.die_with_parent()
        limits = request["limits"]
        if not request["boxed"]:  # outside a namespace all processes of the user would count
            limits = {**limits, "processes": resource.RLIM_INFINITY}
        if request["boxed"]:
            box.private_mounts(limits["disk_mib"])
        box.close_descriptors({*descriptors, tell})
        os.setsid()
        os.umask(0o022)
        os.chdir(request["cwd"])
        box.set_limits(limits)
        if request["boxed"]:
            box.drop_privileges()
            syscalls.filter_syscalls()
    except BaseException as error:  # anything here means: no box, so no kernel; the keeper passes it on
        os.write(tell, f"{type(error).__name__}: {error}".encode()[:4000])
        os._exit(71)
    os.close(tell)
    from . import kernel  # imported by main() already: needs the preloaded libraries

    log = os.dup(2)  # closed by the kernel as soon as it is up: a student must not write to it
    try:
        kernel.run(request, descriptors, lambda: os.close(log))
    except BaseException:  # the last word of a kernel that could not start goes to the server's log
        os.write(log, traceback.format_exc().encode())
    os._exit(72)


def serve(listener: socket.socket) -> None:
    """Accept connections for ever; fork a keeper for each."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are reaped by the operating system
    while True:
        connection, _ = listener.accept()
        with connection:
            try:
                child = os.fork()
            except OSError as error:  # the host has no more processes or memory to give: this kernel, not all kernels
                connection.sendall(json.dumps({"event": "failed", "why": f"fork: {error}"}).encode() + b"\n")
                continue
            if child == 0:
                listener.close()
                keep(connection)


def keep(connection: socket.socket) -> None:
    """Be the keeper of one kernel. Does not return."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    from . import keeper

    try:
        keeper.run(connection)
    except BaseException:  # the last word of a keeper goes to the server's log
        traceback.print_exc()
    os._exit(0)


def main() -> None:
    """Preload, report readiness on standard output, and serve."""
    box.die_with_parent()
    settings = json.loads(sys.argv[1])
    listener = socket.socket(fileno=settings["listener"])
    missing = preload(settings["preload"])
    from . import keeper, kernel, responder  # noqa: F401 - so that no child has to

    if settings["boxed"]:
        syscalls.compiled()
    gc.collect()
    gc.freeze()  # keeps the collector from touching, and so copying, the shared pages
    print(json.dumps({"ready": True, "missing": missing}), flush=True)
    serve(listener)
