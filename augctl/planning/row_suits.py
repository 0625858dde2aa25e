"""What stages for tables ask of a table's columns and of their chain."""

from __future__ import annotations

from augctl.recipe.compile import Recipe
from augctl.recipe.document import Document
from augctl.stages.rows import RowGate, RowStage
from augctl.tables.schema import Schema


def check_rows(recipe: Recipe, schema: Schema, document: Document) -> None:
    """Name every stage that cannot work on a table.

    Args:
        recipe: The recipe; its stages are for rows.
        schema: The table's columns.
        document: Takes the problems.
    """
    target = schema.target
    classes = target is not None and not schema.regression
    for i, chain in enumerate(recipe.chains):
        choosers = 0
        for step in [*chain.steps(), *chain.gates]:
            stage, place = step.stage, (*step.place, step.name)
            if not isinstance(stage, RowStage | RowGate):
                continue
            if why := stage.unfit(schema):
                document.problem(place, "a stage that fits the table", why, at_key=True)
            if not isinstance(stage, RowStage):
                continue
            if stage.needs_classes and not classes:
                found = "numbers" if target is not None else "no target column"
                expected = f"a target with classes for {step.name} (input.target names it)"
                document.problem(place, expected, found, at_key=True)
            if stage.chooses_anchors:
                choosers += 1
                if choosers > 1 or step not in chain.nodes[:1] or step.p < 1 or step.only:
                    expected = f"{step.name} first in its chain, once, and without p and only"
                    document.problem(place, expected, "it elsewhere, or not always", at_key=True)
                if chain.quota.kind == "total":
                    expected = f"balance or copies, because {step.name} works class by class"
                    document.problem(("chains", i, "total"), expected, "total", at_key=True)
