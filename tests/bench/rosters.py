"""Reading the export of a registration system: 20,000 participants as CSV and as XLSX."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

from dashboard.catalogue import load
from dashboard.ingest.roster import read_roster
from tests.ingest.containers import workbook

from .report import Row

PEOPLE = 20_000
HEADER = ("Badge", "First name", "Family name", "E-mail", "Gender", "Country", "Participant type", "Session", "Organisation", "Phone")
SEXES, ROLES, COUNTRIES = ("Female", "Male", "Prefer not to say"), ("Delegate", "Speaker"), ("Kenya", "France", "China", "Brazil")


def measure(_: Path) -> list[Row]:
    """Both files, read with everything loaded."""
    rows = [HEADER, *(_person(number) for number in range(PEOPLE))]
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    catalogue = load()
    read_roster(target.getvalue(), catalogue)
    found = []
    for kind, content in (("CSV", target.getvalue()), ("XLSX", workbook({"People": rows}))):
        start = time.perf_counter()
        assert read_roster(content, catalogue).people == PEOPLE
        found.append(Row(f"reading {PEOPLE:,} participants as {kind}", time.perf_counter() - start, "s", limit=2))
    return found


def _person(number: int) -> tuple[str, ...]:
    told = (SEXES[number % 3], COUNTRIES[number % 4], ROLES[number % 2], f"Session {number % 200}")
    return (f"{number}", f"First{number}", f"Last{number}", f"p{number}@example.org", *told, "Organisation, Inc.", "+41 22")
