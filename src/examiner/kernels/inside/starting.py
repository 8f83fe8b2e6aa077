"""Starts one kernel: its request is read, the box is shut around a forked process, and that becomes the kernel."""

from __future__ import annotations

import json
import os
import resource
import socket
import traceback
from typing import Any

from . import box, syscalls

MOST_REQUEST = 1 << 20  # bytes
MOST_PROBLEM = 4000
SHUT = b"the box is shut"


def receive_request(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Read the first line of a connection and the descriptors that come with it."""
    data, descriptors, _, _ = socket.recv_fds(connection, MOST_REQUEST, 16)
    while not data.endswith(b"\n"):
        more = connection.recv(MOST_REQUEST)
        if not more or len(data) > MOST_REQUEST:
            raise ValueError("the request ended early or is too long")
        data += more
    return json.loads(data), list(descriptors)


def start_kernel(request: dict[str, Any], descriptors: list[int]) -> tuple[int, list[int]]:
    """Fork the kernel into its box; return its process id in this jail and where it asks for locks, if it does."""
    box.die_with_parent()
    if request["boxed"]:
        box.enter_namespaces()
    ready, tell = socket.socketpair()
    pid = os.fork()
    if pid:
        tell.close()
        with ready:
            problem, listeners, _, _ = socket.recv_fds(ready, MOST_PROBLEM, 1)
        if problem != SHUT:
            os.waitpid(pid, 0)
            raise RuntimeError(problem.decode(errors="replace") or "it ended at once")
        return pid, list(listeners)
    ready.close()
    try:
        become_kernel(request, descriptors, tell)
    finally:
        os._exit(70)


def become_kernel(request: dict[str, Any], descriptors: list[int], tell: socket.socket) -> None:
    """Shut the box around this process and run the kernel in it. Does not return."""
    listener = None
    try:
        box.die_with_parent()
        figures = request["figures"]
        if not request["boxed"]:  # outside a namespace all processes of the user would count
            figures = {**figures, "processes": resource.RLIM_INFINITY}
        if request["boxed"]:
            box.private_mounts(figures)
        box.close_descriptors({*descriptors, tell.fileno()})
        os.setsid()
        os.umask(0o022)
        os.chdir(request["cwd"])
        box.set_limits(figures)
        if request["boxed"]:
            box.drop_privileges()
            listener = syscalls.filter_syscalls()
    except BaseException as error:  # anything here means: no box, so no kernel; the keeper passes it on
        tell.sendall(f"{type(error).__name__}: {error}".encode()[:MOST_PROBLEM])
        os._exit(71)
    asked = [] if listener is None else [listener]
    socket.send_fds(tell, [SHUT], asked)
    for fd in (tell.detach(), *asked):
        os.close(fd)
    from . import kernel  # imported by main() already: needs the preloaded libraries

    log = os.dup(2)  # closed by the kernel as soon as it is up: a student must not write to it
    try:
        kernel.run(request, descriptors, lambda: os.close(log))
    except BaseException:  # the last word of a kernel that could not start goes to the server's log
        os.write(log, traceback.format_exc().encode())
    os._exit(72)
