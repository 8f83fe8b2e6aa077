"""The jail's user namespace, with users for the kernels where root can put them into it.

Root makes it as the user that the fork server becomes, who so owns it and may have bubblewrap enter it; only root may
map more users than himself. bubblewrap then leaves the server two capabilities, which reach no further than this
namespace: to become one of its users, and one of its groups. What becomes of them stands in ``inside/users``.
"""

from __future__ import annotations

import os
import secrets
import subprocess
from dataclasses import dataclass

from examiner.kernels.inside import box

# Nobody else hands these out: people, services and containers are below (https://systemd.io/UIDS-GIDS/), and some
# numbers above are no user's. Runs at the same time on one host hardly ever meet: each takes a part by chance.
FIRST_USER, LAST_USER = 0x70000000, 0x7FFFFFFF
COUNT = 1024  # kernels alive at once of one fork server
TRY_SECONDS = 20.0
UNSHARED = ("ipc", "pid", "net", "uts", "cgroup")  # and the mounts, always


@dataclass(frozen=True)
class Namespace:
    """A user namespace for the jail.

    Parameters
    ----------
    descriptor : int
        Of one that is there; -1 if bubblewrap has to make it, with the fork server's user and no other.
    users : list of int, optional
        The first user that a kernel may be in it, and how many there are.
    why : str
        Why there are none.
    """

    descriptor: int = -1
    users: list[int] | None = None
    why: str = "only root can give kernels users of their own"

    def arguments(self) -> list[str]:
        """Return what bubblewrap has to be told."""
        if self.users is None:
            return ["--unshare-all", "--uid", str(box.INSIDE_UID), "--gid", str(box.INSIDE_UID)]
        line = ["--userns", str(self.descriptor), *(f"--unshare-{kind}" for kind in UNSHARED)]
        return [*line, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]

    def tried(self, command: list[str]) -> Namespace:
        """Return it if this command runs in it, else one for bubblewrap to make: then all is as for other users."""
        if self.users is None:
            return self
        done = subprocess.run(command, pass_fds=[self.descriptor], capture_output=True, timeout=TRY_SECONDS)
        return self if done.returncode == 0 else Namespace(why=done.stderr.decode(errors="replace")[-500:].strip())


def made_by_root(user: int) -> Namespace:
    """Return a namespace with users for kernels in it, one without where this host does not let root make it.

    Parameters
    ----------
    user : int
        Whom the fork server is going to be.
    """
    first = FIRST_USER + COUNT * secrets.randbelow((LAST_USER - FIRST_USER) // COUNT)
    try:
        descriptor = _made(user, f"{box.INSIDE_UID} {user} 1\n{first} {first} {COUNT}\n")
    except OSError as error:
        return Namespace(why=str(error))
    os.set_inheritable(descriptor, True)
    return Namespace(descriptor, [first, COUNT], "")


def _made(user: int, mapping: str) -> int:
    """Have a process make a user namespace, map users and groups in it, and return a descriptor of it."""
    (ready, tell), (wait, release) = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(release)
            become(user)
            box.check(box.libc.unshare(box.CLONE_NEWUSER), "unshare(CLONE_NEWUSER)")
            os.write(tell, b"made")
            os.read(wait, 1)
        finally:
            os._exit(0)
    os.close(tell)
    os.close(wait)
    try:
        if os.read(ready, 4) != b"made":
            raise OSError("no user namespace could be made")
        for name in ("uid_map", "gid_map"):
            with open(f"/proc/{pid}/{name}", "w") as file:
                file.write(mapping)
        return os.open(f"/proc/{pid}/ns/user", os.O_RDONLY)
    finally:
        os.close(ready)
        os.close(release)
        os.waitpid(pid, 0)


def become(user: int) -> None:
    """Become an unprivileged user without groups."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
