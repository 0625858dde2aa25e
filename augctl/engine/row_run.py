"""A run on a table: its rows need no shards, and each chain is a phase of its own kind of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial

import numpy as np

from augctl.engine.row_fit import fit_rows
from augctl.engine.row_job import RowJob
from augctl.engine.row_remake import Known, note_chains
from augctl.engine.row_runner import RowRunner
from augctl.engine.run import Run
from augctl.engine.worker import Opening
from augctl.io.sinks.table import TableSink
from augctl.planning.index import Index, Order
from augctl.planning.plan import Lane, Phase
from augctl.recipe.compile import Recipe


def table_sink(recipe: Recipe, index: Index) -> TableSink:
    """Return what names the files that rows go to."""
    return TableSink(index.own_split or recipe.input.split is not None)


class RowRun(Run):
    """One run on a table."""

    _ordinals: dict[int, int]
    _units = 0

    @cached_property
    def tables(self) -> TableSink:
        """Names the files that rows go to."""
        return table_sink(self.recipe, self.index)

    def work(self) -> None:
        """Do what is not done yet; see `Run.work`."""
        if self.recipe.output.originals != "skip":
            counts = np.bincount(self.index.records["label"] + 1)
            for label, count in enumerate(counts.tolist(), start=-1):
                if count:
                    name = self.index.labels[label] if label >= 0 else None
                    self.tally.classes[None, name] += count
            self.tally.outputs += self.index.count
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
        job = RowJob(**work, sink=self.tables, ordinals=self._ordinals, states={})
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
