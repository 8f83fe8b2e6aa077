"""``python -m inside SETTINGS``: the fork server's start, inside the jail."""

from .forkserver import main

main()
