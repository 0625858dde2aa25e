"""A run: phases of lanes of shards, from a plan to committed shards; stops and resumes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path
from shutil import rmtree
from typing import Any, cast

from augctl.engine import receipts
from augctl.engine.annotated import dataset_of
from augctl.engine.crew import Crew
from augctl.engine.fit import fit_all
from augctl.engine.job import Job, Layout, Sink, target_format
from augctl.engine.journal import lane_of, shards, undo
from augctl.engine.losses import Losses
from augctl.engine.progress import Progress
from augctl.engine.receipts import Head
from augctl.engine.shard import ShardRunner
from augctl.engine.state import Fingerprint
from augctl.engine.worker import Opening
from augctl.errors import RunError, UsageError
from augctl.io import atomic
from augctl.io.annotations import formats
from augctl.io.annotations.formats import Format
from augctl.io.annotations.model import FittingWriter, FormWriter
from augctl.io.sinks.annotated import AnnotatedSink
from augctl.io.sinks.folder import FolderSink, class_folders
from augctl.planning import partners
from augctl.planning.forecast import Counted, forecast
from augctl.planning.index import Index, Order
from augctl.planning.kinds import check_kinds
from augctl.planning.plan import Lane, Phase, Shard, lanes_of, phases
from augctl.planning.suits import check_quotas
from augctl.recipe.compile import Recipe


@dataclass
class Tally:
    """What a run made so far.

    Attributes:
        outputs: Files in all, those of earlier runs too.
        size: Their bytes.
        errors: Inputs and units that failed or were rejected.
        classes: Outputs by chain (None for originals) and label.
        lost: What outputs lost, because their format has no place for it.
        marks: Marks by chain (None for originals) and class.
        resumed: How many of the outputs were there when this run began.
    """

    outputs: int = 0
    size: int = 0
    errors: int = 0
    classes: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    lost: Losses = field(default_factory=Losses)
    marks: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    resumed: int = 0

    def add(self, head: Head) -> None:
        """Count a committed shard."""
        self.outputs += head.rows
        self.size += head.size
        self.errors += head.errors
        for chain, label, count in head.classes:
            self.classes[chain, label] += count
        self.lost.merge(head.lost)
        for chain, label, count in head.marks:
            self.marks[chain, label] += count


@dataclass(frozen=True)
class Options:
    """How to run; nothing here changes a byte of the output.

    Attributes:
        crew: Who does the work.
        stop_on_error: Whether the first failed input or unit ends the run.
        shuffle: For tests: puts the shards of a phase in another order.
    """

    crew: Crew
    stop_on_error: bool
    shuffle: Callable[[list[Shard]], None] | None = None


def check_plan(recipe: Recipe, index: Index, order: Order, *, strict: bool = False) -> None:
    """Make sure that every chain can be run on this data.

    Args:
        recipe: The recipe.
        index: The originals.
        order: Those that chains work on.
        strict: Whether stages must take every original that they may see, or some at least.

    Raises:
        UsageError: A quota or a mix cannot be met.
        RecipeError: A stage does not take originals of a kind that is there.
    """
    if not len(order):
        raise UsageError("There is no original to expand in the training split.")
    check_quotas(recipe, index, order)
    if index.is_table:
        return
    _, lanes = forecast(recipe.chains, order, index, recipe.seed)
    plans = {i: plan for lane in lanes for i, plan in lane.plans}
    for i, plan in plans.items():
        partners.check(recipe.chains[i], plan, order, index.labels)
    check_kinds(recipe, index, order, plans, strict=strict)


def sink_for(recipe: Recipe, index: Index) -> Sink:
    """Return what names the outputs, and writes what stands beside them."""
    split = index.own_split or recipe.input.split is not None
    target = target_format(recipe, index)
    if target == "folder":
        return folder_sink(index, by_split=split)
    dataset = dataset_of(index)
    writer = formats.writer(cast("Format", target))
    if isinstance(writer, FormWriter) and target == index.format:
        writer = writer.alike(dataset.form)
    elif isinstance(writer, FittingWriter):
        writer = writer.fitting(dataset)
    return AnnotatedSink(folder_sink(index, by_split=False), writer, dataset.categories, split)


def folder_sink(index: Index, *, by_split: bool) -> FolderSink:
    """Return what names outputs in class folders."""
    return FolderSink(
        by_split=by_split,
        own_split=index.own_split and by_split,
        separator="_" * (index.longest_run + 1),
        tag=(tag := "~" * (index.longest_tilde + 1)),
        plain_plus=index.plain_plus,
        classes=class_folders(index.labels, tag),
    )


class Run:
    """One run into one output folder, from the first shard to the last."""

    def __init__(
        self,
        recipe: Recipe,
        root: Path,
        layout: Layout,
        mark: Fingerprint,
        options: Options,
        progress: Progress,
    ) -> None:
        self.recipe = recipe
        self.root = root
        self.index = Index(layout.index)
        self.layout = layout
        self.mark = mark
        self.options = options
        self.progress = progress
        self.tally = Tally()
        self.shards: list[str] = []
        self._limit: int | None = mark["limit"]
        self._broken: set[int] = set()
        self._expected = 0

    @cached_property
    def sink(self) -> Sink:
        """Names the outputs. Made once: it may look at every annotation."""
        return sink_for(self.recipe, self.index)

    def work(self) -> None:
        """Do what is not done yet. At the end, `shards` names all shards in plan order.

        Raises:
            RunError: An output cannot be written, or workers die without end.
            Interrupted: A signal came.
        """
        for folder in (self.layout.data, self.layout.receipts, self.layout.begun):
            with atomic.writing(folder):
                folder.mkdir(parents=True, exist_ok=True)
        order = self._order(0)
        _, lanes = forecast(self.recipe.chains, order, self.index, self.recipe.seed, self._limit)
        written = self.recipe.output.originals != "skip"
        self._expected = sum(lane.files(written) for lane in lanes)
        for number, phase in enumerate(self._phases(order)):
            if number:
                order = self._order(number)
            self._phase(number, phase, order)
        self.shards.sort()
        rmtree(self.layout.begun, ignore_errors=True)  # of kills between a receipt and its journal

    def _phases(self, order: Order) -> list[Phase]:
        return phases(self.recipe.chains, len(order), rows=self.index.is_table)

    def _order(self, number: int) -> Order:
        """Sort the originals; after the first phase, without those that turned out broken."""
        folder = self.layout.state / "orders" / str(number)
        with atomic.writing(folder):
            return Order.make(self.index, folder, sorted(self._broken))

    def _phase(self, number: int, phase: Phase, order: Order) -> None:
        before = self._before(phase, order)
        lanes = self._lanes(phase, order, before)
        mark = self._phase_mark(number, order, before)
        todo: list[Shard] = []
        done: set[str] = set()
        for shard in (shard for lane in lanes for shard in lane.shards()):
            self.shards.append(shard.name)
            head = receipts.committed(self.layout, shard.name, mark)
            if head is None:
                todo.append(shard)
            else:
                done.add(shard.name)
                self._count(shard, head)
                self.tally.resumed += head.rows
            self._tell(0)
        self._take_back({lane.number for lane in lanes}, done)
        if todo:
            if self.options.shuffle is not None:
                self.options.shuffle(todo)
            opening = self._opening(lanes, order, mark)
            self.options.crew.work(opening, todo, self._count, self._tell)

    def _take_back(self, lanes: set[int], done: set[str]) -> None:
        """Remove what shards left that are not done, those of a plan that had to change too.

        All of it, before anything is made: where the plan changed, because an original broke or
        mended since, another shard may make a file of the same name.
        """
        for name in shards(self.layout) - done:
            if lane_of(name) in lanes:
                undo(self.layout, name)
                self._tell(0)

    def _phase_mark(self, number: int, order: Order, before: dict[int, Sequence[int]]) -> str:
        """Hash all that the shards of a phase depend on."""
        key = blake2b(digest_size=16)
        key.update(json.dumps([self.mark, number, before], sort_keys=True).encode())
        key.update(order.numbers.tobytes())
        key.update(order.held_out.tobytes())
        return key.hexdigest()

    def _before(self, phase: Phase, order: Order) -> dict[int, Sequence[int]]:
        """Count what comes before the balances of a phase by class: originals, what was made."""
        chains, marked = self.recipe.chains, self.index.by_marks
        labels = self.index.labels if marked is None else marked.labels
        made = self.tally.classes if marked is None else self.tally.marks
        found: dict[int, Sequence[int]] = {}
        for i in (i for i in phase.chains if chains[i].quota.kind == "balance"):
            earlier = [sum(made[chain.name, label] for chain in chains[:i]) for label in labels]
            originals = Counted(order, self.index).originals
            found[i] = [sum(pair) for pair in zip(originals, earlier, strict=False)]
        return found

    def _lanes(self, phase: Phase, order: Order, before: dict[int, Sequence[int]]) -> list[Lane]:
        """Make the lanes of a phase whose shards workers are to do."""
        chains, seed = self.recipe.chains, self.recipe.seed
        return lanes_of(phase, chains, order, self.index, seed, self._limit, before)

    def _work(self, lanes: Sequence[Lane], order: Order, mark: str) -> dict[str, Any]:
        """Return what jobs on all kinds of data have in common; see `Work`."""
        return {
            "root": self.root,
            "out": self.layout.out,
            "mark": mark,
            "recipe_data": self.recipe.resolved(),
            "index_folder": self.index.folder,
            "order_folder": order.folder,
            "starts": order.starts,
            "lanes": {lane.number: lane for lane in lanes},
        }

    def _opening(self, lanes: Sequence[Lane], order: Order, mark: str) -> Opening:
        """Return what makes a runner of shards in a worker."""
        job = Job(**self._work(lanes, order, mark), sink=self.sink, neighbours={})
        chains = [self.recipe.chains[i] for lane in lanes for i, plan in lane.plans if len(plan)]
        job = replace(job, neighbours=fit_all(job, chains, self.options.crew, self.progress))
        return partial(ShardRunner, job)

    def _count(self, shard: Shard, head: Head) -> None:
        self.tally.add(head)
        self._broken.update(head.broken)
        if self.options.stop_on_error and head.errors:
            first = receipts.first_error(self.layout, shard.name)
            raise stopped_by(first["path"], first["message"])

    def _tell(self, units: int) -> None:
        done = self.tally.outputs + self.tally.errors + units
        self.progress("expanding", min(done, self._expected), self._expected)


def stopped_by(path: str, message: str) -> RunError:
    """Make the error of `--on-error stop`."""
    return RunError(
        f"{path}: {message}.",
        "Mend it and run with --overwrite, or go on without it with --on-error skip.",
    )
