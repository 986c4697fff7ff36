"""Publishing a million generated indicator rows, against DuckDB's own typed load of the same file."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from dashboard import catalogue as catalogues

from .processes import run
from .report import Row

ROWS = 1_000_000
COLUMNS = ("INDICATOR", "REF_AREA", "SEX", "AGE", "EDUCATION_LEV", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "SOURCE")
TYPED_LOAD = """
import sys, duckdb
types = dict.fromkeys({columns!r}, "VARCHAR") | {{"OBS_VALUE": "DOUBLE"}}
with duckdb.connect(sys.argv[2]) as connection:
    connection.execute("SET enable_progress_bar = false")
    connection.execute(
        "CREATE TABLE indicator AS SELECT * FROM read_csv($file, columns = $types, header = true, delim = ',', auto_detect = false)",
        {{"file": sys.argv[1], "types": types}},
    )
    print(connection.execute("SELECT count(*) FROM indicator").fetchone()[0])
"""


def observations() -> Iterator[str]:
    """Lines of distinct, valid observations; the values follow from their place, so that every run writes the same file."""
    catalogue = catalogues.load()
    ages = sorted(catalogue.codelists["AGE"].items)
    months = [f"{year}-{month:02}" for year in range(1995, 2025) for month in range(1, 13)]
    keys = itertools.product(("IT_USE_ii99", "IT_MOB_OWN"), ("ITU-WTI", "ITU-SURVEY"), months, catalogue.areas.countries, ("F", "M"), ages)
    for place, (indicator, source, month, area, sex, age) in enumerate(keys):
        yield f"{indicator},{area},{sex},{age},_T,{month},{place * 7919 % 1000 / 10},PT,{source}\n"


def write(file: Path, rows: int = ROWS) -> int:
    """Write so many rows; returns how many there are."""
    with file.open("w", encoding="utf-8") as out:
        out.write(",".join(COLUMNS) + "\n")
        return sum(map(bool, map(out.write, itertools.islice(observations(), rows))))


def measure(folder: Path) -> list[Row]:
    """Three runs of each, in turn; the median of each."""
    file = folder / "million.csv"
    rows = write(file)
    typed, published = [], []
    for attempt in range(3):
        typed.append(run("-c", TYPED_LOAD.format(columns=COLUMNS), str(file), str(folder / f"typed-{attempt}.duckdb")))
        assert int(typed[-1].output) == rows
        published.append(run("-m", "dashboard", "publish", str(file), "--json", DASHBOARD_DATA=str(folder / f"store-{attempt}")))
        assert json.loads(published[-1].output)["added"] == rows
    middle = sorted(published, key=lambda done: done.seconds)[1]
    base = sorted(typed, key=lambda done: done.seconds)[1]
    return [
        Row(f"publishing {rows:,} indicator rows", middle.seconds, "s", base.seconds, "DuckDB's typed load", 2),
        Row("peak memory of it", max(done.peak_mb for done in published), "MB", limit=1024),
    ]
