"""What row stages learn before rendering: plain arrays on disk, made once, read by every worker."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from shutil import rmtree

import numpy as np

from augctl.engine.crew import Crew
from augctl.engine.job import Layout
from augctl.engine.progress import Progress
from augctl.engine.row_job import RowJob
from augctl.engine.worker import Task, Watch
from augctl.errors import RunError
from augctl.io import atomic
from augctl.planning.plan import Shard
from augctl.planning.quotas import ChainPlan
from augctl.seeds import rng_for
from augctl.stages.rows import RowGate, RowStage, State
from augctl.tables.table import Table, Training


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one stage or gate of a chain is to learn from.

    Attributes:
        chain: The chain's name.
        step: The step's id.
        used: The classes of which the chain makes rows.
    """

    chain: str
    step: str
    used: tuple[int, ...]


def fit_rows(job: RowJob, crew: Crew, progress: Progress) -> dict[tuple[str, str], Path]:
    """Let the stages and gates of the chains of a phase learn what they need, in workers.

    Args:
        job: The phase.
        crew: Whose workers may do it; here, nothing is given up for the time that it takes.
        progress: Called as stages are done.

    Returns:
        By chain and step, a folder of npy files.

    Raises:
        UsageError: There is not enough to learn from.
        RunError: What was learned cannot be written, or a stage cannot learn.
    """
    plans = {i: plan for lane in job.lanes.values() for i, plan in lane.plans if len(plan)}
    lessons = [
        Lesson(chain.name, step.id, _used(plan, job.starts))
        for chain, plan in ((job.recipe.chains[i], plan) for i, plan in plans.items())
        for step in [*chain.steps(), *chain.gates]
    ]
    folders = [_folder(job, lesson) for lesson in lessons]
    todo = [Shard(0, i, i + 1) for i, folder in enumerate(folders) if not folder.exists()]
    done = len(lessons) - len(todo)

    def count(shard: Shard, answer: object) -> None:
        nonlocal done
        done += 1

    def tick(units: int) -> None:
        progress("fitting", done, len(lessons))

    tick(0)
    if todo:
        with crew.patient() as workers:
            workers.work(partial(RowFitter, job, lessons), todo, count, tick)
    return {(x.chain, x.step): folder for x, folder in zip(lessons, folders, strict=True)}


class RowFitter:
    """Lets stages learn, in a worker."""

    def __init__(self, job: RowJob, lessons: Sequence[Lesson]) -> None:
        self.job = job
        self.lessons = lessons
        self.training = Training(Table(job.index.folder), job.order.numbers, job.starts)

    def run(self, task: Task, watch: Watch) -> None:
        """Let one stage learn, and keep what it learned.

        Raises:
            UsageError: There is not enough to learn from.
            RunError: It takes workers with it, or what it learned cannot be written.
        """
        at = task.shard.start, 0
        lesson = self.lessons[task.shard.start]
        (chain,) = (chain for chain in self.job.recipe.chains if chain.name == lesson.chain)
        (step,) = (s for s in [*chain.steps(), *chain.gates] if s.id == lesson.step)
        if at in task.skip:
            raise RunError(
                f"{step.name} of the chain {chain.name!r} cannot learn: {task.skip[at].message}.",
                "Leave it out, or give it fewer rows; run the same command again to resume.",
            )
        watch(at)
        stage = step.stage
        assert isinstance(stage, RowStage | RowGate)
        rng = rng_for(self.job.recipe.seed, "fit", chain.name, step.id)
        learned = stage.fit(self.training.on(step.on), lesson.used, rng)
        _save(self.job, _folder(self.job, lesson), learned)
        watch(None)


def _used(plan: ChainPlan, starts: Sequence[int]) -> tuple[int, ...]:
    """Return the classes of which a plan makes rows."""
    return tuple(label for label, span in enumerate(pairwise(starts)) if plan.uses(*span))


def _folder(job: RowJob, lesson: Lesson) -> Path:
    """Return where a stage's state is, by all that it depends on."""
    key = blake2b(digest_size=12)
    # The mark stands for recipe, seed, versions and table.
    key.update(f"2 {lesson} {job.mark} {job.index.listing} {job.starts}".encode())
    key.update(job.order.numbers.tobytes())
    return Layout(job.out).fits / key.hexdigest()


def _save(job: RowJob, folder: Path, state: State) -> None:
    part = Layout(job.out).temporary / f"fit-{os.getpid()}"
    with atomic.writing(folder):
        rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        for name, values in state.items():
            np.save(part / f"{name}.npy", np.ascontiguousarray(values), allow_pickle=False)
        atomic.sync_disk(part)
        folder.parent.mkdir(parents=True, exist_ok=True)
        part.replace(folder)
