"""Every day from 1805 to 2134 in four calendars, compared with implementations from PyPI that share no code with the product.

Persian: convertdate (equinoxes computed after Meeus) and jdatetime. Umm al-Qura: hijridate, from whose table of months the
product's was made, and ummalqura, another transcription of van Gent's tables; they differ about the beginning of three months,
for which the printed almanacs that hijridate cites are followed. Tabular Islamic: convertdate. Ethiopian: ethiopian-date-converter
(for the years in which it is right) and convertdate's
Coptic calendar, 276 years behind, for all.
"""
import datetime
import os
import subprocess
import sys

import convertdate.coptic
import convertdate.islamic
import convertdate.persian
import hijridate
import jdatetime
from ethiopian_date.ethiopian_date import EthiopianDateConverter
from ummalqura.ummalqura_arrray import UmalqurraArray

BENCH = os.environ.get("SATCHEL_BENCH", ".build/debug/satchel-bench")
DIFFERENT_MONTHS = {(1427, 6), (1446, 6), (1485, 10)}
EPOCH = datetime.date(1970, 1, 1)


def date(text):
    return None if text == "-" else tuple(int(part) for part in text.split("-"))


def main():
    output = subprocess.run([BENCH, "calendars", "--from=-60000", "--through=60000"], check=True, capture_output=True, text=True).stdout
    head, *lines = output.splitlines()
    assert head.split("\t") == ["day", "gregorian", "persian", "islamic", "islamic-civil", "ethiopian"], head
    counts = dict.fromkeys(["gregorian", "persian", "jdatetime", "islamic", "ummalqura", "islamic-civil", "ethiopian", "coptic"], 0)
    new_years = {year: convertdate.persian.to_gregorian(year, 1, 1) for year in range(1270, 1503)}
    for line in lines:
        cells = line.split("\t")
        day = EPOCH + datetime.timedelta(days=int(cells[0]))
        gregorian, persian, islamic, civil, ethiopian = map(date, cells[1:])
        assert gregorian == (day.year, day.month, day.day), line
        counts["gregorian"] += 1
        if persian:
            year, month, number = persian
            # Its own conversion of a day takes a millisecond; the first days of years are what differs.
            start = datetime.date(*new_years[year])
            assert start + datetime.timedelta(days=(month - 1) * 31 - max(0, month - 7) + number - 1) == day, line
            assert day < datetime.date(*new_years[year + 1]), line
            assert jdatetime.date.fromgregorian(date=day) == jdatetime.date(*persian), line
            counts["persian"] += 1
            counts["jdatetime"] += 1
        if islamic:
            assert hijridate.Gregorian(day.year, day.month, day.day).to_hijri().datetuple() == islamic, line
            counts["islamic"] += 1
            year, month, number = islamic
            if year >= 1356 and (year, month) not in DIFFERENT_MONTHS:
                start = UmalqurraArray.ummalqura_dat[(year - 1356) * 12 + month - 1]
                assert start + number - 1 == int(cells[0]) + 40588, line
                counts["ummalqura"] += 1
        assert convertdate.islamic.from_gregorian(day.year, day.month, day.day) == civil, line
        counts["islamic-civil"] += 1
        # That converter's new years are right between these years only.
        if datetime.date(1908, 1, 1) <= day < datetime.date(2093, 1, 1):
            assert EthiopianDateConverter.to_ethiopian(day.year, day.month, day.day) == ethiopian, line
            counts["ethiopian"] += 1
        year, month, number = convertdate.coptic.from_gregorian(day.year, day.month, day.day)
        assert (year + 276, month, number) == ethiopian, line
        counts["coptic"] += 1
    assert min(counts.values()) > 51000, counts
    print("calendars agree, days: " + ", ".join(f"{name} {count}" for name, count in counts.items()))


if __name__ == "__main__":
    sys.exit(main())
