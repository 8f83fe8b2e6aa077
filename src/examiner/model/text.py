"""Sentences in the two languages of a course."""

from __future__ import annotations


def say(zh: str, en: str) -> str:
    """Join a sentence in two languages as reports expect it: Chinese left of `` / ``, English right."""
    return f"{zh.replace(' / ', '/')} / {en.replace(' / ', '/')}"
