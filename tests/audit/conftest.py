"""A fresh small course for every test."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.audit.course import AuditedCourse

from examiner.audit import plan


@pytest.fixture
def small(tmp_path: Path) -> AuditedCourse:
    """A course that passes its audit."""
    root = tmp_path / "course"
    root.mkdir()
    return AuditedCourse(root)


@pytest.fixture
def only_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves mutants and junk out of the test's audits: a test of wrapped answers needs none."""
    monkeypatch.setattr(plan, "mutants_of", lambda *about: [])
    monkeypatch.setattr(plan, "JUNK", {})
