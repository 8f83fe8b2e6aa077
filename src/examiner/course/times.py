"""The one reader of times: nbgrader's forms, ISO 8601, and what else ``dateutil`` knows, in the course's zone."""

from __future__ import annotations

import os
import re
import stat
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path

import dateutil.parser

_STAMP_BYTES = 200  # "2026-01-31 12:00:00.123456 Asia/Taipei" is 38
_ZONE_AT_END = re.compile(r"\s+([A-Za-z][A-Za-z_]*(?:/[A-Za-z0-9_+-]+)+)$")  # Asia/Taipei
_SPAN = re.compile(r"((?P<weeks>\d+)w)?((?P<days>\d+)d)?((?P<hours>\d+)h)?((?P<minutes>\d+)m(in)?)?", re.ASCII)
# Of RFC 5322, but CST: what that means depends on the course's zone, and elsewhere nobody can tell.
_HOURS = {"UTC": 0, "UT": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_EUROPEAN = {"CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "WET": 0, "WEST": 1}
_FIRST, _SECOND = (2000, 1, 1), (2004, 2, 2)  # what a text does not say is taken from these
_WRONG = (ValueError, OverflowError, TypeError, ArithmeticError, LookupError)  # what dateutil raises for odd texts


def read_time(text: str, zone: str = "UTC") -> datetime | None:
    """Return the moment that a text names, or None if it is none, or nobody can tell which.

    Parameters
    ----------
    text : str
        Such as ``2026-01-31 12:00:00 UTC``, ``2026-01-31T12:00:00+08:00`` or ``2026-01-31 12:00 CST``.
    zone : str
        The course's: that of a text without one, and of abbreviations that it uses.
    """
    text, ours = text.strip("\ufeff \t\r\n\0"), zoneinfo.ZoneInfo(zone)
    named = _ZONE_AT_END.search(text)
    try:
        if named:
            return _checked(_parsed(text[: named.start()], ours, zoneinfo.ZoneInfo(named[1])))
        return _checked(_parsed(text, ours, ours))
    except _WRONG:  # among them a zone that does not exist
        return None


def read_duration(text: str) -> timedelta | None:
    """Return the span that a text names, or None if it is none above nothing.

    Parameters
    ----------
    text : str
        Weeks, days, hours and minutes in this order, such as ``2d``, ``1w``, ``36h`` or ``1d12h30m``; a plus may lead.
    """
    found = _SPAN.fullmatch(text.strip().removeprefix("+").replace(" ", "").lower())
    if found is None:
        return None
    try:
        return timedelta(**{unit: int(count) for unit, count in found.groupdict("0").items()}) or None
    except OverflowError:
        return None


def _parsed(text: str, ours: zoneinfo.ZoneInfo, default: tzinfo) -> datetime:
    names: list[str] = []

    def zone_of(name: str | None, offset: int | None) -> tzinfo | None:
        if offset is not None:
            return timezone(timedelta(seconds=offset))
        if name is None:
            return None
        names.append(name)
        return UTC

    found: datetime = dateutil.parser.parse(text, default=datetime(*_FIRST), tzinfos=zone_of)
    other: datetime = dateutil.parser.parse(text, default=datetime(*_SECOND), tzinfos=zone_of)
    if found.date() != other.date():
        raise ValueError("no whole date")
    if names:
        return found.replace(tzinfo=_abbreviated(names[-1], found.replace(tzinfo=None), ours))
    return found if found.tzinfo is not None else found.replace(tzinfo=default)


def _abbreviated(name: str, moment: datetime, ours: zoneinfo.ZoneInfo) -> tzinfo:
    """Return the zone that an abbreviation stands for: the course's if that uses it in the moment's year."""
    for month in (moment.month, 1, 7):
        there = moment.replace(month=month, day=1 if month != moment.month else moment.day, tzinfo=ours)
        if there.tzname() == name:
            return timezone(there.utcoffset() or timedelta())
    hours = (_HOURS | _EUROPEAN).get(name)
    if hours is None:
        raise ValueError(f"nobody knows which zone {name} is")
    return timezone(timedelta(hours=hours))


def _checked(moment: datetime) -> datetime:
    moment.astimezone(UTC)  # the calendar may end before that
    return moment


def read_stamp(path: Path, zone: str) -> tuple[str | None, str]:
    """Return the time in nbgrader's ``timestamp.txt`` as ISO 8601, None if there is none; and what cannot be read.

    A link or special file is none.
    """
    try:
        text = _first_bytes(path).decode(errors="replace")
    except OSError:
        return None, ""
    moment = read_time(text, zone)
    return (None, text.strip()) if moment is None else (moment.isoformat(), "")


def _first_bytes(path: Path) -> bytes:
    """Return as much of a file as a time stamp takes; a link or special file is none."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        return os.read(descriptor, _STAMP_BYTES) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    finally:
        os.close(descriptor)
