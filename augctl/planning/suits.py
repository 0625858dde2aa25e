"""What a recipe asks of the data and the data does not have: labels, slots, a free split."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from augctl.errors import RecipeError
from augctl.io.annotations.store import Store
from augctl.planning.index import Index
from augctl.recipe.compile import Recipe
from augctl.recipe.document import Document, Place
from augctl.recipe.flow import shown
from augctl.registry import nearest


def check_against_data(
    recipe: Recipe, index: Index, slots: Collection[str] = frozenset({"image"})
) -> None:
    """Check a recipe against an input that was listed.

    Args:
        recipe: The recipe.
        index: What the listing found.
        slots: What the data has.

    Raises:
        RecipeError: Every place that does not fit.
    """
    # A list of its own: the same recipe may be checked against other data, too.
    document = replace(recipe.document, problems=[])
    have = ", ".join(sorted(slots))
    for i, chain in enumerate(recipe.chains):
        for step in [*chain.steps(), *chain.gates]:
            slot = step.stage.slot
            if slot is not None and slot not in slots:
                found = f"{step.name}, which works on {slot!r}"
                document.problem(
                    (*step.place, step.name), f"a stage for {have}", found, at_key=True
                )
        for node in [*chain.all_nodes(), *chain.gates]:
            for label, place in node.only_at.items():
                _check_label(document, index, place, label)
        if isinstance(chain.quota.value, dict):
            for label in chain.quota.value:
                place = ("chains", i, chain.quota.kind, label)
                _check_label(document, index, place, label, at_key=True)
    _check_marks(recipe, index, document)
    if recipe.input.split is not None and index.own_split:
        found = "folders that are a split already (train, val, …)"
        document.problem(("input", "split"), "data without a split of its own", found)
    if document.problems:
        raise RecipeError(document.problems)


def _check_marks(recipe: Recipe, index: Index, document: Document) -> None:
    """Name every stage that cannot keep what is marked in the data, or needs marks in vain."""
    kinds = () if index.format == "folder" else Store(index.folder).kinds
    for chain in recipe.chains:
        for step in chain.steps():
            lost = [
                f"loses each {kind}: {why}" for kind in kinds if (why := step.stage.loses(kind))
            ]
            place = (*step.place, step.name)
            if lost:
                expected = f"a stage that keeps what is marked in the data ({', '.join(kinds)})"
                document.problem(place, expected, f"one that {'; '.join(lost)}", at_key=True)
            elif step.stage.needs_marks and not set(kinds) - {"class_map"}:
                expected = "data with marks, as COCO, YOLO and VOC have them"
                document.problem(place, expected, f"data without ({index.format})", at_key=True)


def _check_label(
    document: Document, index: Index, place: Place, label: str, *, at_key: bool = False
) -> None:
    if label not in index.labels:
        names = ", ".join(index.labels[:12]) + (", …" if len(index.labels) > 12 else "")
        expected = f"a class of the data ({names})" if names else "no labels: the data has none"
        near = nearest(label, index.labels)
        document.problem(place, expected, shown(label), near, at_key=at_key)
