"""Boxed warm kernels for any Jupyter program: nbclient, JupyterLab, ``jupyter console``.

A kernel specification names this provisioner (``examiner doctor --kernelspec DIR`` writes one)::

    "metadata": {"kernel_provisioner": {"provisioner_name": "examiner-provisioner",
                                        "config": {"preload": ["numpy"], "limits": {"memory_mib": 1024}}}}
"""

from __future__ import annotations

import asyncio
import atexit
import threading
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Dict, List, Unicode
from traitlets.config import SingletonConfigurable

from examiner.kernels.budget import Budget
from examiner.kernels.errors import KernelDied
from examiner.kernels.forkserver import ForkServer, KernelHandle
from examiner.kernels.pool import SEED
from examiner.model import Limits


class SharedServers(SingletonConfigurable):
    """The fork servers that kernels of this process come from, one for each set of libraries and user.

    Jupyter makes a provisioner for each kernel and offers it no owner to share a server through, so that there is one
    instance a process, as of Jupyter's own applications and factories.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.servers: dict[tuple[tuple[str, ...], int | None], ForkServer] = {}
        self._lock = threading.Lock()  # kernels are launched in threads

    def get(self, preload: tuple[str, ...], user: int | None = None) -> ForkServer:
        """Return the server for these libraries and user, started on first use and ended with the process."""
        with self._lock:
            server = self.servers.get((preload, user))
            if server is None or not server.alive():
                server = self.servers[preload, user] = ForkServer(preload, user=user).start()
                atexit.register(server.stop)
            return server


def shared_server(preload: tuple[str, ...], user: int | None = None) -> ForkServer:
    """Return this process' fork server for these libraries, whose box becomes ``user`` if root started it."""
    shared: SharedServers = SharedServers.instance()
    return shared.get(preload, user)


class BoxedProvisioner(KernelProvisionerBase):
    """Gives out kernels of this process' fork server."""

    preload: Any = List(Unicode(), help="Modules imported before the first fork.").tag(config=True)
    limits: Any = Dict(help="What a kernel may use, by the names of examiner.model.Limits.").tag(config=True)
    handle: KernelHandle | None = None
    _before: KernelHandle | None = None

    @property
    def has_process(self) -> bool:
        """Whether a kernel is running."""
        return self.handle is not None

    async def poll(self) -> int | None:
        """Return None while the kernel runs, else its exit status."""
        if self.handle is None:
            return 0
        self.handle.events(0)
        return None if self.handle.ended is None else int(self.handle.ended.get("status") or 0)

    async def wait(self) -> int | None:
        """Wait for the kernel's end."""
        while (status := await self.poll()) is None:
            await asyncio.sleep(0.05)
        self._drop()
        return status

    async def send_signal(self, signum: int) -> None:
        """Send the kernel a signal; one that has ended ignores it."""
        if self.handle is not None:
            try:
                self.handle.send(signal=int(signum))
            except KernelDied:
                return

    async def kill(self, restart: bool = False) -> None:
        """End the kernel with all that it started."""
        if self.handle is not None:
            try:
                self.handle.send(kill="killed")
            except KernelDied:
                return

    async def terminate(self, restart: bool = False) -> None:
        """End the kernel; it has nothing to save."""
        await self.kill(restart)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Prepare the arguments of :meth:`launch_kernel`: there is no command line."""
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a boxed kernel and return how to reach it."""
        limits = Limits().changed(self.limits, "the kernel specification's limits")
        figures = Budget(limits).figures()
        server = await asyncio.to_thread(shared_server, tuple(self.preload))
        # A restarted kernel is found where its clients look for it.
        same = self._before is not None and self._before.folder.parent == server.folder
        after = self._before if same else None
        self.handle = self._before = await asyncio.to_thread(server.fork, figures, seed=SEED, after=after)
        info = {**self.handle.connection_info(), "key": self.handle.key.encode()}
        self.connection_info = cast(KernelConnectionInfo, info)
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """Remove what is left of the kernel."""
        self._drop()

    def _drop(self) -> None:
        if self.handle is not None:
            self.handle.close()
            self.handle = None
