#!/usr/bin/env python3
"""Counts the periods and instants of Samples/vectors/deadlines.json again with python-dateutil and the standard library, which share no
code with the product: months by relativedelta, working days by recurrence rules, instants by zoneinfo. `--write` makes the file anew."""

import datetime as dt
import json
import pathlib
import random
import sys
import zoneinfo

from dateutil import rrule, tz
from dateutil.relativedelta import relativedelta

PATH = pathlib.Path(__file__).resolve().parents[2] / "Samples" / "vectors" / "deadlines.json"
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ZONES = ["Europe/Kyiv", "Asia/Beirut", "Asia/Kabul", "Africa/Cairo", "America/Bogota", "Asia/Damascus", "Australia/Lord_Howe", "UTC"]


def months(case):
    return (dt.date.fromisoformat(case["start"]) + relativedelta(months=case["months"])).isoformat()


def working_days(case):
    """The last of so many working days, the day of the event not counted."""
    start = dt.date.fromisoformat(case["start"])
    open_days = [number for number, name in enumerate(WEEKDAYS) if name not in case["weekend"]]
    days = rrule.rruleset()
    days.rrule(rrule.rrule(rrule.DAILY, byweekday=open_days, dtstart=dt.datetime.combine(start + dt.timedelta(1), dt.time())))
    for holiday in case["holidays"]:
        days.exdate(dt.datetime.fromisoformat(holiday))
    return days[case["count"] - 1].date().isoformat()


def instant(case):
    """RFC 5545, 3.3.5: the first of two; what clocks left out is taken by the offset before the gap."""
    local = dt.datetime.fromisoformat(case["local"]).replace(tzinfo=zoneinfo.ZoneInfo(case["zone"]), fold=0)
    return int(tz.resolve_imaginary(local).timestamp())


def made():
    numbers = random.Random(5545)
    day = lambda: dt.date(2000, 1, 1) + dt.timedelta(numbers.randrange(20000))
    last = lambda: (day().replace(day=1) - dt.timedelta(1))
    vectors = {"months": [], "working_days": [], "instants": []}
    for index in range(300):
        vectors["months"].append({"start": (last() if index % 2 else day()).isoformat(), "months": numbers.randrange(-60, 240)})
    for _ in range(120):
        start = day()
        vectors["working_days"].append({
            "start": start.isoformat(), "count": numbers.randrange(1, 90),
            "weekend": numbers.choice([["saturday", "sunday"], ["friday", "saturday"], ["friday"], []]),
            "holidays": sorted({(start + dt.timedelta(numbers.randrange(1, 120))).isoformat() for _ in range(numbers.randrange(8))})})
    for zone in ZONES:
        # Every half hour of the two days around each change of clocks in two years, and some at random.
        info, hour = zoneinfo.ZoneInfo(zone), dt.timedelta(hours=1)
        at, changes = dt.datetime(2024, 1, 1, tzinfo=dt.timezone.utc), []
        while at.year < 2026:
            if at.astimezone(info).utcoffset() != (at + hour).astimezone(info).utcoffset():
                changes.append(at.astimezone(info).replace(tzinfo=None, minute=0, second=0))
            at += hour
        times = [change + dt.timedelta(minutes=30 * step) for change in changes for step in range(-8, 9)]
        times += [dt.datetime.combine(dt.date(2010, 1, 1) + dt.timedelta(numbers.randrange(5900)), dt.time(numbers.randrange(24), 30)) for _ in range(20)]
        vectors["instants"] += [{"zone": zone, "local": time.isoformat(" ", "minutes")} for time in times]
    for name, count in (("months", months), ("working_days", working_days), ("instants", instant)):
        for case in vectors[name]:
            case["result"] = count(case)
    return vectors


def main():
    if "--write" in sys.argv:
        vectors = made()
        groups = (f' "{name}": [\n' + ",\n".join("  " + json.dumps(case) for case in cases) + "\n ]" for name, cases in vectors.items())
        PATH.write_text("{\n" + ",\n".join(groups) + "\n}\n")
    vectors = json.loads(PATH.read_text())
    for name, count in (("months", months), ("working_days", working_days), ("instants", instant)):
        assert len(vectors[name]) >= 100, name
        for case in vectors[name]:
            found = count(case)
            assert found == case["result"], f"{name}: {case}, and dateutil says {found}"
        print(f"{name}: {len(vectors[name])} agree")


if __name__ == "__main__":
    main()
