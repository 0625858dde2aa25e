"""Makes a sample again from what the manifest says of it: no generator, only the drawn values."""

from __future__ import annotations

from collections.abc import Callable

from augctl.engine.guard import made_by
from augctl.engine.line import Line
from augctl.engine.render import Trace
from augctl.recipe.chain import Chain
from augctl.sample import Sample
from augctl.stages.base import Mix, Transform


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
        step = steps[str(entry.get("id", entry["stage"]))]
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
