"""A fresh small course for every test."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.audit.course import AuditedCourse


@pytest.fixture
def small(tmp_path: Path) -> AuditedCourse:
    """A course that passes its audit."""
    root = tmp_path / "course"
    root.mkdir()
    return AuditedCourse(root)
