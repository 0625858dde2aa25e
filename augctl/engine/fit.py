"""What mixes learn before rendering: the nearest originals of each original, within its class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from augctl.engine.job import Job, Layout
from augctl.engine.progress import Progress, counting
from augctl.engine.render import guarded
from augctl.errors import BadInput
from augctl.io import atomic
from augctl.planning.index import Order
from augctl.planning.partners import Neighbours
from augctl.recipe.chain import Chain, Step
from augctl.sample import Sample
from augctl.stages.base import Mix

# Comparing every pair of a class costs its size squared. In larger classes, neighbours are sought
# among so many members, spread evenly.
MOST_CANDIDATES = 20_000

_BLOCK = 512


def fit_all(job: Job, chains: Sequence[Chain], progress: Progress) -> dict[tuple[str, str], Path]:
    """Let the mixes of some chains learn what they need.

    Returns:
        By chain and step, an npy file with an array of shape (n, k), int32: `Neighbours`.
    """
    learning = [
        (chain, step, mix)
        for chain in chains
        for step, mix in chain.mixes()
        if mix.partner == "neighbor"
    ]
    tick = counting(progress, "fitting", len(learning) * len(job.order))
    return {
        (chain.name, step.id): _fit_neighbours(step, mix, job, tick)
        for chain, step, mix in learning
    }


def _fit_neighbours(step: Step, mix: Mix, job: Job, tick: Callable[[], None]) -> Path:
    """Find neighbours for a mix, or find the file where that was done before."""
    layout = Layout(job.out)
    order = job.order
    key = blake2b(digest_size=12)
    key.update(f"neighbours 1 {step.name} {mix.neighbors} {job.index.listing}".encode())
    key.update(order.numbers.tobytes())
    file = layout.fits / f"{key.hexdigest()}.npy"
    temporary = layout.temporary / "fit"
    if not file.exists():
        with atomic.writing(file):
            for folder in (layout.fits, layout.temporary):
                folder.mkdir(parents=True, exist_ok=True)
            read = job.renderer.originals.read
            vectors = _describe(step, mix, order, read, temporary, tick)
            found = nearest_in_class(vectors, order.starts, mix.neighbors)
            del vectors
            with temporary.open("wb") as stream:
                np.save(stream, found, allow_pickle=False)
            temporary.replace(file)
    return file


def _describe(
    step: Step,
    mix: Mix,
    order: Order,
    read: Callable[[int], Sample],
    file: Path,
    tick: Callable[[], None],
) -> NDArray[np.float32]:
    """Describe every original, shape (n, d), on disk; what cannot be read is a row of nan."""
    unread: list[int] = []
    width = 1
    with file.open("wb") as stream:
        for position, number in enumerate(order.numbers):
            tick()
            try:
                row = guarded(step, mix.describe, read(int(number)))
            except BadInput:  # reported where its own turn comes
                unread.append(position)
                continue
            width = len(row)
            stream.seek(position * width * 4)
            stream.write(row.astype("<f4").tobytes())
        stream.truncate(len(order) * width * 4)
    if not len(order):
        return np.zeros((0, width), dtype=np.float32)
    vectors = np.memmap(file, dtype="<f4", mode="r+", shape=(len(order), width))
    vectors[unread] = np.nan
    return vectors


def nearest_in_class(
    vectors: NDArray[np.float32], starts: tuple[int, ...], neighbours: int
) -> Neighbours:
    """Find the nearest rows of the same class.

    Args:
        vectors: Shape (n, d), class by class; rows with nan have no neighbours and are none.
        starts: Where each class starts, and n at the end.
        neighbours: How many to find; fewer where the class is smaller.

    Returns:
        Shape (n, neighbours), int32: positions, nearest first, -1 where there are no more.
    """
    result = np.full((len(vectors), neighbours), -1, dtype=np.int32)
    for start, stop in pairwise(starts):
        good = start + np.flatnonzero(~np.isnan(vectors[start:stop, 0]))
        step = -(-len(good) // MOST_CANDIDATES) or 1
        candidates = good[::step]
        base = vectors[candidates].astype(np.float64)
        norms = (base**2).sum(axis=1)
        for at in range(0, len(good), _BLOCK):
            block = good[at : at + _BLOCK]
            # The square of the block's own norm is the same for all candidates: left out.
            distance = norms - 2 * (vectors[block].astype(np.float64) @ base.T)
            distance[block[:, None] == candidates[None, :]] = np.inf
            near = np.argsort(distance, axis=1, kind="stable")[:, :neighbours]
            real = np.isfinite(np.take_along_axis(distance, near, axis=1))
            result[block, : near.shape[1]] = np.where(real, candidates[near], -1)
    return result
