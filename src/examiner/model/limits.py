"""What one submission may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use. Every limit that is hit is named to the student."""

    cell_seconds: float = 60.0  # CPU seconds of one cell
    call_seconds: float = 30.0  # CPU seconds of one call of a student's function
    wall_factor: float = 4.0  # wall-clock allowance as a multiple of the CPU allowance
    notebook_seconds: float = 600.0  # CPU seconds of the whole submission
    memory_mib: int = 2048  # beyond what the warm kernel itself holds
    processes: int = 64  # processes and threads
    open_files: int = 256
    disk_mib: int = 256  # /submission and /tmp, each
    output_kib: int = 2048  # everything one notebook prints and draws
    notebook_mib: int = 20  # the uploaded notebook file
    files_mib: int = 100  # all uploaded files together
    reply_mib: int = 64  # one value that comes back across the wall
    deaths: int = 5  # kernels one submission may lose before its remaining cells are skipped
