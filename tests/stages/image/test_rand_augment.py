from collections import Counter

import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._policy_operations import SEARCHED
from augctl.stages.image.rand_augment import RandAugment


def test_all_operations_are_as_likely_and_equally_strong(sample_of, photo, rng):
    stage = RandAugment(count=3, magnitude=15)
    drawn = [stage.draw(sample_of(photo), rng)["ops"] for _ in range(1400)]
    assert {len(ops) for ops in drawn} == {3}
    counts = Counter(op["op"] for ops in drawn for op in ops)
    assert set(counts) == set(SEARCHED)
    assert list(counts.values()) == pytest.approx([300] * 14, abs=80)
    values = {op["op"]: abs(op["value"]) for ops in drawn for op in ops if "value" in op}
    assert (values["rotate"], values["shear_y"], values["color"]) == (15, 0.15, 0.45)
    assert (values["posterize"], values["solarize"]) == (6, 128)


def test_count_0_is_the_identity(sample_of, photo, rng):
    sample, stage = sample_of(photo), RandAugment(count=0)
    assert np.array_equal(stage.apply(sample, stage.draw(sample, rng)).image, photo)


def test_more_magnitude_changes_more(sample_of, photo, rng):
    def change(magnitude):
        stage, sample = RandAugment(magnitude=magnitude), sample_of(photo)
        results = [stage.apply(sample, stage.draw(sample, rng)).image for _ in range(100)]
        return np.mean([np.abs(result.astype(int) - photo).mean() for result in results])

    assert change(0) < change(9) < change(25)


def test_bad_magnitude():
    with pytest.raises(ValidationError, match="less than or equal to 30"):
        RandAugment(magnitude=31)
