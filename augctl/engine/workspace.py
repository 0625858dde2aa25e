"""An input opened for looking: scanned and planned in a scratch folder, nothing else written."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from augctl.engine.crew import Crew
from augctl.engine.fit import fit_all
from augctl.engine.job import Job, Layout
from augctl.engine.places import input_root, suited
from augctl.engine.progress import Progress, counting
from augctl.engine.row_fit import fit_rows
from augctl.engine.row_job import RowJob
from augctl.engine.row_sink import row_sink
from augctl.engine.run import check_plan, sink_for
from augctl.engine.scan import Scan, check_input, list_input
from augctl.engine.signals import stopping_on_signals
from augctl.engine.threads import available_cores, one_thread_meanwhile
from augctl.planning.forecast import forecast
from augctl.planning.index import Order
from augctl.planning.plan import Lane
from augctl.planning.suits import check_against_data
from augctl.recipe.compile import Recipe, load


@dataclass(frozen=True)
class Workspace:
    """A recipe and an input, ready to render from.

    Attributes:
        recipe: The recipe.
        scan: What the input holds.
        order: The originals that chains work on.
        lanes: What a run would do.
        added: How many samples of each class each chain would add, shape (chains, classes).
    """

    recipe: Recipe
    scan: Scan
    order: Order
    lanes: list[Lane]
    added: list[list[int]]


@dataclass(frozen=True)
class ImageSpace(Workspace):
    """A recipe and images.

    Attributes:
        job: Renders units; its output folder is scratch.
    """

    job: Job


@dataclass(frozen=True)
class RowSpace(Workspace):
    """A recipe and a table.

    Attributes:
        job: Makes rows; its output folder is scratch.
    """

    job: RowJob


@contextmanager
def opened(
    recipe: str | Path | Mapping[str, Any],
    input: str | Path | None,
    progress: Progress,
    *,
    seed: int | None = None,
    limit: int | None = None,
    learn: bool = True,
    strict: bool = False,
) -> Iterator[ImageSpace | RowSpace]:
    """Open an input with a recipe, without writing anything that stays.

    Args:
        recipe: Path of a YAML file, or its data.
        input: Folder of originals; without it, the recipe's.
        progress: Called as the input is read.
        seed: Stands in for the recipe's seed.
        limit: At most so many units per chain.
        learn: Whether stages learn what they need to render.
        strict: Whether stages must take every original that they may see, or some at least.

    Raises:
        UsageError: Recipe and input do not fit, or one of them is wrong.
    """
    compiled = load(recipe, seed)
    root = input_root(compiled, input)
    compiled = suited(compiled, root)
    with (
        one_thread_meanwhile(),
        stopping_on_signals() as stop,
        tempfile.TemporaryDirectory(prefix="augctl-") as scratch,
    ):
        progress = stop.checking(progress)
        layout = Layout(Path(scratch))
        tick = counting(progress, "listing", 0)
        index, listing = list_input(root, layout.index, compiled, tick)
        check_against_data(compiled, index)
        scan = check_input(index, listing, compiled, counting(progress, "reading", index.count))
        order = Order.make(index, layout.state / "order")
        check_plan(compiled, index, order, strict=strict)
        added, lanes = forecast(compiled.chains, order, index, compiled.seed, limit)
        found = Workspace(compiled, scan, order, lanes, added)
        space = (
            _row_space(found, layout, progress, learn)
            if index.is_table
            else _image_space(found, layout, progress, learn)
        )
        with stop.at_once():
            yield space


def _work(space: Workspace, layout: Layout) -> dict[str, Any]:
    """Return what jobs of all kinds of data have in common."""
    return {
        "root": space.scan.root,
        "out": layout.out,
        "mark": "",
        "recipe_data": space.recipe.resolved(),
        "index_folder": space.scan.index.folder,
        "order_folder": space.order.folder,
        "starts": space.order.starts,
        "lanes": {lane.number: lane for lane in space.lanes},
    }


def _image_space(space: Workspace, layout: Layout, progress: Progress, learn: bool) -> ImageSpace:
    sink = sink_for(space.recipe, space.scan.index)
    job = Job(**_work(space, layout), sink=sink, neighbours={})
    if learn:
        with Crew(available_cores()) as crew:
            found = fit_all(job, space.recipe.chains, crew, progress)
            job = replace(job, neighbours=found)
    return ImageSpace(**vars(space), job=job)


def _row_space(space: Workspace, layout: Layout, progress: Progress, learn: bool) -> RowSpace:
    sink = row_sink(space.recipe, space.scan.index)
    ordinals, units = {}, 0
    for i, plan in (pair for lane in space.lanes for pair in lane.plans):
        ordinals[i], units = units, units + plan.total
    job = RowJob(**_work(space, layout), sink=sink, ordinals=ordinals, states={})
    if learn:
        layout.temporary.mkdir(parents=True, exist_ok=True)
        with Crew(available_cores()) as crew:
            job = replace(job, states=fit_rows(job, crew, progress))
    return RowSpace(**vars(space), job=job)
