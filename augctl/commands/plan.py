"""`augctl plan`: what a run would make, how large and how long, without writing it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from augctl.engine.progress import Progress, counting, silent
from augctl.engine.row_runner import RowRunner
from augctl.engine.scan import notes_of, read_issues
from augctl.engine.shard import encode_sample
from augctl.engine.threads import available_cores
from augctl.engine.workspace import ImageSpace, RowSpace, Workspace, opened
from augctl.errors import BadInput, Rejected
from augctl.io.original import BROKEN, NO_CLASS
from augctl.planning.advice import advice

# So many units of each chain, and so many originals, are tried for their time and size.
_TRIALS = 6
_TRIED_ROWS = 200


@dataclass(frozen=True)
class Forecast:
    """What a run would make if no unit fails.

    Attributes:
        originals: How many originals of each class are among the files, of all splits.
        added: How many samples each chain adds to each class, by chain and class.
        marks: How many marks of each class stand in the originals among the files, and in the
            anchors of each chain's samples, by chain and class; empty where the data has no marks.
            It is known no sooner what stages cut off or cover, and what mixes bring along.
        held_out: How many of the originals are of other splits, and passed on as they are.
        originals_written: Whether the originals are among the files, where there are any.
        outputs: How many files there will be.
        size: About how many bytes, linked originals counted as if they were copied.
        seconds: About how long it takes.
        workers: With so many worker processes.
        issues: How many inputs cannot be used.
        approximate: Chains whose samples may end up in other classes, because a mix of classes
            goes to the heavier one.
        gated: Chains with gates, whose counts are the most that they add: a unit that is rejected
            in all its attempts is left out.
        waiting: Chains that balance marks, and count first what earlier chains really leave of
            them: they may add more or fewer.
        notes: What is right by the recipe and does not suit the data.
        rows: Whether what is counted are rows of a table.
    """

    originals: Mapping[str, int]
    added: Mapping[str, Mapping[str, int]]
    marks: Mapping[str, Mapping[str, int]]
    held_out: int
    originals_written: bool
    outputs: int
    size: int
    seconds: float
    workers: int
    issues: int
    approximate: Sequence[str]
    gated: Sequence[str]
    waiting: Sequence[str]
    notes: Sequence[str]
    rows: bool


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
        chains = space.recipe.chains
        written = space.recipe.output.originals != "skip"
        each = space.scan.index.counts().sum(axis=1).tolist()
        if isinstance(space, RowSpace):
            size, seconds = _row_cost(space, progress)
        else:
            size, seconds = _cost(space, progress)
        return Forecast(
            originals=dict(zip(labels, each, strict=True)) if written else {},
            added={
                chain.name: dict(zip(labels, row, strict=True))
                for chain, row in zip(chains, space.added, strict=True)
            },
            marks=_marks(space),
            held_out=len(space.order.held_out) if written else 0,
            originals_written=written or space.scan.index.is_model,
            outputs=sum(lane.files(written) for lane in space.lanes),
            size=size,
            seconds=round(seconds / count, 1),
            workers=count,
            issues=sum(row["outcome"] == "skipped" for row in read_issues(space.scan.index.folder)),
            approximate=[
                chain.name
                for chain in chains
                if space.scan.index.labels
                and any(step.stage.mixes_classes() for step in chain.steps())
            ],
            gated=[chain.name for chain in chains if chain.gates],
            waiting=[
                chain.name
                for i, chain in enumerate(chains)
                if i and space.scan.index.by_marks is not None and chain.quota.kind == "balance"
            ],
            notes=[
                *advice(space.recipe, space.scan.index, space.order),
                *notes_of(space.scan.index),
            ],
            rows=space.scan.index.rows_of is not None,
        )


def _marks(space: Workspace) -> dict[str, dict[str, int]]:
    """Count the marks of each class that originals and anchors have, by chain and class."""
    index, order = space.scan.index, space.order
    if index.marked is None or not index.marked.labels:
        return {}
    written = space.recipe.output.originals != "skip"
    usable = np.flatnonzero((index.records["flags"] & BROKEN) == 0)
    plans = {i: plan for lane in space.lanes for i, plan in lane.plans}
    found = {"originals": index.marked.totals(usable)} if written else {}
    for i, plan in sorted(plans.items()):
        uses = plan.uses_each(len(order))
        found[space.recipe.chains[i].name] = index.marked.totals(order.numbers, uses)
    return {
        name: dict(zip(index.marked.labels, counts.tolist(), strict=True))
        for name, counts in found.items()
    }


def _row_cost(space: RowSpace, progress: Progress) -> tuple[int, float]:
    """Estimate bytes and seconds of one worker for a table, from a block of each chain."""
    runner = RowRunner(space.job)
    size, seconds = float(space.scan.root.stat().st_size), 0.0
    plans = [(lane, plan) for lane in space.lanes for _, plan in lane.plans if len(plan)]
    for done, (lane, plan) in enumerate(plans):
        progress("trying", done, len(plans))
        items = np.array(_spread(len(plan), _TRIED_ROWS))
        began = time.perf_counter()
        made = runner.made(lane, items)
        share = len(plan) / len(items)
        seconds += (time.perf_counter() - began) * share
        size += sum(row["bytes"] for row in made.rows) * share
    return int(size), seconds


def _cost(space: ImageSpace, progress: Progress) -> tuple[int, float]:
    """Estimate bytes and seconds of one worker."""
    plans = [(lane, i, plan) for lane in space.lanes for i, plan in lane.plans if len(plan)]
    trials = [_spread(len(plan)) for _, _, plan in plans]
    tick = counting(progress, "trying", len(_spread(len(space.order))) + sum(map(len, trials)))
    size, seconds = _cost_of_originals(space, tick)
    for (lane, i, plan), items in zip(plans, trials, strict=True):
        made, took = 0, 0.0
        for item in items:
            tick()
            position, copy = plan.unit(plan.number(item))
            original = space.job.index[int(space.order.numbers[position])]
            if lane.kind == "originals":  # a run has it from the check of the original
                with suppress(BadInput):
                    space.job.renderer.originals.read(original.number)
            began = time.perf_counter()
            with suppress(BadInput, Rejected):
                sample = space.job.renderer.render(space.recipe.chains[i], position, copy).sample
                made += len(encode_sample(sample, original, space.recipe.output.image)[0])
            took += time.perf_counter() - began
        size += made / len(items) * len(plan)
        seconds += took / len(items) * len(plan)
    return round(size), seconds


def _cost_of_originals(space: ImageSpace, tick: Callable[[], None]) -> tuple[float, float]:
    """Return the bytes of those that are written, links too, and the seconds to check them all."""
    order, index = space.order, space.scan.index
    size = 0.0
    if space.recipe.output.originals != "skip":
        size = float(index.records["size"][(index.records["flags"] & BROKEN) == 0].sum())
    began = time.perf_counter()
    positions = _spread(len(order))
    for position in positions:
        tick()
        with suppress(BadInput):
            space.job.reader.read(index[int(order.numbers[position])])
    seconds = (time.perf_counter() - began) / len(positions)
    return size, seconds * (len(order) + len(order.held_out))


def _spread(count: int, most: int = _TRIALS) -> list[int]:
    """Choose a few of so many things, spread evenly."""
    trials = min(most, count)
    return [k * count // trials for k in range(trials)]
