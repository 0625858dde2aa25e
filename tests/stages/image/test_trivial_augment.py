import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._policy_operations import SEARCHED
from augctl.stages.image.trivial_augment import TrivialAugment


def test_one_operation_of_one_of_31_strengths(sample_of, photo, rng):
    drawn = [TrivialAugment().draw(sample_of(photo), rng)["ops"] for _ in range(8000)]
    assert {len(ops) for ops in drawn} == {1}
    assert {ops[0]["op"] for ops in drawn} == set(SEARCHED)
    angles = {round(abs(ops[0]["value"]), 6) for ops in drawn if ops[0]["op"] == "rotate"}
    assert angles == {round(135 * step / 30, 6) for step in range(31)}


@pytest.mark.parametrize("pixels", [0, 7, 32])
def test_translations_are_in_pixels_whatever_the_size(sample_of, rng, pixels):
    for width in (33, 80, 500):
        row = np.arange(1, width + 1, dtype=np.uint16).reshape(1, -1)
        ops = [{"op": "translate_x", "value": pixels / width}]
        result = TrivialAugment(fill=0).apply(sample_of(row), {"ops": ops}).image[0, :, 0]
        assert result.tolist() == [0] * pixels + row[0, : width - pixels].tolist()


def test_bad_fill():
    with pytest.raises(ValidationError, match="reflect, edge, wrap, a level from 0 to 255"):
        TrivialAugment(fill="noise")
