"""What a worker needs to know of a phase of a run on a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from augctl.engine.job import Work
from augctl.engine.text_sink import TextSink
from augctl.io.sinks.table import TableSink

RowSink = TableSink | TextSink


@dataclass(frozen=True)
class RowJob(Work):
    """One phase of a run on a table.

    Attributes:
        sink: Names the files that rows go to, and the rows.
        ordinals: How many units all chains before each one have, by number of chain.
        states: Folders with what stages learned, by chain and step.
    """

    sink: RowSink
    ordinals: Mapping[int, int]
    states: Mapping[tuple[str, str], Path]
