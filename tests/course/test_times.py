"""One reader of times: what nbgrader, ISO 8601 and exports write, and no guess where nobody can tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.settings import load_settings
from examiner.course.times import read_duration, read_stamp, read_time

NOON = "2026-01-31 12:00:00"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-31 12:00:00.123 UTC", "2026-01-31 12:00:00.123000"),
        ("2026-01-31 12:00:00 Asia/Taipei", "2026-01-31 04:00:00"),
        ("2026-01-31T12:00:00+08:00", "2026-01-31 04:00:00"),
        ("2026-01-31T12:00:00Z", NOON),
        ("2026-01-31 12:00:00 UTC\r\n", NOON),
        ("2026-01-31 12:00:00+08:00", "2026-01-31 04:00:00"),
        ("2026-01-31 12:00:00 +0800", "2026-01-31 04:00:00"),
        ("2026-01-31 12:00:00 EST", "2026-01-31 17:00:00"),
        ("2026-01-31 12:00:00 PST", "2026-01-31 20:00:00"),
        ("2026-01-31 12:00:00 CET", "2026-01-31 11:00:00"),
        ("2026-01-31 12:00:00", NOON),
        ("\ufeff2026-01-31 12:00:00 UTC", NOON),
        ("2026-01-31", "2026-01-31 00:00:00"),
        ("Saturday, 31 January 2026, 12:00 PM", NOON),
        ("2026-01-31 11:59 PM UTC", "2026-01-31 23:59:00"),
        ("2026-01-31 12:00 UTC", NOON),
    ],
)
def test_a_time_in_any_usual_form_is_that_moment(text, utc):
    assert read_time(text).astimezone(UTC).replace(tzinfo=None) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    "text",
    [
        "I want to be a time",
        "12:00",
        "2026",
        "January 2026",
        "yesterday",
        "",
        "9" * 200,
        f"{NOON} CST",
        f"{NOON} No/Where",
    ],
)
def test_what_nobody_can_read_is_none(text):
    assert read_time(text) is None


@pytest.mark.parametrize(
    ("text", "zone", "hour"),
    [
        (f"{NOON} CST", "Asia/Taipei", 4),
        (f"{NOON} CST", "America/Chicago", 18),
        ("2026-07-31 12:00:00 CST", "America/Chicago", 18),  # the course's in winter, and that is what it says
        (NOON, "Asia/Taipei", 4),
        (f"{NOON} UTC", "Asia/Taipei", 12),
        (f"{NOON} EST", "Asia/Taipei", 17),
    ],
)
def test_the_courses_zone_says_what_an_abbreviation_means_and_no_zone(text, zone, hour):
    assert read_time(text, zone).astimezone(UTC).hour == hour


def test_what_stands_in_a_file_that_is_no_time_is_told(tmp_path):
    (tmp_path / "timestamp.txt").write_text("next week\n")
    assert read_stamp(tmp_path / "timestamp.txt", "UTC") == (None, "next week")
    assert read_stamp(tmp_path / "none.txt", "UTC") == (None, "")


def test_a_zone_that_does_not_exist_is_refused(course: Course):
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.Exchange.timezone = 'Asia/Taipeh'\n")
    with pytest.raises(CourseError, match="Asia/Taipeh"):
        load_settings(course.root)
    config.write_text(config.read_text().replace("Taipeh", "Taipei"))
    assert load_settings(course.root).timezone == "Asia/Taipei"


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2d", 48),
        ("+36h", 36),
        ("1w", 168),
        ("1d12h", 36),
        ("90m", 1.5),
        ("90min", 1.5),
        (" 1d 2H ", 26),
        ("1h30m", 1.5),
    ],
)
def test_a_span_of_time_is_read(text, hours):
    assert read_duration(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "+", "0d", "d", "2", "-2d", "1.5h", "2d later", "12h1d", "9" * 30 + "w", "٣d"])
def test_what_is_no_span_above_nothing_is_none(text):
    assert read_duration(text) is None
