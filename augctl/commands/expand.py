"""`augctl expand`: make the dataset, or go on with making it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from shutil import copyfile
from typing import Any, Literal

from augctl.engine import receipts, state
from augctl.engine.annotated import dataset_of
from augctl.engine.beside import changes_beside, list_beside
from augctl.engine.crew import Crew
from augctl.engine.describe import describe
from augctl.engine.job import Layout
from augctl.engine.places import check_apart, check_free, clear, input_root, opened, suited
from augctl.engine.progress import Progress, counting, silent
from augctl.engine.row_run import RowRun
from augctl.engine.row_scan import has_changed
from augctl.engine.run import Options, Run, check_plan, stopped_by
from augctl.engine.scan import check_input, list_input, notes_of, read_issues
from augctl.engine.signals import stopping_on_signals
from augctl.engine.threads import available_cores, one_thread_meanwhile
from augctl.errors import Interrupted, OutputError, RunError, UsageError
from augctl.io import atomic
from augctl.io.original import NO_CLASS
from augctl.manifest import Row
from augctl.planning.advice import advice
from augctl.planning.index import Index, Order
from augctl.planning.plan import Shard
from augctl.planning.shortfall import nothing_made, shortfalls
from augctl.planning.suits import check_against_data
from augctl.recipe.compile import load


@dataclass(frozen=True)
class Expanded:
    """What a run made.

    Attributes:
        output: The output folder.
        status: `complete`, or `interrupted`.
        outputs: How many files stand in OUT/data; of a table, rows.
        errors: How many inputs and units failed or were rejected; see errors.jsonl.
        resumed: How many of the outputs an earlier run had made.
        size: Bytes of all outputs.
        seconds: How long this run took.
        chains: Outputs per chain, `originals` first.
        classes: Outputs per class; empty where there are none.
        reasons: Errors by reason.
        mended: What was wrong with annotations and stays, put right as errors.jsonl says, by
            reason: a box that is cut at the edge of its image. These are no errors.
        made: Outputs by chain and class, in the recipe's order.
        marks: Marks in them, likewise; empty where there are none.
        warnings: What is right by the recipe and hardly meant: a chain that made nothing.
        notes: What is right by the recipe and does not suit the data, and balances that were not
            reached. No part of run.json: `plan` tells the former at any time, counts the latter.
        lost: What the format of the output cannot hold, and of how many outputs; the manifest
            says it of each.
        lost_names: Names of what is lost, such as those of attributes, by kind: the first few.
        rows: Whether outputs are rows of a table.
    """

    output: Path
    status: Literal["complete", "interrupted"]
    outputs: int
    errors: int
    resumed: int
    size: int
    seconds: float
    chains: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    mended: Mapping[str, int] = field(default_factory=dict)
    made: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    marks: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    notes: Sequence[str] = ()
    lost: Mapping[str, int] = field(default_factory=dict)
    lost_names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rows: bool = False


def expand(
    input: str | Path | None = None,
    *,
    recipe: str | Path | Mapping[str, Any],
    output: str | Path,
    workers: int | None = None,
    seed: int | None = None,
    limit: int | None = None,
    on_error: Literal["skip", "stop"] = "skip",
    overwrite: bool = False,
    unit_timeout_s: float = 300.0,
    progress: Progress = silent,
    shuffle: Callable[[list[Shard]], None] | None = None,
) -> Expanded:
    """Expand a folder of images into a larger dataset on disk, or go on where a run stopped.

    Args:
        input: Folder of originals; without it, the recipe's `input.path`.
        recipe: Path of a YAML file, or its data as a mapping.
        output: Folder to write to; never inside the input, nor the input inside it.
        workers: Number of worker processes; by default, one per available core.
        seed: Stands in for the recipe's seed.
        limit: At most so many units per chain, spread evenly; originals are not counted.
        on_error: What a bad input or unit does: it is skipped and reported, or ends the run.
        overwrite: Replace what augctl wrote to `output` before, and nothing else.
        unit_timeout_s: A unit that takes longer, in seconds, is given up.
        progress: Called with what is being done, how much is done, and how much there is.
        shuffle: Puts shards in another order in place. The output does not depend on it.

    Raises:
        UsageError: Recipe, input or output are not right; nothing was written.
        RunError: The run could not go on; run again to resume.
        Interrupted: Ctrl-C or SIGTERM; run again to resume.
    """
    began = time.monotonic()
    for name, value, least in (("workers", workers, 1), ("limit", limit, 1), ("seed", seed, 0)):
        if value is not None and value < least:
            raise UsageError(f"{name} is {value}.", f"Give {least} or more.")
    compiled = load(recipe, seed)
    root = input_root(compiled, input)
    compiled = suited(compiled, root)
    layout = Layout(Path(output).absolute())
    check_apart(root, layout.out)
    check_free(layout)
    with (
        one_thread_meanwhile(),
        stopping_on_signals() as stop,
        opened(layout) as lock,
        Crew(workers or available_cores(), unit_timeout_s, lock) as crew,
    ):
        progress = stop.checking(progress)
        tick = counting(progress, "listing", 0)
        index, listing = list_input(root, layout.temporary / "index", compiled, tick)
        check_against_data(compiled, index)
        read_beside = list_beside(compiled, layout.temporary / "beside")
        mark = state.fingerprint(compiled, index, read_beside, limit)
        old = None if overwrite else state.saved(layout)
        if old is not None:
            state.check_same(layout, old, mark, index, read_beside, compiled)
        else:
            check_input(index, listing, compiled, counting(progress, "reading", index.count))
            with atomic.writing(layout.temporary):
                order = Order.make(index, layout.temporary / "order")
            check_plan(compiled, index, order)
            clear(layout, counting(progress, "clearing", 0))
            _begin(layout, index, read_beside, mark)
        options = Options(crew, on_error == "stop", shuffle)
        kind = RowRun if index.is_table else Run
        result = _finish(kind(compiled, root, layout, mark, options, progress), began)
        # Of a run that goes on, what was checked when it began.
        frozen = Index(layout.index)
        with atomic.writing(layout.temporary):
            order = Order.make(frozen, layout.temporary / "order")
        notes = [*advice(compiled, frozen, order), *notes_of(frozen)]
        if limit is None and result.errors:
            notes += shortfalls(compiled, frozen, order, result.made)
        return replace(result, notes=notes)


def _begin(layout: Layout, index: Index, read_beside: Index, mark: state.Fingerprint) -> None:
    """Freeze the plan: keep what was listed, then say what this run is."""
    with atomic.writing(layout.index):
        for kept, listed in ((layout.index, index), (layout.beside, read_beside)):
            kept.mkdir()
            for file in listed.folder.iterdir():
                _keep(file, kept / file.name)
    atomic.sync_disk(layout.index)
    state.save(layout, mark)


def _keep(file: Path, target: Path) -> None:
    """Give a file a second name where the disk can: a table's columns may be gigabytes."""
    try:
        target.hardlink_to(file)
    except OSError:
        copyfile(file, target)


