import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.cutmix import Cutmix


def test_the_rectangle_is_the_partners_and_the_label_says_how_much(sample_of):
    black, white = np.zeros((10, 20, 3), np.uint8), np.full((10, 20, 3), 255, np.uint8)
    pair = sample_of(black, "cat"), sample_of(white, "dog")
    result = Cutmix().apply(pair[0], [pair[1]], {"box": [15, 2, 5, 4]})
    assert (result.image[2:6, 15:] == 255).all()
    assert result.image.sum() == 255 * 3 * 20
    assert result.label.weights == (("cat", 0.9), ("dog", pytest.approx(0.1)))


def test_the_partner_keeps_its_place(sample_of, photo):
    mirror = sample_of(np.ascontiguousarray(photo[:, ::-1]), "dog")
    result = Cutmix().apply(sample_of(photo), [mirror], {"box": [5, 6, 7, 8]})
    assert np.array_equal(result.image[6:14, 5:12], photo[:, ::-1][6:14, 5:12])


def test_boxes_lie_inside_and_are_cut_at_the_edges(sample_of, photo, rng):
    sample = sample_of(photo)
    boxes = np.array([Cutmix().draw(sample, rng)["box"] for _ in range(2000)])
    assert boxes.min() >= 0
    assert (boxes[:, 0] + boxes[:, 2]).max() == 80
    assert (boxes[:, 1] + boxes[:, 3]).max() == 60
    # Uncut, the mean share would be a half.
    assert 0.25 < (boxes[:, 2] * boxes[:, 3]).mean() / 4800 < 0.4


@pytest.mark.parametrize(("box", "label"), [([0, 0, 80, 60], "dog"), ([9, 9, 0, 0], "cat")])
def test_all_or_nothing_is_a_hard_label(sample_of, photo, box, label):
    result = Cutmix().apply(sample_of(photo, "cat"), [sample_of(photo, "dog")], {"box": box})
    assert result.label.weights == ((label, 1.0),)


def test_bad_alpha():
    with pytest.raises(ValidationError, match=r"greater than or equal to 0.001"):
        Cutmix(alpha=0)
