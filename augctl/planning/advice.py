"""What is right by the recipe and hardly meant, before a run: notes, no errors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from augctl.planning.forecast import balances
from augctl.planning.index import Index, Order
from augctl.planning.quotas import goals
from augctl.recipe.compile import Recipe

_MIRRORS = ("reflect", "wrap")

# Classes so far apart are uneven; a balance that leaves so much of that has hardly changed it.
_UNEVEN = 1.5
_HARDLY = 0.75

# `datasets.data_files.SPLIT_KEYWORDS`
_SPLIT_WORDS = {
    *("train", "training", "validation", "valid", "dev", "val"),
    *("test", "testing", "eval", "evaluation"),
}


def advice(recipe: Recipe, index: Index, order: Order) -> list[str]:
    """Say what of a recipe does not suit the data, and what to write instead.

    Args:
        recipe: The recipe; it was checked against the data.
        index: What the listing found.
        order: The originals that chains work on.
    """
    return [
        *_mirrors(recipe, index),
        *_splits_by_name(recipe, index),
        *_uneven(recipe, index, order),
    ]


def _mirrors(recipe: Recipe, index: Index) -> Iterator[str]:
    if index.marked is None or not index.marked.labels:
        return
    mirrors = {
        f"{step.name} ({recipe.document.address((*step.place, step.name))})": None
        for chain in recipe.chains
        for step in chain.steps()
        # Whoever writes it means it.
        if "fill" not in step.stage.model_fields_set
        and getattr(step.stage, "fill", None) in _MIRRORS
    }
    if mirrors:
        yield (
            f"{', '.join(mirrors)}: by default the corners that come free show a mirror image "
            "(fill: reflect), and what is seen there has no marks. Write fill: 114 for plain grey, "
            "or fill: reflect to keep it."
        )


def _splits_by_name(recipe: Recipe, index: Index) -> Iterator[str]:
    """Warn of chains whose files Hugging Face `datasets` would take for a split of its own."""
    if index.format != "folder" or recipe.output.format not in ("same", "folder"):
        return
    if index.divided or recipe.input.split is not None:
        return  # folders say it, and then names do not count
    for chain in recipe.chains:
        words = {word.lower() for word in re.split("[-_0-9]+", chain.name)}
        for word in sorted(words & _SPLIT_WORDS):
            yield (
                f"chain {chain.name}: its name goes into file names, and load_dataset of Hugging "
                f"Face takes files with {word!r} in theirs for a split, and leaves out the others. "
                "Another name would do."
            )


def _uneven(recipe: Recipe, index: Index, order: Order) -> Iterator[str]:
    """Warn of balances under which common classes grow along with the rare ones beside them."""
    marked = index.by_marks
    if marked is None:
        return
    for i, (before, after) in balances(recipe.chains, order, index, recipe.seed).items():
        chain = recipe.chains[i]
        wanted = goals(chain.quota, marked.labels, before)
        named = [n for n, goal in enumerate(wanted) if goal and before[n]]
        if not named:
            continue
        # Measured by what is wanted of it, so that goals may differ.
        rare, common = (pick(named, key=lambda n: (after[n] / wanted[n], n)) for pick in (min, max))
        gap, left = (
            counts[common] / wanted[common] / (counts[rare] / wanted[rare])
            for counts in (before, after)
        )
        along = [n for n in named if after[n] > max(wanted[n], before[n])]
        if common not in along or gap < _UNEVEN or left - 1 < _HARDLY * (gap - 1):
            continue
        labels = marked.labels
        grown = ", ".join(f"{labels[n]} ({before[n]:,} to {after[n]:,})" for n in along)
        yield (
            f"chain {chain.name}: pictures with {labels[rare]} hold other classes, too, which grow "
            f"along: {grown}. So {labels[common]} stays ahead of {labels[rare]}: {gap:.1f} to 1 "
            f"before, {left:.1f} to 1 after. What helps is image.crop_to_box with around: "
            f"[{labels[rare]}], which cuts off what stands beside. Copies by class, or a total, "
            "make fewer files for as much."
        )
