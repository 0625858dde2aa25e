"""`augctl plan`: what a run would make, how large and how long, without writing it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from augctl.engine.progress import Progress, counting, silent
from augctl.engine.shard import encode_sample
from augctl.engine.threads import available_cores
from augctl.engine.workspace import Workspace, opened
from augctl.errors import BadInput, Rejected
from augctl.io.original import BROKEN, NO_CLASS
from augctl.planning.plan import Lane

# Units that are rendered, per chain, to learn how long they take and how large they get.
_TRIALS = 6


@dataclass(frozen=True)
class Forecast:
    """What a run would make if no unit fails.

    Attributes:
        originals: How many originals of the training split each class has.
        added: How many samples each chain adds to each class, by chain and class.
        held_out: How many originals of other splits are passed on as they are.
        originals_written: Whether the originals are among the files.
        outputs: How many files there will be.
        size: About how many bytes.
        seconds: About how long it takes.
        workers: With so many worker processes.
        issues: How many inputs cannot be used.
        approximate: Chains whose samples may end up in other classes, because a mix of classes
            goes to the heavier one.
    """

    originals: Mapping[str, int]
    added: Mapping[str, Mapping[str, int]]
    held_out: int
    originals_written: bool
    outputs: int
    size: int
    seconds: float
    workers: int
    issues: int
    approximate: Sequence[str]


def plan(
    input: str | Path | None = None,
    *,
    recipe: str | Path | Mapping[str, Any],
    workers: int | None = None,
    seed: int | None = None,
    limit: int | None = None,
    progress: Progress = silent,
) -> Forecast:
    """Forecast a run: counts exactly, bytes and time from a few units that are rendered.

    Args:
        input: Folder of originals; without it, the recipe's `input.path`.
        recipe: Path of a YAML file, or its data.
        workers: Number of worker processes; by default, one per available core.
        seed: Stands in for the recipe's seed.
        limit: At most so many units per chain.
        progress: Called as the input is read.

    Raises:
        UsageError: Recipe and input do not fit.
    """
    count = workers or available_cores()
    with opened(recipe, input, progress, seed=seed, limit=limit) as space:
        labels = space.scan.index.labels or [NO_CLASS]
        spans = [space.order.span(i) for i in range(len(labels))]
        chains = space.recipe.chains
        size, seconds = _cost(space, progress)
        return Forecast(
            originals={
                label: stop - start for label, (start, stop) in zip(labels, spans, strict=True)
            },
            added={
                chain.name: dict(zip(labels, row, strict=True))
                for chain, row in zip(chains, space.added, strict=True)
            },
            held_out=len(space.order.held_out),
            originals_written=space.recipe.output.originals != "skip",
            outputs=sum(_written(space, lane) for lane in space.lanes),
            size=size,
            seconds=round(seconds / count, 1),
            workers=count,
            issues=len(space.scan.issues()),
            approximate=[
                chain.name
                for chain in chains
                if any(mix.mixes_classes() for _, mix in chain.mixes())
            ],
        )


def _written(space: Workspace, lane: Lane) -> int:
    skips = space.recipe.output.originals == "skip" and lane.kind != "chain"
    return lane.outputs - (lane.count if skips else 0)


def _cost(space: Workspace, progress: Progress) -> tuple[int, float]:
    """Estimate bytes and seconds of one worker."""
    size = 0.0
    seconds = 0.0
    if space.recipe.output.originals == "copy":
        records = space.scan.index.records
        size += float(records["size"][(records["flags"] & BROKEN) == 0].sum())
    plans = [(i, plan) for lane in space.lanes for i, plan in lane.plans if len(plan)]
    tick = counting(progress, "trying", sum(min(_TRIALS, len(plan)) for _, plan in plans))
    for i, chain_plan in plans:
        trials = min(_TRIALS, len(chain_plan))
        began = time.perf_counter()
        made = 0
        for k in range(trials):
            tick()
            number = chain_plan.number(k * len(chain_plan) // trials)
            made += _try(space, i, *chain_plan.unit(number))
        seconds += (time.perf_counter() - began) / trials * len(chain_plan)
        size += made / trials * len(chain_plan)
    return round(size), seconds


def _try(space: Workspace, chain: int, position: int, copy: int) -> int:
    original = space.job.index[int(space.order.numbers[position])]
    try:
        made = space.job.renderer.render(space.recipe.chains[chain], position, copy)
    except (BadInput, Rejected):
        return 0
    return len(encode_sample(made.sample, original, space.recipe.output.image)[0])
