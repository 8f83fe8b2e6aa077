"""What no file of the project may say."""

from __future__ import annotations

import re

from tests.house.project import ROOT, tracked


def test_the_lock_file_names_versions_and_no_place() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    packages = [line for line in lines if line and not line.startswith("#")]
    assert len(packages) > 100
    assert all(re.match(r"[\w.\-\[\],]+==[\w.+]+( ; .*)?$", line) for line in packages)


def test_no_file_holds_a_path_of_some_machine() -> None:
    # Paths that only exist where somebody wrote this; the program must find its own way.
    wrong = re.compile(rb"(?<![\w}])/(root|work|home/[a-z]+)/[a-z.]")
    allowed = {"test_files.py", "doctor.py", "test_isolation.py"}  # the last two look for what must not be seen
    found = [str(p.relative_to(ROOT)) for p in tracked() if p.name not in allowed and wrong.search(p.read_bytes())]
    assert not found
