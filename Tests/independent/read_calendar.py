#!/usr/bin/env python3
"""Reads Samples/vectors/calendar.ics with the package `icalendar` and compares it with the deadlines it was written from, in
Samples/vectors/calendar.json. Then looks at the bytes: RFC 5545 wants CRLF and at most 75 octets a line."""

import datetime as dt
import json
import pathlib

import icalendar

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Samples" / "vectors"


def moment(value):
    return dt.datetime.fromtimestamp(value, dt.timezone.utc)


def day(number):
    return dt.date(1970, 1, 1) + dt.timedelta(number)


def main():
    content = (FOLDER / "calendar.ics").read_bytes()
    events = json.loads((FOLDER / "calendar.json").read_text())["events"]
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b""), "a line does not end as it should"
    for line in content.split(b"\r\n"):
        assert len(line) <= 75, "a line is too long"
        line.decode("utf-8")
    calendar = icalendar.Calendar.from_ical(content)
    assert calendar["VERSION"] == "2.0" and "PRODID" in calendar
    read = calendar.walk("VEVENT")
    assert len(read) == len(events) > 20, "events are missing"
    for event, expected in zip(read, events):
        assert not event.errors, event.errors
        assert str(event["UID"]) == expected["uid"]
        assert event.decoded("DTSTAMP") == moment(expected["stamp"])
        # A reader unescapes; a carriage return and other control characters never were in the file.
        assert str(event["SUMMARY"]) == expected["summary"], (str(event["SUMMARY"]), expected["summary"])
        assert str(event.get("DESCRIPTION", "")) == expected["details"]
        if "days" in expected:
            assert event.decoded("DTSTART") == day(expected["days"][0]) and event.decoded("DTEND") == day(expected["days"][1] + 1)
        else:
            assert event.decoded("DTSTART") == moment(expected["instant"]) and "DTEND" not in event
        alarms = event.walk("VALARM")
        assert len(alarms) == (1 if "reminder" in expected else 0)
        for alarm in alarms:
            assert alarm["ACTION"] == "DISPLAY" and alarm.decoded("TRIGGER") == -dt.timedelta(days=expected["reminder"])
    print(f"{len(read)} deadlines read back from {len(content)} bytes")


if __name__ == "__main__":
    main()
