"""A run on a table: its rows need no shards, and each chain is a phase of its own kind of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from augctl.engine.row_fit import fit_rows
from augctl.engine.row_job import RowJob, RowSink
from augctl.engine.row_outputs import RowOutputs
from augctl.engine.row_remake import Known, note_chains
from augctl.engine.row_runner import RowRunner
from augctl.engine.row_sink import row_sink
from augctl.engine.run import Run
from augctl.engine.text_outputs import TextOutputs
from augctl.engine.text_sink import TextSink
from augctl.engine.worker import Opening
from augctl.io.original import BROKEN
from augctl.manifest import Row
from augctl.planning.index import Order
from augctl.planning.plan import Lane, Phase


class RowRun(Run):
    """One run on a table."""

    _ordinals: dict[int, int]
    _units = 0

    @cached_property
    def rows(self) -> RowSink:
        """Names the files that rows go to."""
        return row_sink(self.recipe, self.index)

    def assemble(self, issues: Iterable[Row]) -> Mapping[str, Any]:
        """Write the outputs and the manifest; returns hash and bytes of each table, by path.

        Raises:
            OutputError: They could not be written.
        """
        sink, originals = self.rows, self.recipe.output.originals != "skip"
        at = self.layout, self.index
        if isinstance(sink, TextSink):
            texts = TextOutputs(*at, sink, originals, self.shards)
            self.tally.size = texts.assemble(issues, self.tally.outputs, self.progress)
            return {}
        tables = RowOutputs(*at, sink, originals, self.shards)
        files = tables.assemble(issues, self.tally.outputs, self.progress)
        self.tally.size = sum(file["bytes"] for file in files.values())
        return files

    def work(self) -> None:
        """Do what is not done yet; see `Run.work`."""
        if self.recipe.output.originals != "skip":
            usable = (self.index.records["flags"] & BROKEN) == 0
            counts = np.bincount(self.index.records["label"][usable] + 1)
            for label, count in enumerate(counts.tolist(), start=-1):
                if count:
                    name = self.index.labels[label] if label >= 0 else None
                    self.tally.classes[None, name] += count
            self.tally.outputs += int(usable.sum())
        super().work()

    def _lanes(self, phase: Phase, order: Order, before: dict[int, Sequence[int]]) -> list[Lane]:
        lanes = [x for x in super()._lanes(phase, order, before) if x.kind == "chain"]
        self._ordinals = {}
        for i, plan in (pair for lane in lanes for pair in lane.plans):
            self._ordinals[i] = self._units
            self._units += plan.total
        return lanes

    def _opening(self, lanes: Sequence[Lane], order: Order, mark: str) -> Opening:
        work = self._work(lanes, order, mark)
        job = RowJob(**work, sink=self.rows, ordinals=self._ordinals, states={})
        job = replace(job, states=fit_rows(job, self.options.crew, self.progress))
        known: Known = {
            self.recipe.chains[i].name: {
                "first": first,
                "order": order.folder.name,
                "starts": order.starts,
                "states": {},
            }
            for i, first in self._ordinals.items()
        }
        for (chain, step), folder in job.states.items():
            known[chain]["states"][step] = folder.name
        note_chains(self.layout, known)
        return partial(RowRunner, job)
