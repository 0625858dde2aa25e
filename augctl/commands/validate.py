"""`augctl validate`: every mistake of a recipe at once, also against the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from augctl.engine.progress import silent
from augctl.engine.workspace import opened
from augctl.errors import Problem, RecipeError
from augctl.planning.advice import advice
from augctl.recipe.compile import load


def validate(
    *recipes: str | Path,
    input: str | Path | None = None,
    note: Callable[[str], None] = lambda _: None,
) -> Sequence[str]:
    """Check recipes; returns their names.

    Args:
        recipes: Paths of YAML files.
        input: Also check them against this folder of originals: what the chains of a recipe name
            must be there, and every original must be of a kind that each stage it meets takes.
        note: Called with what is right and hardly meant for this input, in words.

    Raises:
        RecipeError: All problems of all recipes.
        UsageError: A recipe and the input do not fit.
    """
    problems: list[Problem] = []
    names = []
    for file in recipes:
        try:
            names.append(load(file).name)
            if input is not None:
                with opened(file, input, silent, learn=False, strict=True) as space:
                    for text in advice(space.recipe, space.scan.index, space.order):
                        note(text)
        except RecipeError as error:
            problems += error.problems
    if problems:
        raise RecipeError(problems)
    return names