def _check_beside(run: Run) -> None:
    """Make sure that what stages read beside the dataset is what it was when the run began.

    Raises:
        RunError: It is not: outputs may have come of either, and only a new run can tell.
    """
    # Not where it was listed first: those files may be the very ones that were kept.
    now = list_beside(run.recipe, run.layout.temporary / "beside-now")
    changed = [words for _, words in changes_beside(run.layout, now, run.recipe)]
    if changed:
        state.forget(run.layout)
        raise RunError(
            f"While the run was under way, {changed[0]}: outputs of before and after are mixed.",
            "Run it again with --overwrite, and leave what stages read alone until it is done.",
        )


def _finish(run: Run, began: float) -> Expanded:
    """Do the work, then put manifest and run.json in their places; run.json comes last."""
    layout = run.layout
    state.unwrite_run(layout)
    try:
        if run.options.stop_on_error:
            for issue in read_issues(layout.index):
                if issue["outcome"] == "skipped":
                    raise stopped_by(issue["path"], issue["message"])
        run.work()
        _check_beside(run)
        files = _put_together(run)
    except (Interrupted, RunError):
        # A full disk must not hide the reason for stopping.
        with suppress(OutputError):
            result = asdict(_result("interrupted", run, began))
            state.write_run(layout, run.root, run.recipe, run.mark, result)
        raise
    done = _result("complete", run, began)
    state.write_run(layout, run.root, run.recipe, run.mark, asdict(done), files)
    if not run.tally.outputs:
        raise RunError("Not one output could be made.", f"See {layout.out / 'errors.jsonl'}.")
    return done


