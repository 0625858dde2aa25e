"""What mixes learn before rendering: the nearest originals of each original, within its class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
from numpy.lib.format import write_array_header_1_0 as write_header

from augctl.engine.crew import Crew
from augctl.engine.job import Job, Layout
from augctl.engine.neighbours import Describer, Searcher, uneven
from augctl.engine.progress import Progress
from augctl.engine.worker import Runner
from augctl.io import atomic
from augctl.planning.plan import Shard, make_lane
from augctl.recipe.chain import Chain, Step
from augctl.stages.base import Mix


def fit_all(
    job: Job, chains: Sequence[Chain], crew: Crew, progress: Progress
) -> dict[tuple[str, str], Path]:
    """Let the mixes of some chains learn what they need.

    Returns:
        By chain and step, an npy file with an array of shape (n, k), int32: `Neighbours`.

    Raises:
        RunError: What was learned cannot be written, or workers die without end.
    """
    learning = [
        (chain, step, mix)
        for chain in chains
        for step, mix in chain.mixes()
        if mix.partner == "neighbor"
    ]
    return {
        (chain.name, step.id): _Fit(job, chain, step, mix, crew, progress).neighbours()
        for chain, step, mix in learning
    }


class _Fit:
    """Finds the neighbours for one mix, or the file where that was done before."""

    def __init__(
        self, job: Job, chain: Chain, step: Step, mix: Mix, crew: Crew, progress: Progress
    ) -> None:
        self.job, self.step, self.mix = job, step, mix
        self.crew, self.progress = crew, progress
        self.layout = Layout(job.out)
        key = blake2b(digest_size=12)
        key.update(f"2 {chain.name} {step.id} {step.name} {mix.model_dump_json()}".encode())
        key.update(job.index.listing.encode())
        key.update(job.order.numbers.tobytes())
        self.folder = self.layout.fits / key.hexdigest()
        self.describer = partial(Describer, job, chain.name, step.id)

    def neighbours(self) -> Path:
        file = self.folder / "neighbours.npy"
        if not file.exists():
            count = self.mix.neighbors
            vectors = self._map("describing", self.describer, "vectors", np.dtype("<f4"))
            search = partial(Searcher, self.job, vectors, count)
            self._map("fitting", search, "neighbours", np.dtype("<i4"))
            with suppress(OSError):  # where a worker still has it open, it stays
                vectors.unlink()
        return file

    def _map(
        self,
        what: str,
        opening: Callable[[Path], Runner],
        name: str,
        dtype: np.dtype[Any],
    ) -> Path:
        """Let workers make a part for each run of originals, and join them in plan order."""
        file, parts = self.folder / f"{name}.npy", self.folder / name
        if file.exists():
            return file
        with atomic.writing(parts):
            for folder in (parts, self.layout.temporary):
                folder.mkdir(parents=True, exist_ok=True)
        total = len(self.job.order)
        shards = list(make_lane(0, "originals", total).shards())
        todo = [shard for shard in shards if not (parts / shard.name).exists()]
        done = total - sum(map(len, todo))

        def count(shard: Shard, answer: object) -> None:
            nonlocal done
            done += len(shard)

        def tick(more: int) -> None:
            self.progress(what, min(done + more, total), total)

        self.crew.work(partial(opening, parts), todo, count, tick)
        self._join([(parts / shard.name, len(shard)) for shard in shards], file, dtype)
        rmtree(parts, ignore_errors=True)
        return file

    def _join(self, parts: list[tuple[Path, int]], file: Path, dtype: np.dtype[Any]) -> None:
        """Write the rows of all parts as one array. A part without columns knows nothing."""
        widths = {path.stat().st_size // (dtype.itemsize * rows) for path, rows in parts} - {0}
        if len(widths) > 1:
            raise uneven(self.step)
        width = max(widths, default=1)
        header = {
            "descr": dtype.str,
            "fortran_order": False,
            "shape": (len(self.job.order), width),
        }
        temporary = self.layout.temporary / "fit"
        with atomic.writing(file):
            with temporary.open("wb") as stream:
                write_header(stream, header)  # type: ignore[no-untyped-call]
                for path, rows in parts:
                    known = path.read_bytes()
                    stream.write(known or np.full((rows, width), np.nan, dtype).tobytes())
            atomic.sync_disk(self.folder)
            temporary.replace(file)
