"""What the stages that follow a search policy share: they run what they drew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from augctl.params import Fill
from augctl.sample import Sample
from augctl.stages.base import Drawn, Transform
from augctl.stages.image._policy_operations import IDENTITY, OPERATIONS


class Policy(Transform):
    """A transform that draws operations and runs them one after the other."""

    fill: Fill = 128
    """What stands where the original had no pixel; 128 is the grey of the authors' code."""

    def apply(self, sample: Sample, drawn: Drawn) -> Sample:
        """Run the operations."""
        return run(sample, drawn["ops"], self.fill)


def run(sample: Sample, chosen: Sequence[Mapping[str, Any]], fill: Any) -> Sample:
    """Run operations, as `Space.chosen` returns them, one after the other."""
    stages = _stages(fill)
    for one in chosen:
        name = one["op"]
        if name != IDENTITY:
            drawn = OPERATIONS[name].drawn(one.get("value", 0.0))
            sample = stages[name].apply(sample, drawn)
    return sample


@lru_cache(maxsize=16)
def _stages(fill: Any) -> dict[str, Transform]:
    """Build the stage of each operation."""
    return {
        name: one.stage(**({"fill": fill} if "fill" in one.stage.model_fields else {}))
        for name, one in OPERATIONS.items()
    }
