"""One output made again from its row of the manifest, with all that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from augctl.engine.job import reader_for, sample_reader, target_format
from augctl.engine.known import Beside, Known
from augctl.engine.lineage import replay_stages, steps_of
from augctl.engine.marking import settled
from augctl.engine.run import sink_for
from augctl.engine.shard import encode_sample
from augctl.errors import CheckFailed
from augctl.io.original import Original
from augctl.manifest import Row
from augctl.planning.index import Index
from augctl.recipe.compile import Recipe
from augctl.sample import Sample


@dataclass(frozen=True, slots=True)
class Remade:
    """An output that was made again.

    Attributes:
        data: The bytes of its picture.
        beside: What belongs to it.
    """

    data: bytes
    beside: Beside


def remake(
    row: Row, recipe: Recipe, root: Path, index: Index, originals: Mapping[str, Original]
) -> Remade:
    """Make an output again, using no generator.

    Args:
        row: Its row of the manifest.
        recipe: The recipe of its run.
        root: The input folder.
        index: The originals of its run.
        originals: Those that the row names, by the names that it has for them.

    Raises:
        BadInput: An original cannot be used, or a stage cannot do with it what it did.
        CheckFailed: The row does not go with the recipe.
    """
    reader = sample_reader(reader_for(root, recipe), index)
    same = target_format(recipe, index) == index.format
    known = Known(sink_for(recipe, index), reader, same)
    name, first = row["file_name"], row["parents"][0]
    anchor = originals[first]
    if row["chain"] is None:
        return Remade(reader.raw(anchor.path), known.of_original(name, anchor))
    chain = next((chain for chain in recipe.chains if chain.name == row["chain"]), None)
    if chain is None or not steps_of(row["stages"]) <= {step.id for step in chain.steps()}:
        raise CheckFailed(
            f"The row of {name} names a chain or a stage that run.json does not have.",
            "One of the files was changed; run expand again to write them anew.",
        )
    needs = chain.needs

    def read(parent: str) -> Sample:
        return reader.read(originals[parent], needs)

    before = read(first)
    sample, marks = replay_stages(chain, before, row["stages"], read), None
    if sample.marks is not None:
        kept, marks = settled(sample.marks, before.marks, recipe.output.marks)
        sample = sample.with_marks(kept)
    data = encode_sample(sample, anchor, recipe.output.image)[0]
    return Remade(data, replace(known.of_derived(name, anchor, sample), marks=marks))
