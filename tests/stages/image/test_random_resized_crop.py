import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.random_resized_crop import RandomResizedCrop, part


@pytest.mark.parametrize("area", [0.08, 0.5, 0.9, 1])
@pytest.mark.parametrize("aspect", [0.02, 0.75, 1, 4 / 3, 50])
def test_the_area_holds_whatever_the_aspect(area, aspect):
    box = part((400, 300), {"area": area, "aspect": aspect, "x": 0.3, "y": 0.999})
    assert 0 <= box.x <= box.x + box.width <= 400
    assert box.y + box.height == 300
    assert box.area == pytest.approx(area * 400 * 300, rel=0.02)
    if area <= 0.5 and 0.5 < aspect < 2:
        assert box.width / box.height == pytest.approx(aspect, rel=0.02)


def test_a_part_of_the_size_asked_for_is_cut_out(sample_of, photo):
    stage = RandomResizedCrop(width_px=40, height_px=30)
    drawn = {"area": 0.25, "aspect": 4 / 3, "x": 0.5, "y": 0.999}
    assert np.array_equal(stage.apply(sample_of(photo), drawn).image, photo[30:, 20:60])


def test_a_part_is_stretched_edge_to_edge(sample_of, photo):
    drawn = {"area": 0.25, "aspect": 4 / 3, "x": 0, "y": 0}
    stage = RandomResizedCrop()
    assert stage.apply(sample_of(photo), drawn).image.shape == photo.shape
    edges = stage.mapping((80, 60), drawn).forward(np.array([(-0.5, -0.5), (39.5, 29.5)]))
    assert edges.tolist() == [[-0.5, -0.5], [79.5, 59.5]]


def test_the_whole_is_the_identity(sample_of, photo):
    drawn = {"area": 1, "aspect": 4 / 3, "x": 0.7, "y": 0.7}
    assert np.array_equal(RandomResizedCrop().apply(sample_of(photo), drawn).image, photo)


def test_shrinking_averages(sample_of):
    stripes = sample_of(np.tile(np.array([0, 0, 0, 200], np.uint8), (20, 5)))
    stage = RandomResizedCrop(width_px=5, height_px=20)
    result = stage.apply(stripes, {"area": 1, "aspect": 1, "x": 0, "y": 0}).image
    assert np.unique(result).tolist() == [50]


def test_bad_area():
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        RandomResizedCrop(area=[0.5, 2])
