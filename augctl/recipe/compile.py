"""A recipe's text to a compiled recipe, or to all of its problems at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from augctl.documents.document import Document
from augctl.documents.flow import shown
from augctl.documents.problems import report
from augctl.documents.text import read
from augctl.errors import RecipeError
from augctl.recipe.chain import Chain, Quota, to_recipe
from augctl.recipe.schema import ChainSection, InputSection, OutputSection, RecipeFile
from augctl.recipe.steps import StepCompiler
from augctl.stages.base import Mix

_QUOTAS: tuple[Literal["copies", "total", "balance"], ...] = ("copies", "total", "balance")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe that can be run.

    Attributes:
        name: What the dataset is called.
        seed: Decides every draw.
        input: How to read the originals.
        output: What to write.
        chains: The compiled chains, in order.
        folder: What relative paths in the recipe are relative to.
        document: Where everything stands, for problems found later.
    """

    name: str
    seed: int
    input: InputSection
    output: OutputSection
    chains: tuple[Chain, ...]
    folder: Path
    document: Document

    def resolved(self, *, folders: bool = True) -> dict[str, Any]:
        """Write the recipe out in full, with defaults, as JSON values; it compiles to itself.

        The input's path is left out: the same data elsewhere is the same data.

        Args:
            folders: Whether to say where the folders are that stages read. Without, it compiles no
                more, but it is the same wherever they are.
        """
        return {
            "version": 1,
            "name": self.name,
            "seed": self.seed,
            "input": self.input.model_dump(mode="json", exclude={"path"}),
            "output": self.output.model_dump(mode="json"),
            "chains": [
                {
                    "name": chain.name,
                    chain.quota.kind: chain.quota.value,
                    "stages": [to_recipe(node, folders=folders) for node in chain.nodes],
                    "gates": [to_recipe(gate, folders=folders) for gate in chain.gates],
                    "attempts": chain.attempts,
                }
                for chain in self.chains
            ],
        }


def load(source: str | Path | Mapping[str, Any], seed: int | None = None) -> Recipe:
    """Read and compile a recipe: a file, or its data as a mapping.

    Args:
        source: Path of a YAML file, or the recipe as plain data.
        seed: Stands in for the recipe's own seed.

    Raises:
        RecipeError: Every problem of the recipe.
    """
    if isinstance(source, Mapping):
        return compile_document(Document.of(source), Path(), seed)
    return compile_document(read(Path(source)), Path(source).parent, seed)


def compile_document(document: Document, folder: Path, seed: int | None = None) -> Recipe:
    """Compile a recipe that was read.

    Raises:
        RecipeError: Every problem of the recipe.
    """
    data = document.data
    if not isinstance(data, dict):
        document.problem((), "a mapping that starts with `version: 1`", shown(data))
        raise RecipeError(document.problems)
    if seed is not None:
        data = {**data, "seed": seed}
    file = None
    try:
        file = RecipeFile.model_validate(data)
    except ValidationError as error:
        report(document, (), error, RecipeFile, data)
    raw = data.get("chains")
    items = raw if isinstance(raw, list) else []
    chain_of = partial(_chain, document, folder)
    chains = [chain_of(i, item) for i, item in enumerate(items) if isinstance(item, dict)]
    _check_names(document, items)
    if document.problems or file is None:
        raise RecipeError(document.problems)
    return Recipe(
        name=file.name,
        seed=file.seed,
        input=file.input,
        output=file.output,
        chains=tuple(chain for chain in chains if chain is not None),
        folder=folder,
        document=document,
    )


def _chain(document: Document, folder: Path, index: int, raw: dict[str, Any]) -> Chain | None:
    """Compile what can be compiled of a chain, so that the problems of its stages show too."""
    path = ("chains", index)
    given = [key for key in _QUOTAS if key in raw]
    if len(given) != 1:
        at = (*path, given[1]) if given else path
        expected = "exactly one quota: copies, total or balance"
        document.problem(at, expected, " and ".join(given) or "none", at_key=True)
    compiler = StepCompiler(document, folder)
    stages, gates = raw.get("stages"), raw.get("gates")
    nodes = compiler.nodes((*path, "stages"), stages) if isinstance(stages, list) else ()
    checks = compiler.gates((*path, "gates"), gates) if isinstance(gates, list) else ()
    if isinstance(stages, list) and not stages:
        document.problem((*path, "stages"), "at least one stage", "an empty list")
    try:
        section = ChainSection.model_validate(raw)
    except ValidationError:  # reported with the whole file
        return None
    if len(given) != 1:
        return None
    quota = Quota(given[0], getattr(section, given[0]))
    chain = Chain(section.name, quota, nodes, checks, section.attempts)
    if quota.kind == "balance":
        _check_balanced(document, chain)
    return chain


def _check_balanced(document: Document, chain: Chain) -> None:
    """Refuse mixes that would put what a class was to get into another class."""
    for step in chain.steps():
        if step.stage.mixes_classes():
            partners = "same_class or neighbor" if isinstance(step.stage, Mix) else "same_class"
            document.problem(
                (*step.place, step.name),
                f"partner: {partners} in a chain with a balance",
                f"partner: {getattr(step.stage, 'partner', '')}, so that results go to other"
                " classes",
                at_key=True,
            )


def _check_names(document: Document, chains: list[Any]) -> None:
    seen: Counter[str] = Counter()
    for i, chain in enumerate(chains):
        name = chain.get("name") if isinstance(chain, dict) else None
        if not isinstance(name, str):
            continue
        # Folded, because names go into file names and some disks do not tell A from a.
        seen[name.casefold()] += 1
        if seen[name.casefold()] > 1:
            document.problem(("chains", i, "name"), "each chain name once", f"{name!r} again")
