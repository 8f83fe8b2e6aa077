"""Writes docs/attacks.md: ``python -m tests.submissions``."""

from pathlib import Path

from .cases import all_cases, table

if __name__ == "__main__":
    (Path(__file__).parents[2] / "docs/attacks.md").write_text(table(all_cases()), encoding="utf-8")
