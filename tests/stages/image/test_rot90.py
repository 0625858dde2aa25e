import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._affine import warp
from augctl.stages.image.rot90 import Rot90


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_pixels_and_mapping_turn_counter_clockwise(sample_of, photo, turns):
    expected = np.rot90(photo, turns)
    drawn = {"turns": turns}
    assert np.array_equal(Rot90().apply(sample_of(photo), drawn).image, expected)
    mapping = Rot90().mapping((80, 60), drawn)
    assert mapping.size == (expected.shape[1], expected.shape[0])
    assert np.array_equal(warp(photo, mapping, "edge"), expected)


def test_default_draws_every_real_turn(sample_of, photo, rng):
    drawn = [Rot90().draw(sample_of(photo), rng)["turns"] for _ in range(60)]
    assert set(drawn) == {1, 2, 3}


@pytest.mark.parametrize("turns", [4, 0.5, True, [0, 4]])
def test_bad_turns(turns):
    with pytest.raises(ValidationError) as error:
        Rot90(turns=turns)
    assert error.value.error_count() == 1
