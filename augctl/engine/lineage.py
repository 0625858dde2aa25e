"""Makes a sample again from what the manifest says of it: no generator, only the drawn values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from augctl.engine.guard import made_by
from augctl.engine.line import Line
from augctl.engine.render import Trace
from augctl.recipe.chain import Chain
from augctl.sample import Sample
from augctl.stages.base import Mix, Transform


def steps_of(stages: Trace) -> set[str]:
    """Return the ids of the steps that recorded stages are of, those of partners too."""
    found = {_step_of(entry) for entry in stages}
    partners = [partner for entry in stages for partner in entry.get("partners", ())]
    return found.union(*(steps_of(partner["stages"]) for partner in partners))


def _step_of(entry: Mapping[str, Any]) -> str:
    return str(entry.get("id", entry["stage"]))


def replay_stages(
    chain: Chain, sample: Sample, stages: Trace, read: Callable[[str], Sample]
) -> Sample:
    """Apply recorded stages again.

    Args:
        chain: The chain that made the output.
        sample: The anchor as it was read.
        stages: The row's `stages`.
        read: Reads an original by the name that the manifest has for it.
    """
    steps = {step.id: step for step in chain.steps()}
    line = Line(sample)
    for entry in stages:
        step = steps[_step_of(entry)]
        if isinstance(step.stage, Transform):
            line.before(step.stage)
            line.add(step, step.stage, entry["drawn"])
        elif isinstance(step.stage, Mix):
            partners = [
                replay_stages(chain, read(partner["file"]), partner["stages"], read)
                for partner in entry["partners"]
            ]
            line.restart(made_by(step, step.stage.apply, line.done(), partners, entry["drawn"]))
    return line.done()
