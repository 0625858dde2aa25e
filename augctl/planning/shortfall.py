"""What chains fell short of, after a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from augctl.planning.forecast import Counted
from augctl.planning.index import Index, Order
from augctl.planning.quotas import goals
from augctl.recipe.compile import Recipe


def shortfalls(
    recipe: Recipe, index: Index, order: Order, made: Mapping[str, Mapping[str, int]]
) -> Iterator[str]:
    """Name the balances that were not reached, as units failed or were rejected.

    Not of marks, nor of chains that mix classes, which reach a balance only about.

    Args:
        recipe: The recipe.
        index: What was listed.
        order: The originals that chains work on.
        made: What each chain made, by class.
    """
    if index.by_marks is not None:
        return
    labels = index.labels
    counts = Counted(order, index).originals
    for chain in recipe.chains:
        before, own = counts, made.get(chain.name, {})
        counts = [count + own.get(label, 0) for count, label in zip(counts, labels, strict=False)]
        mixed = any(step.stage.mixes_classes() for step in chain.steps())
        if chain.quota.kind != "balance" or mixed:
            continue
        wanted = goals(chain.quota, labels, before)
        short = [
            f"{label} {count:,} of {goal:,}"
            for label, start, count, goal in zip(labels, before, counts, wanted, strict=False)
            if (start or index.is_model) and count < goal
        ]
        if short:
            yield (
                f"chain {chain.name}: balance not reached, because units were rejected or failed: "
                f"{', '.join(short)}"
            )


def nothing_made(
    made: Mapping[str, Mapping[str, int]],
    errors: Mapping[tuple[str | None, str, str], int],
    file: Path,
) -> Iterator[str]:
    """Name the chains of which nothing came: the run is whole, but that is hardly meant.

    Args:
        made: What each chain made, by class.
        errors: How many failed, by chain, outcome and reason.
        file: Where errors are told.
    """
    for name, counts in made.items():
        lost = {reason: n for (chain, _, reason), n in errors.items() if chain == name}
        if lost and not counts:
            rejected = lost.pop("rejected", 0)
            yield (
                f"The chain {name!r} made nothing: units rejected by its gates {rejected:,}, "
                f"failed {sum(lost.values()):,}; scores and reasons are in {file}."
            )
