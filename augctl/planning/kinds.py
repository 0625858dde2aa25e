"""Which originals the stages of a recipe cannot take, by the kind of their pixels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np

from augctl.errors import RecipeError
from augctl.io.paths import readable
from augctl.planning.index import Index, Order
from augctl.planning.quotas import ChainPlan
from augctl.recipe.chain import Chain, Step
from augctl.recipe.compile import Recipe
from augctl.sample import Kind
from augctl.stages.base import Mix

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Seen:
    """Originals of one class that have the same kind of pixels.

    Attributes:
        label: Number of the class; 0 where there are none.
        classes: What `only` goes by: the class, or all of which one of them has a mark.
        kind: The kind.
        count: How many there are.
        first: Number of the first of them in the index.
    """

    label: int
    classes: frozenset[str]
    kind: Kind
    count: int
    first: int


def census(index: Index, order: Order) -> list[Seen]:
    """Count the originals that chains work on by class and kind, as the look at their heads had it.

    Memory does not grow with their number.
    """
    records, marked = index.records, index.by_marks
    counts: Counter[int] = Counter()
    firsts: dict[int, int] = {}
    classes: dict[int, set[str]] = defaultdict(set)
    for start in range(0, len(order), _CHUNK):
        numbers = order.numbers[start : start + _CHUNK]
        labels = np.maximum(records["label"][numbers], 0).astype(np.int64)
        codes = labels << 16 | records["channels"][numbers].astype(np.int64) << 8
        codes |= records["bits"][numbers].astype(np.int64)
        found = np.unique(codes, return_index=True, return_counts=True)
        for code, first, count in zip(*(column.tolist() for column in found), strict=True):
            counts[code] += count
            firsts.setdefault(code, int(numbers[first]))
            if index.labels:
                classes[code].add(index.labels[code >> 16])
        if marked is None:
            continue
        for places, marks, _ in marked.parts(numbers):
            pairs = np.unique(np.stack([codes[places], marks]), axis=1)
            for code, label in pairs.T.tolist():
                classes[code].add(marked.labels[label])
    return [
        Seen(
            code >> 16,
            frozenset(classes[code]),
            Kind(code >> 8 & 255, code & 255),
            counts[code],
            first,
        )
        for code, first in firsts.items()
    ]


def check_kinds(
    recipe: Recipe, index: Index, order: Order, plans: Mapping[int, ChainPlan], *, strict: bool
) -> None:
    """Check that stages can take the originals that chains bring them.

    Broken originals do not count: they are reported as such.

    Args:
        recipe: The recipe.
        index: The originals, their heads looked at.
        order: Those that chains work on.
        plans: What each chain does, by its number.
        strict: Whether a stage must take every original that it may see. Otherwise one is enough:
            a run reports the others as units that failed, and goes on.

    Raises:
        RecipeError: Every stage that cannot take what it should.
    """
    # A list of its own: the same recipe may be checked against other data, too.
    document = replace(recipe.document, problems=[])
    everything = census(index, order)
    for i, plan in plans.items():
        chain = recipe.chains[i]
        brought = [seen for seen in everything if _uses(chain, plan, order, seen.label)]
        # What each can have become by then: a stage that may not apply leaves both.
        kinds = {seen: frozenset({seen.kind}) for seen in brought}
        for step, only in _reach(chain, by_marks=index.by_marks is not None):
            theirs = [seen for seen in brought if only is None or seen.classes & only]
            refused = {}
            for seen in theirs:
                reasons = {kind: _refusal(step, kind) for kind in kinds[seen]}
                if all(reasons.values()) or (strict and any(reasons.values())):
                    refused[seen] = next(filter(None, reasons.values()))
                taken = {step.stage.becomes(kind) for kind, why in reasons.items() if not why}
                always = step.p == 1 and step.only is None and step in chain.nodes
                kinds[seen] = frozenset(taken) if always and taken else kinds[seen] | taken
            if refused and (strict or len(refused) == len(theirs)):
                expected = f"images that {step.name} takes: {_ways_out(index)}"
                found = _found(index, refused, sum(seen.count for seen in theirs))
                document.problem((*step.place, step.name), expected, found, at_key=True)
    if document.problems:
        raise RecipeError(document.problems)


def _refusal(step: Step, kind: Kind) -> str:
    """Return why a stage takes no images of a kind; a plugin can fail to say, and then it does."""
    try:
        return step.stage.refuses(kind)
    except Exception as error:  # noqa: BLE001
        return f"it failed to say whether it does: {type(error).__name__}: {error}"


def _uses(chain: Chain, plan: ChainPlan, order: Order, label: int) -> bool:
    """Say whether a chain may bring originals of a class: as anchors, or as partners."""
    return bool(plan.uses(*order.span(label))) or any(True for _ in chain.mixes())


def _reach(chain: Chain, *, by_marks: bool) -> Iterator[tuple[Step, AbstractSet[str] | None]]:
    """Walk the steps, each with the classes of the originals that it may see; None for all."""
    mixed = False
    for step, only in chain.reach():
        yield step, None if mixed else only
        # From here on a sample may count as another class than its original does, or hold marks of
        # other originals.
        if isinstance(step.stage, Mix):
            mixed = mixed or by_marks or step.stage.mixes_classes()


def _ways_out(index: Index) -> str:
    classes = index.labels or index.by_marks
    restrict = ", keep it to other classes with `only`" if classes else ""
    return f"leave it out{restrict}, or convert the files"


def _found(index: Index, refused: Mapping[Seen, str], total: int) -> str:
    kinds: Counter[Kind] = Counter()
    for seen in refused:
        kinds[seen.kind] += seen.count
    first = min(refused, key=lambda seen: seen.first)
    listed = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    return (
        f"{kinds.total():,} of {total:,} images of kinds that it refuses: {listed}; "
        f"the first is {readable(index.path(first.first))}, {first.kind}: {refused[first]}"
    )
