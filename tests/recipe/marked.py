"""Recipes with a sign where a problem is expected, so that no test counts columns by hand."""

from __future__ import annotations

from pathlib import Path

from augctl.documents.text import parse
from augctl.errors import Problem, RecipeError
from augctl.recipe.compile import Recipe, compile_document

SIGN = "«"

Case = tuple[str, str, str, str]
"""A recipe or a part of one, and what its problem expected, found, and has near it."""

CHAIN = """version: 1
chains:
  - name: views
    copies: 1
    stages:
"""


def places(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Take the signs out of a text; return line and column of what followed each."""
    found = []
    clean = ""
    for part in text.split(SIGN)[:-1]:
        clean += part
        found.append((clean.count("\n") + 1, len(clean) - clean.rfind("\n")))
    return clean + text.split(SIGN)[-1], found


def compiled(text: str) -> Recipe:
    return compile_document(parse(text), Path())


def problems(text: str) -> tuple[Problem, ...]:
    """Return what is wrong with a recipe."""
    try:
        compiled(text)
    except RecipeError as error:
        return error.problems
    return ()


def stages(*entries: str) -> str:
    """Make a recipe of entries for its list of stages; later lines of one keep their indent."""
    return CHAIN + "".join(f"      - {entry}\n" for entry in entries)


def check(text: str, expected: str, found: str, nearest: str) -> None:
    """Make sure that a recipe has one problem: at the sign, and with these parts in it."""
    clean, [place] = places(text)
    (problem,) = problems(clean)
    assert (problem.line, problem.column) == place
    assert expected in problem.expected
    assert found in problem.found
    assert problem.nearest == nearest