def _put_together(run: Run) -> Mapping[str, Any]:
    """Write manifest, errors, and the files that describe or hold all outputs; returns the last."""
    layout, issues = run.layout, _told(run.layout.index)
    if not isinstance(run, RowRun):
        receipts.assemble(layout, run.shards, issues, run.tally.outputs, run.progress)
        return describe(layout, run.shards, run.sink, dataset_of(run.index))
    _check_table(run)
    files = run.assemble(issues)
    _check_table(run)
    return files


def _check_table(run: Run) -> None:
    """Make sure that a table or texts are those that were read: they are copied at the end.

    Raises:
        RunError: It is not.
    """
    if has_changed(run.root, run.index):
        state.forget(run.layout)
        raise RunError(
            f"{run.root} was changed while the run was under way.",
            "Run it again with --overwrite, and leave the input alone until it is done.",
        )


def _told(index: Path) -> Iterator[Row]:
    """Walk what errors.jsonl tells of the originals: not what stays just as it is."""
    return (row for row in read_issues(index) if row["outcome"] != "kept")


def _result(status: Literal["complete", "interrupted"], run: Run, began: float) -> Expanded:
    tally = run.tally
    done = status == "complete"
    file = run.layout.out / "errors.jsonl"
    errors = receipts.count_errors(file) if done else Counter()
    by_outcome: dict[str, Counter[str]] = {"skipped": Counter(), "mended": Counter()}
    for (_, outcome, reason), count in errors.items():
        by_outcome[outcome][reason] += count
    reasons = by_outcome["skipped"]
    made: dict[str, Counter[str]] = {"originals": Counter()}
    made |= {chain.name: Counter() for chain in run.recipe.chains}
    classes: Counter[str] = Counter()
    for (chain, label), count in tally.classes.items():
        made[chain or "originals"][label or NO_CLASS] += count
        if label is not None:
            classes[label] += count
    marks: dict[str, Counter[str]] = {chain: Counter() for chain in made if tally.marks}
    for (chain, thing), count in tally.marks.items():
        marks[chain or "originals"][thing] += count
    return Expanded(
        output=run.layout.out,
        status=status,
        outputs=tally.outputs,
        errors=reasons.total() if done else tally.errors,
        resumed=tally.resumed,
        size=tally.size,
        seconds=round(time.monotonic() - began, 3),
        chains={chain: counts.total() for chain, counts in made.items() if counts},
        classes=dict(sorted(classes.items())),
        reasons=dict(reasons.most_common()),
        mended=dict(by_outcome["mended"].most_common()),
        made={chain: dict(sorted(counts.items())) for chain, counts in made.items()},
        marks={chain: dict(sorted(counts.items())) for chain, counts in marks.items()},
        warnings=list(nothing_made(made, errors, file)),
        rows=run.index.rows_of is not None,
        lost=dict(sorted(tally.lost.files.items(), key=lambda pair: (-pair[1], pair[0]))),
        lost_names=tally.lost.names,
    )
