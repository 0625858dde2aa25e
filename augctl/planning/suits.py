"""What a recipe asks of the data and the data does not have: labels, slots, a free split."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from augctl.documents.document import Document, Place
from augctl.documents.flow import shown
from augctl.documents.near import nearest
from augctl.errors import RecipeError, UsageError
from augctl.io.annotations.store import Store, read_header
from augctl.io.tables.form import Form
from augctl.mark_kinds import MarkKind
from augctl.planning.forecast import Counted
from augctl.planning.index import TEXTS, Index, Order
from augctl.planning.row_suits import (
    check_generators,
    check_model_options,
    check_row_options,
    check_rows,
)
from augctl.recipe.compile import Recipe
from augctl.tables.table import Table

# What masks can show of what is marked.
_SHOWN = frozenset(["outline", "mask", "class_map"])


def check_against_data(recipe: Recipe, index: Index, slots: Collection[str] = frozenset()) -> None:
    """Check a recipe against an input that was listed.

    Args:
        recipe: The recipe.
        index: What the listing found.
        slots: What the data has; where none are named, what the listing found.

    Raises:
        RecipeError: Every place that does not fit.
    """
    # A list of its own: the same recipe may be checked against other data, too.
    document = replace(recipe.document, problems=[])
    slots = slots or _slots(index)
    have, classes = ", ".join(sorted(slots)), classes_of(index)
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
                _check_label(document, classes, place, label)
        if isinstance(chain.quota.value, dict):
            for label in chain.quota.value:
                place = ("chains", i, chain.quota.kind, label)
                _check_label(document, classes, place, label, at_key=True)
    kinds = Store(index.folder).kinds if index.annotated else ()
    _check_marks(recipe, index, kinds, document)
    if recipe.output.format == "masks" and _SHOWN.isdisjoint(kinds):
        there = f"{index.count:,} pictures with {' and '.join(kinds) or 'nothing'} alone"
        found = f"masks, which show outlines, masks and class maps, and {there}"
        expected = "a format that has a place for what is there, such as coco, yolo or csv"
        document.problem(("output", "format"), expected, found)
    if index.is_table:
        check_rows(recipe, Table(index.folder).schema, document)
        check_generators(recipe, document, is_model=index.is_model)
        check_row_options(recipe, Form.load(index.folder).kind, document)
        if index.is_model:
            check_model_options(recipe, document)
    if recipe.input.split is not None and index.divided:
        found = "folders that are a split already (train, val, …)"
        document.problem(("input", "split"), "data without a split of its own", found)
    if document.problems:
        raise RecipeError(document.problems)


def _slots(index: Index) -> set[str]:
    """Name what samples have: a picture, or a row, and in it maybe text."""
    if not index.is_table:
        return {"image"}
    # Whether there is text in a table, `check_rows` says, with the way out.
    return {"row", "text"}


def _check_marks(
    recipe: Recipe, index: Index, kinds: Sequence[MarkKind], document: Document
) -> None:
    """Name every stage that cannot keep what is marked in the data, or needs marks in vain."""
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
    document: Document, classes: Sequence[str], place: Place, label: str, *, at_key: bool = False
) -> None:
    if label not in classes:
        names = ", ".join(classes[:12]) + (", …" if len(classes) > 12 else "")
        expected = f"a class of the data ({names})" if names else "no labels: the data has none"
        near = nearest(label, classes)
        document.problem(place, expected, shown(label), near, at_key=at_key)


def classes_of(index: Index) -> list[str]:
    """Name the classes that a recipe can name: of pictures and of marks, those of no mark too."""
    if index.marked is None or not index.marked.labels:
        return index.labels
    known = [category.name for category in read_header(index.folder).categories]
    return list(dict.fromkeys([*index.labels, *known, *index.marked.labels]))


def check_quotas(recipe: Recipe, index: Index, order: Order) -> None:
    """Check that there are classes where a quota is by class, and originals where it wants more.

    Raises:
        UsageError: There are none; names the chain, and the class.
    """
    labels = index.labels if index.by_marks is None else index.by_marks.labels
    there = dict(zip(labels, Counted(order, index).originals, strict=False))
    if index.is_model:  # which has no originals, and makes all of its classes
        there = dict.fromkeys(labels, 1)
    what = "original" if index.by_marks is None else "mark in the training split"
    for chain in recipe.chains:
        if not chain.quota.by_class:
            continue
        if not labels and index.format in ("folder", TEXTS):
            raise UsageError(
                f"The chain {chain.name!r} counts by class, and the data has no classes.",
                "Put the files into class folders, or use copies or total with a number.",
            )
        if not labels and index.is_table:
            raise UsageError(
                f"The chain {chain.name!r} counts by class, and the table has no column of classes "
                "as its target.",
                "Name one as input.target, or use copies or total with a number.",
            )
        if not labels:
            raise UsageError(
                f"The chain {chain.name!r} counts by class, and the data ({index.format}) has "
                "neither one class for each picture nor marks with classes.",
                "Use copies or total with a number.",
            )
        wanted = chain.quota.value if isinstance(chain.quota.value, Mapping) else {}
        for label, count in wanted.items():
            if count and not there.get(label):
                raise UsageError(
                    f"The class {label!r} has no {what} to make more from.",
                    f"Leave it out of the {chain.quota.kind} of the chain {chain.name!r}.",
                )
