"""``python -m examiner_box.kernels.inside SETTINGS``: the fork server's start, inside the jail."""

from .forkserver import main

main()
