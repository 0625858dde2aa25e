import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.smote import Smote


@pytest.mark.parametrize("u", [0.0, 0.2, 1.0])
def test_a_point_on_the_line(sample_of, photo, u):
    neighbour = np.ascontiguousarray(photo[:, ::-1])
    anchor = sample_of(photo)
    result = Smote().apply(anchor, [sample_of(neighbour)], {"u": u})
    exact = photo + u * (neighbour.astype(float) - photo)
    assert np.abs(result.image - exact).max() <= 0.51
    assert result.label == anchor.label


def test_every_place_between_is_as_likely(sample_of, photo, rng):
    drawn = [Smote().draw(sample_of(photo), rng)["u"] for _ in range(2000)]
    assert np.histogram(drawn, 4, (0, 1))[0] == pytest.approx([500] * 4, abs=80)


def test_the_partner_is_always_a_neighbour():
    assert Smote().partner == "neighbor"
    with pytest.raises(ValidationError, match="Input should be 'neighbor'"):
        Smote(partner="any")
