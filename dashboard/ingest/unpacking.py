"""From the file that was sent to the text that holds its records: unpacked, taken out of its workbook or message, as CSV in UTF-8."""

from __future__ import annotations

from pathlib import Path

from .choices import Choices
from .findings import Collector
from .scan import Scan


def unpack(file: Scan, choices: Choices, folder: Path, found: Collector) -> Scan | None:
    """The scan of the text that holds the records of a file, which may be the file itself; what is written goes to `folder`.

    What keeps it from being read is added to `found`; then there is None. Never raises for what the file holds.
    """
    return file
