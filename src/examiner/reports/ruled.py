"""What staff have ruled on an assignment, as the class page lists it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from examiner.model import TaskKey, Text
from examiner.model.rulings import Kind, Ruling, Voided
from examiner.pages.text import brief, duration, name, titled


@dataclass(frozen=True, slots=True)
class RulingView:
    """One ruling: for whom (empty: everybody), on which task, what holds, and who said so."""

    student: str
    task: Text | None
    word: str  # of the page
    time: str  # that the word names
    span: Text | None
    by: str
    why: Text | None


def ruled(rulings: Sequence[Ruling], titles: Mapping[TaskKey, Text]) -> dict[str, Any]:
    """Return what the page's list is made of, and who is excused from all."""
    return {
        "excused": [name(one.student) for one in rulings if one.kind is Kind.EXCUSE and not one.grade_id],
        "rulings": [ruling_view(one, titles) for one in rulings],
    }


def ruling_view(ruling: Ruling, titles: Mapping[TaskKey, Text]) -> RulingView:
    """Return how a ruling is shown."""
    until = f"{datetime.fromisoformat(ruling.until):%Y-%m-%d %H:%M %z}" if ruling.until else ""
    return RulingView(
        student=name(ruling.student),
        task=titled(titles.get(ruling.key, Text.plain(ruling.grade_id)), ruling.grade_id) if ruling.grade_id else None,
        word=_word(ruling),
        time=until,
        span=duration(ruling.seconds) if ruling.kind is Kind.EXTEND and not until else None,
        by=name(f"{ruling.who}, {ruling.when}"),
        why=brief(Text.optional(ruling.why)),
    )


def _word(ruling: Ruling) -> str:
    match ruling.kind:
        case Kind.EXTEND:
            return "ruled_until" if ruling.until else "ruled_after"
        case Kind.EXCUSE:
            return "ruled_excused" if ruling.grade_id else "ruled_all"
        case Kind.VOID:
            return "ruled_out" if ruling.points is Voided.OUT else "ruled_full"
