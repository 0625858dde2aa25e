"""What is right by the recipe and hardly meant, before a run: notes, no errors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from augctl.planning.index import Index
from augctl.recipe.compile import Recipe

_MIRRORS = ("reflect", "wrap")

# `datasets.data_files.SPLIT_KEYWORDS`
_SPLIT_WORDS = {
    *("train", "training", "validation", "valid", "dev", "val"),
    *("test", "testing", "eval", "evaluation"),
}


def advice(recipe: Recipe, index: Index) -> list[str]:
    """Say what of a recipe does not suit the data, and what to write instead.

    Args:
        recipe: The recipe; it was checked against the data.
        index: What the listing found.
    """
    return [*_mirrors(recipe, index), *_splits_by_name(recipe, index)]


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
