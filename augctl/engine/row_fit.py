"""What row stages learn before rendering: plain arrays on disk, made once, read by every worker."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from shutil import rmtree

import numpy as np

from augctl.engine.job import Layout
from augctl.engine.progress import Progress
from augctl.engine.row_job import RowJob
from augctl.io import atomic
from augctl.planning.quotas import ChainPlan
from augctl.recipe.chain import Chain, Step
from augctl.seeds import rng_for
from augctl.stages.rows import RowGate, RowStage
from augctl.tables.table import Table, Training


def fit_rows(job: RowJob, progress: Progress) -> dict[tuple[str, str], Path]:
    """Let the stages and gates of the chains of a phase learn what they need.

    Args:
        job: The phase.
        progress: Called as stages are done.

    Returns:
        By chain and step, a folder of npy files.

    Raises:
        UsageError: There is not enough to learn from.
        OutputError: What was learned cannot be written.
    """
    plans = {i: plan for lane in job.lanes.values() for i, plan in lane.plans if len(plan)}
    chains = [(job.recipe.chains[i], plan) for i, plan in plans.items()]
    training = Training(Table(job.index.folder), job.order.numbers, job.starts)
    learning = [
        (chain, step, _used(plan, job.starts))
        for chain, plan in chains
        for step in [*chain.steps(), *chain.gates]
    ]
    found = {}
    for done, (chain, step, used) in enumerate(learning):
        progress("fitting", done, len(learning))
        found[chain.name, step.id] = _fit(job, training, chain, step, used)
    return found


def _used(plan: ChainPlan, starts: Sequence[int]) -> list[int]:
    """Return the classes of which a plan makes rows."""
    return [label for label, span in enumerate(pairwise(starts)) if plan.uses(*span)]


def _fit(job: RowJob, training: Training, chain: Chain, step: Step, used: Sequence[int]) -> Path:
    stage = step.stage
    assert isinstance(stage, RowStage | RowGate)
    key = blake2b(digest_size=12)
    key.update(f"1 {chain.name} {step.id} {step.name} {stage.model_dump_json()} {used}".encode())
    key.update(job.index.listing.encode())
    key.update(job.order.numbers.tobytes())
    layout = Layout(job.out)
    folder = layout.fits / key.hexdigest()
    if folder.exists():
        return folder
    rng = rng_for(job.recipe.seed, "fit", chain.name, step.id)
    state = stage.fit(training, used, rng)
    part = layout.temporary / "fit"
    with atomic.writing(folder):
        rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        for name, values in state.items():
            np.save(part / f"{name}.npy", np.ascontiguousarray(values), allow_pickle=False)
        atomic.sync_disk(part)
        folder.parent.mkdir(parents=True, exist_ok=True)
        part.replace(folder)
    return folder
