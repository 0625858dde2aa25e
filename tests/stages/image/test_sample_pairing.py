import numpy as np
import pytest
from pydantic import ValidationError

from augctl.marks import Marks, Thing
from augctl.stages.image.sample_pairing import SamplePairing


def test_the_mean_under_the_first_label(sample_of, photo):
    mirror = np.ascontiguousarray(photo[:, ::-1])
    pair = sample_of(photo, "cat"), sample_of(mirror, "dog")
    result = SamplePairing().apply(pair[0], [pair[1]], {})
    assert np.abs(result.image - (photo / 2 + mirror / 2)).max() <= 0.5
    assert result.label == pair[0].label


def test_order_does_not_matter_to_the_pixels(sample_of, photo):
    pair = sample_of(photo), sample_of(np.ascontiguousarray(photo[::-1]))
    one, other = (SamplePairing().apply(a, [b], {}).image for a, b in (pair, pair[::-1]))
    assert np.array_equal(one, other)


def test_bad_partner():
    with pytest.raises(ValidationError, match="'any', 'same_class', 'other_class' or 'neighbor'"):
        SamplePairing(partner="best")


def test_the_marks_are_the_anchors(sample_of, photo):
    anchor, partner = (
        sample_of(photo).with_marks(Marks.of([Thing(name, name, 0)], [(5, 5, 20, 20)]))
        for name in ("cat", "dog")
    )
    assert SamplePairing().apply(anchor, [partner], {}).marks is anchor.marks
