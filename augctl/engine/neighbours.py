"""Who is near whom: what workers do for mixes that take near neighbours as partners.

Both steps turn a run of positions into a part on disk, so they are cut into shards, shared out and
resumed like all other work: describe the originals, then seek the nearest of each in its class.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.engine.guard import guarded
from augctl.engine.job import Job, Layout
from augctl.engine.worker import Task, Watch
from augctl.errors import BadInput, RunError
from augctl.io import atomic
from augctl.planning.partners import Neighbours
from augctl.recipe.chain import Step
from augctl.sample import Sample
from augctl.stages.base import Mix

# Comparing every pair of a class costs its size squared. In larger classes, neighbours are sought
# among so many members, spread evenly.
MOST_CANDIDATES = 20_000

# Vectors are compared in steps of their largest value divided by this.
_WHOLE = 2.0**20

Vectors = NDArray[np.float32]
"""Shape (n, d): one row per position of the order; nan for originals that cannot be described."""


class Describer:
    """Lets a mix describe originals: parts of `Vectors`; of width 0 if it could describe none."""

    def __init__(self, job: Job, chain: str, step: str, folder: Path) -> None:
        self.job = job
        self.folder = folder
        (compiled,) = (c for c in job.recipe.chains if c.name == chain)
        ((self.step, self.mix),) = ((s, mix) for s, mix in compiled.mixes() if s.id == step)

    def run(self, task: Task, watch: Watch) -> None:
        """Describe the originals at the positions of a shard.

        Raises:
            OutputError: The part could not be written.
            RunError: The mix describes some by longer vectors than others.
        """
        rows: dict[int, Vectors] = {}
        for position in range(task.shard.start, task.shard.stop):
            watch((position, 0))
            if (position, 0) in task.skip:
                continue
            try:
                sample = self.job.renderer.originals.read(int(self.job.order.numbers[position]))
                rows[position] = guarded(self.step, _vector, self.mix, sample)
            except BadInput:
                continue  # reported where its own turn comes
        watch(None)
        width = len(next(iter(rows.values()), ()))
        found = np.full((task.shard.stop - task.shard.start, width), np.nan, dtype=np.float32)
        for position, row in rows.items():
            if len(row) != width:
                raise uneven(self.step)
            found[position - task.shard.start] = row
        _write(self.job, self.folder / task.shard.name, found)


def _vector(mix: Mix, sample: Sample) -> Vectors:
    row = np.asarray(mix.describe(sample), dtype=np.float32)
    if row.ndim != 1 or not row.size or not np.isfinite(row).all():
        raise ValueError(f"it described {sample.id} by no vector of finite numbers")
    return row


def uneven(step: Step) -> RunError:
    """Make the error of a mix whose descriptions cannot be compared."""
    return RunError(f"{step.name} describes originals by vectors of several lengths.")


class Searcher:
    """Finds neighbours: parts of `Neighbours`."""

    def __init__(self, job: Job, vectors: Path, neighbours: int, folder: Path) -> None:
        self.job = job
        self.neighbours = neighbours
        self.folder = folder
        self._vectors = np.load(vectors, mmap_mode="r")
        self._group: Group | None = None

    def run(self, task: Task, watch: Watch) -> None:
        """Find the neighbours of the originals at the positions of a shard.

        Raises:
            OutputError: The part could not be written.
        """
        starts, at, stop = self.job.starts, task.shard.start, task.shard.stop
        found = []
        while at < stop:
            label = bisect_right(starts, at) - 1
            end = min(stop, starts[label + 1])
            watch((at, 0))
            if self._group is None or self._group.start != starts[label]:
                self._group = None  # two large ones at once would be too many
                self._group = Group(self._vectors, starts[label], starts[label + 1])
            found.append(self._group.nearest(at, end, self.neighbours))
            at = end
        watch(None)
        _write(self.job, self.folder / task.shard.name, np.concatenate(found))


class Group:
    """The originals of one class, at the positions from `start` to `stop`."""

    def __init__(self, vectors: Vectors, start: int, stop: int) -> None:
        self.start = start
        self._vectors = vectors
        good = start + np.flatnonzero(~np.isnan(vectors[start:stop, 0]))
        step = -(-len(good) // MOST_CANDIDATES) or 1
        self._candidates = good[::step]
        largest = float(np.abs(vectors[good]).max(initial=0))
        self._scale = _WHOLE / largest if largest else 1.0
        self._base = self._whole(self._candidates)
        self._norms = (self._base**2).sum(axis=1)

    def nearest(self, start: int, stop: int, count: int) -> Neighbours:
        """Find the nearest members of some, themselves left out.

        Args:
            start: Position of the first whose neighbours are sought.
            stop: Position after the last.
            count: How many to find; fewer where the class is smaller.

        Returns:
            Shape (stop - start, count): positions, nearest first, -1 where there are no more.
        """
        found = np.full((stop - start, count), -1, dtype=np.int32)
        block = start + np.flatnonzero(~np.isnan(self._vectors[start:stop, 0]))
        # The square of the block's own norm is the same for all candidates: left out.
        distance = self._norms - 2 * (self._whole(block) @ self._base.T)
        distance[block[:, None] == self._candidates[None, :]] = np.inf
        near = np.argsort(distance, axis=1, kind="stable")[:, :count]
        real = np.isfinite(np.take_along_axis(distance, near, axis=1))
        found[block - start, : near.shape[1]] = np.where(real, self._candidates[near], -1)
        return found

    def _whole(self, positions: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return vectors in whole numbers, whose products and sums are exact up to 8,192 of them.

        Else the last bit of a distance, which decides between ties, would be the processor's: how
        a matrix product is summed up differs from one to the next.
        """
        return np.rint(self._vectors[positions].astype(np.float64) * self._scale)


def _write(job: Job, file: Path, part: NDArray[Any]) -> None:
    temporary = Layout(job.out).temporary / f"{os.getpid()}"
    atomic.write(file, part.tobytes(), temporary, sync=True)
