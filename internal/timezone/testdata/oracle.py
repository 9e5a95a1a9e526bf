"""Converts date-times with Python's zoneinfo, for comparison.

usage: oracle.py full|sample        the tz database in PYTHONTZPATH

Writes one case per line, tab-separated: base zone, requested zone, text, and result. A text with an offset is
an instant to convert to the requested zone; one without is a wall time in the base zone. Transitions are
found by scanning, independently of the code under test. full also lists them: "transitions", zone, instants.
"""
import random
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1)
UTC = timezone.utc
FIRST, LAST = -3786825600, 4102444800  # 1850 and 2100
STEP = 86400
SAMPLE = """Africa/Casablanca Africa/Monrovia America/Nuuk America/New_York America/Sao_Paulo America/Scoresbysund
America/St_Johns Antarctica/Troll Asia/Gaza Asia/Kathmandu Asia/Manila Asia/Pyongyang Asia/Tehran Atlantic/Azores
Australia/Lord_Howe Europe/Amsterdam Europe/Dublin Europe/London Europe/Moscow Europe/Oslo Pacific/Apia
Pacific/Chatham Pacific/Kwajalein""".split()


def offset(zone, instant):
    """The exact offset at an instant, in seconds."""
    utc = (EPOCH + timedelta(seconds=instant)).replace(tzinfo=UTC)
    return int(utc.astimezone(zone).utcoffset().total_seconds())


def transitions(zone):
    """The instants from FIRST to LAST at which the offset changes."""
    found, before = [], offset(zone, FIRST)
    for end in range(FIRST + STEP, LAST + 1, STEP):
        after = offset(zone, end)
        if after != before:
            low, high = end - STEP, end
            while high - low > 1:
                middle = (low + high) // 2
                if offset(zone, middle) == before:
                    low = middle
                else:
                    high = middle
            found.append(high)
            before = after
    return found


def text(wall):
    return wall.isoformat(timespec="seconds")


def tag(minutes):
    return "%s%02d:%02d" % ("-" if minutes < 0 else "+", abs(minutes) // 60, abs(minutes) % 60)


def from_instant(name, zone, instant):
    """An instant, written in the zone."""
    minutes = (offset(zone, instant) + 30) // 60
    wall = EPOCH + timedelta(seconds=instant + minutes * 60)
    print("UTC", name, text(EPOCH + timedelta(seconds=instant)) + "Z", text(wall) + tag(minutes), sep="\t")


def from_wall(name, zone, wall):
    """A wall time of the zone, written in UTC. The smaller of the two offsets is standard time's where the wall time
    exists twice, and the one before the gap where it does not exist (PEP 495)."""
    offsets = [int(wall.replace(tzinfo=zone, fold=fold).utcoffset().total_seconds()) for fold in (0, 1)]
    print(name, "UTC", text(wall), text(wall - timedelta(seconds=min(offsets))), sep="\t")


def cases(name, around, scattered, most=None):
    zone = zoneinfo.ZoneInfo(name)
    rng = random.Random(name)
    found = transitions(zone)
    if most is None:
        print("transitions", name, *found, sep="\t")
    elif len(found) > most:
        found = found[:2] + sorted(rng.sample(found[2:], most - 2))
    for instant in found:
        before, after = offset(zone, instant - 1), offset(zone, instant)
        for delta in around:
            from_instant(name, zone, instant + delta)
            for edge in (before, after):
                from_wall(name, zone, EPOCH + timedelta(seconds=instant + edge + delta))
        from_wall(name, zone, EPOCH + timedelta(seconds=instant + (before + after) // 2))
    for first, last, count in ((FIRST, LAST, scattered), (-62135424000, 253402128000, scattered)):
        for _ in range(count):
            instant = rng.randint(first, last)
            from_instant(name, zone, instant)
            from_wall(name, zone, EPOCH + timedelta(seconds=instant))


if sys.argv[1] == "sample":
    for name in SAMPLE:
        cases(name, (-1, 0), 8, most=16)
else:
    for name in sorted(zoneinfo.available_timezones()):
        cases(name, (-3600, -1, 0, 1, 3600), 500)
