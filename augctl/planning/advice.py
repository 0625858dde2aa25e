"""What is right by the recipe and hardly meant, before a run: notes, no errors."""

from __future__ import annotations

from augctl.planning.index import Index
from augctl.recipe.compile import Recipe

_MIRRORS = ("reflect", "wrap")


def advice(recipe: Recipe, index: Index) -> list[str]:
    """Say what of a recipe does not suit the data, and what to write instead.

    Args:
        recipe: The recipe; it was checked against the data.
        index: What the listing found.
    """
    if index.marked is None or not index.marked.labels:
        return []
    mirrors = {
        f"{step.name} ({recipe.document.address((*step.place, step.name))})": None
        for chain in recipe.chains
        for step in chain.steps()
        # Whoever writes it means it.
        if "fill" not in step.stage.model_fields_set
        and getattr(step.stage, "fill", None) in _MIRRORS
    }
    if not mirrors:
        return []
    return [
        f"{', '.join(mirrors)}: by default the corners that come free show a mirror image "
        "(fill: reflect), and what is seen there has no marks. Write fill: 114 for plain grey, or "
        "fill: reflect to keep it."
    ]
