"""What a sender has chosen about how a file is read: the dataset, the sheet of a workbook, the mapping of foreign columns and codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Choices:
    """How a file is to be read where its header does not tell; kept with the batch so that the same bytes are always read the same way.

    `sheet` is a sheet of a workbook ("" is its only or first one), `mapping` what foreign columns and codes stand for, as JSON values
    (see `mapping`; empty: the file has the columns of the dataset itself).
    """

    dataset: str | None = None
    sheet: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """What was chosen, as JSON values; what was not is left out."""
        return {key: value for key, value in self.__dict__.items() if value}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Choices:
        """The choices that `as_dict` gave."""
        return cls(**kept)
