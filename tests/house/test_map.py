"""The map in ``docs/map.svg`` shows the rooms and imports of the code as it is."""

from __future__ import annotations

import re

from scripts import map as drawing
from tests.house.project import SRC


def test_the_map_is_up_to_date() -> None:
    assert drawing.picture() == drawing.PICTURE.read_text(encoding="utf-8"), "draw it again: python scripts/map.py"


def test_every_room_is_on_the_map_and_says_what_it_is_for() -> None:
    shown = re.findall(r'class="name"[^>]*>([^<]+)<', drawing.PICTURE.read_text(encoding="utf-8"))
    entries = {path.stem for path in (SRC / "examiner").iterdir() if not path.name.startswith("__")} - {"py"}
    assert sorted(shown) == sorted(entries)
    assert all(drawing.about(room) for room in shown)


def test_what_follows_from_other_arrows_is_left_out() -> None:
    edges = {"door": {"hall", "cellar"}, "hall": {"cellar"}}
    assert drawing.drawn(edges) == {"door": {"hall"}, "hall": {"cellar"}}


def test_arrows_that_need_not_cross_do_not() -> None:
    rows = drawing.place([["a", "b"], ["c", "d"], ["e", "f"]], {"a": {"d", "f"}, "b": {"c"}, "c": {"e"}, "d": {"f"}})
    assert drawing.crossings(rows) > 0
    assert drawing.crossings(drawing.order(rows)) == 0
