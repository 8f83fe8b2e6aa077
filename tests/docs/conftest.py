from __future__ import annotations

from tests.fixtures.reports import chromium

__all__ = ["chromium"]
