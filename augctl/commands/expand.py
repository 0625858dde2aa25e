"""`augctl expand`: make the dataset, or go on with making it."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any, Literal

from augctl.engine import receipts, state
from augctl.engine.job import Layout
from augctl.engine.lock import lock
from augctl.engine.places import check_apart, check_free, clear, input_root
from augctl.engine.progress import Progress, counting, silent
from augctl.engine.run import Options, Run, Tally, check_plan, stopping_on_signals
from augctl.engine.scan import check_input, list_input, read_issues
from augctl.engine.threads import one_thread
from augctl.errors import AugctlError, ConflictError, Interrupted, OutputError, RunError
from augctl.io import atomic
from augctl.planning.index import Index, Order
from augctl.planning.plan import Shard
from augctl.planning.suits import check_against_data
from augctl.recipe.compile import load


@dataclass(frozen=True)
class Expanded:
    """What a run made.

    Attributes:
        output: The output folder.
        status: `complete`, or `interrupted`.
        outputs: How many files stand in OUT/data.
        errors: How many inputs and units failed or were rejected; see errors.jsonl.
        resumed: How many of the outputs an earlier run had made.
        size: Bytes of all outputs.
        seconds: How long this run took.
        chains: Outputs per chain, `originals` first.
        classes: Outputs per class; empty where there are none.
        reasons: Errors by reason.
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
    compiled = load(recipe, seed)
    root = input_root(compiled, input)
    layout = Layout(Path(output).absolute())
    check_apart(root, layout.out)
    check_free(layout)
    one_thread()
    with stopping_on_signals(), tempfile.TemporaryDirectory(prefix="augctl-") as scratch:
        index, listing = list_input(root, Path(scratch) / "index")
        check_against_data(compiled, index)
        with _opened(layout) as lock_descriptor:
            mark = state.fingerprint(compiled, index, limit)
            old = state.saved(layout)
            if overwrite:
                clear(layout)
            elif old is not None:
                state.check_same(layout, old, mark, index)
            if old is None or overwrite:
                tick = counting(progress, "reading", index.count)
                check_input(index, listing, compiled, tick)
                check_plan(compiled, index, Order.make(index, Path(scratch) / "order"))
                _begin(layout, index, mark)
            run = Run(
                compiled,
                root,
                Index(layout.index),
                layout,
                limit,
                Options(
                    workers or available_cores(),
                    unit_timeout_s,
                    on_error == "stop",
                    lock_descriptor,
                    shuffle,
                ),
                progress,
            )
            return _finish(run, layout, mark, began, on_error)


def available_cores() -> int:
    """Count the cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


@contextmanager
def _opened(layout: Layout) -> Iterator[int]:
    """Make the output folder, hold its lock, and sweep up half-written files."""
    new = not layout.out.exists()
    with atomic.writing(layout.out):
        layout.temporary.mkdir(parents=True, exist_ok=True)
    try:
        with lock(layout.state / "lock") as descriptor:
            rmtree(layout.temporary, ignore_errors=True)
            with atomic.writing(layout.temporary):
                layout.temporary.mkdir(exist_ok=True)
            yield descriptor
    except ConflictError:
        raise
    except AugctlError:
        if new and state.saved(layout) is None:
            rmtree(layout.out, ignore_errors=True)  # nothing was begun: leave no trace
        raise


def _begin(layout: Layout, index: Index, mark: state.Fingerprint) -> None:
    """Freeze the plan: keep the index, then say what this run is."""
    with atomic.writing(layout.index):
        rmtree(layout.index, ignore_errors=True)
        copytree(index.folder, layout.index)
    state.save(layout, mark)


def _finish(
    run: Run,
    layout: Layout,
    mark: state.Fingerprint,
    began: float,
    on_error: str,
) -> Expanded:
    """Do the work, then put manifest and run.json in their places; run.json comes last."""
    issues = read_issues(layout.index)
    if issues and on_error == "stop":
        raise RunError(
            f"{issues[0]['path']}: {issues[0]['message']}.",
            "Mend it, or run with --on-error skip to go on without it.",
        )
    state.unwrite_run(layout)
    try:
        run.work()
    except (Interrupted, RunError):
        # A full disk must not hide the reason for stopping.
        with suppress(OutputError):
            result = _result("interrupted", layout, run.tally, {}, began)
            state.write_run(layout, run.root, mark, asdict(result))
        raise
    receipts.assemble(layout, sorted(run.files), issues)
    reasons = receipts.count_reasons(layout.out / "errors.jsonl")
    result = _result("complete", layout, run.tally, reasons, began)
    state.write_run(layout, run.root, mark, asdict(result))
    if not run.tally.outputs:
        raise RunError("Not one output could be made.", f"See {layout.out / 'errors.jsonl'}.")
    return result


def _result(
    status: Literal["complete", "interrupted"],
    layout: Layout,
    tally: Tally,
    reasons: Mapping[str, int],
    began: float,
) -> Expanded:
    chains: dict[str, int] = {}
    classes: dict[str, int] = {}
    for (chain, label), count in tally.classes.items():
        chains[chain or "originals"] = chains.get(chain or "originals", 0) + count
        if label is not None:
            classes[label] = classes.get(label, 0) + count
    return Expanded(
        layout.out,
        status,
        tally.outputs,
        sum(reasons.values()),
        tally.resumed,
        tally.size,
        round(time.monotonic() - began, 3),
        chains,
        dict(sorted(classes.items())),
        reasons,
    )
