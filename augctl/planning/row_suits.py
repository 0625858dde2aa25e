"""What stages for tables ask of a table's columns and of their chain, and options of no use."""

from __future__ import annotations

from augctl.documents.document import Document
from augctl.documents.near import nearest
from augctl.io.tables.form import Kind
from augctl.recipe.compile import Recipe
from augctl.stages.rows import RowGate, RowGenerator, RowStage
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
            if step.on is not None and step.on not in ("text", *schema.texts):
                known = ", ".join(schema.texts) or "none: input.text names them"
                near = nearest(step.on, schema.texts)
                expected = f"a column of text ({known})"
                document.problem((*step.place, "on"), expected, repr(step.on), near)
            if why := stage.unfit(schema):
                document.problem(place, "a stage that fits the table", why, at_key=True)
            if not isinstance(stage, RowStage):
                continue
            generator = chain.generator
            if generator is not None and stage.slot == "text" and stage is not generator:
                expected = f"no stage that edits text behind {generator.name}"
                found = f"{step.name}: the turns of a dialogue would not follow its text"
                document.problem(place, expected, found, at_key=True)
            if stage.needs_classes and not classes:
                found = "numbers" if target is not None else "no target column"
                expected = f"a target with classes for {step.name} (input.target names it)"
                document.problem(place, expected, found, at_key=True)
            if stage.starts_anew and chain.before[step.id]:
                expected = f"{step.name} first in its chain: it throws away what is done before it"
                document.problem(place, expected, "it behind other stages", at_key=True)
            if stage.chooses_anchors:
                choosers += 1
                if choosers > 1 or step not in chain.nodes[:1] or step.p < 1 or step.only:
                    expected = f"{step.name} first in its chain, once, and without p and only"
                    document.problem(place, expected, "it elsewhere, or not always", at_key=True)
                if chain.quota.kind == "total":
                    expected = f"balance or copies, because {step.name} works class by class"
                    document.problem(("chains", i, "total"), expected, "total", at_key=True)


def check_generators(recipe: Recipe, document: Document, *, is_model: bool) -> None:
    """Name every generator that stands elsewhere than first, or has nothing to draw from.

    Args:
        recipe: The recipe; its stages are for rows.
        document: Takes the problems.
        is_model: Whether the input is a model. Then there is nothing but what a generator makes.
    """
    for i, chain in enumerate(recipe.chains):
        first = next(iter(chain.nodes), None)
        for step in chain.steps():
            if not isinstance(step.stage, RowGenerator):
                continue
            place = (*step.place, step.name)
            if step is not first or step.p < 1 or step.only is not None:
                expected = f"{step.name} first in its chain, and without p and only"
                document.problem(place, expected, "it elsewhere, or not always", at_key=True)
            elif not is_model and step.stage.origin() is None:
                expected = f"a model for {step.name}, or one as the input"
                document.problem(place, expected, "none", at_key=True)
        if is_model and chain.generator is None:
            expected = "a generator as the first stage: the input is a model to draw from, no data"
            found = getattr(first, "name", "a group")
            document.problem(("chains", i, "stages", 0), expected, found)


def check_model_options(recipe: Recipe, document: Document) -> None:
    """Name every option that a recipe sets and that means nothing where the input is a model."""
    empty = type(recipe.input)()
    for option in ("target", "id", "text", "spans", "columns", "split"):
        if getattr(recipe.input, option) != getattr(empty, option):
            expected = "no such option where the input is a model, which has no rows of its own"
            document.problem(("input", option), expected, option, at_key=True)


def check_row_options(recipe: Recipe, kind: Kind, document: Document) -> None:
    """Name every option that a recipe sets and a table cannot follow.

    Args:
        recipe: The recipe.
        kind: The format of the table.
        document: Takes the problems.
    """
    given = {"folder": ("auto", "folder", "text")}.get(kind, ("auto", kind))
    if recipe.input.format not in given:
        found = f"{recipe.input.format}, and the input is a table in {kind}"
        document.problem(("input", "format"), f"auto or {kind}", found)
    if recipe.output.format not in ("same", kind):
        found = f"{recipe.output.format}, and a table in {kind} is written as it was read"
        document.problem(("output", "format"), "same", found)
    if recipe.output.originals == "link":
        found = "link, and rows cannot be links"
        document.problem(("output", "originals"), "copy or skip", found)
    if recipe.input.quarantine.duplicate != "keep":
        found = f"{recipe.input.quarantine.duplicate}, and only files are looked at for it"
        expected = "keep; the gate quality.duplicate looks at rows that are made"
        document.problem(("input", "quarantine", "duplicate"), expected, found)
    for name, section in (("image", recipe.output.image), ("marks", recipe.output.marks)):
        for option in sorted(section.model_fields_set):
            place = ("output", name, option)
            found = f"{option}, which is for pictures"
            document.problem(place, "no such option for a table", found, at_key=True)
