import numpy as np
import pytest
from pydantic import ValidationError

from augctl.errors import BadInput
from augctl.marks import Bitmap, Marks, Shape, Thing
from augctl.stages.image.tile_shuffle import TileShuffle


def test_tiles_come_to_the_places_drawn(sample_of, photo):
    drawn = {"rows": 1, "columns": 3, "order": [2, 0, 1]}
    result = TileShuffle().apply(sample_of(photo[:, :60]), drawn).image
    assert np.array_equal(result, np.hstack([photo[:, 40:60], photo[:, :20], photo[:, 20:40]]))


def test_one_tile_and_tiles_in_order_are_the_identity(sample_of, photo):
    for drawn in (
        {"rows": 1, "columns": 1, "order": [0]},
        {"rows": 7, "columns": 3, "order": list(range(21))},
    ):
        assert np.array_equal(TileShuffle().apply(sample_of(photo), drawn).image, photo)


def test_nothing_is_lost_where_sides_divide_evenly(sample_of, photo, rng):
    stage = TileShuffle(rows=4, columns=5)
    sample = sample_of(photo)
    result = stage.apply(sample, stage.draw(sample, rng)).image
    assert not np.array_equal(result, photo)
    assert np.array_equal(np.sort(result, axis=None), np.sort(photo, axis=None))


@pytest.mark.parametrize("size", [(7, 5), (80, 59)])
def test_elsewhere_at_most_one_line_of_each_tile_is(sample_of, rng, size):
    numbers = np.arange(size[0] * size[1], dtype=np.uint16).reshape(size[::-1])
    stage = TileShuffle(rows=2, columns=3)
    sample = sample_of(numbers)
    for _ in range(20):
        drawn = stage.draw(sample, rng)
        result = stage.apply(sample, drawn).image
        assert len(np.unique(result)) >= (size[0] - 3) * (size[1] - 2)
        y, x = np.mgrid[: size[1], : size[0]]
        places = np.stack((x, y), axis=-1).reshape(-1, 2).astype(float)
        origins = stage.mapping(size, drawn).inverse(places).astype(int)
        assert np.array_equal(numbers[origins[:, 1], origins[:, 0]], result.ravel())


def test_more_tiles_than_pixels_are_as_many_as_pixels(sample_of, rng):
    sample = sample_of(np.zeros((2, 3), np.uint8))
    drawn = TileShuffle(rows=100, columns=100).draw(sample, rng)
    assert (drawn["rows"], drawn["columns"]) == (2, 3)
    assert sorted(drawn["order"]) == list(range(6))


def test_bad_columns():
    with pytest.raises(ValidationError, match="less than or equal to 100"):
        TileShuffle(columns=1000)


def marked(sample, shape):
    return sample.with_marks(Marks.of([Thing("cat", "1.png", 0)], [(10, 5, 30, 15)], [shape]))


def test_masks_keypoints_and_classes_move_with_their_tiles(sample_of):
    """A rectangle over the first two tiles of three comes apart."""
    drawn = {"rows": 1, "columns": 3, "order": [1, 2, 0]}
    classes = np.zeros((20, 60, 1), np.uint8)
    classes[5:15, 10:30] = 3
    points = np.array([(10.5, 5.5, 2), (29.5, 14.5, 1), (0, 0, 0)])
    shape = Shape(mask=Bitmap(10, 5, np.ones((10, 20), np.uint8)), keypoints=points)
    sample = marked(sample_of(classes[..., 0]), shape).with_class_map(classes)
    result = TileShuffle().apply(sample, drawn)
    (found,) = result.marks.shapes
    whole = np.zeros((20, 60), np.uint8)
    height, width = found.mask.values.shape
    whole[found.mask.y : found.mask.y + height, found.mask.x : found.mask.x + width] = (
        found.mask.values
    )
    assert np.array_equal(whole, result.image[..., 0] // 3)
    assert np.array_equal(result.class_map, result.image)
    assert found.keypoints.tolist() == [[50.5, 5.5, 2], [9.5, 14.5, 1], [0, 0, 0]]
    assert result.marks.boxes.tolist() == [[0, 5, 60, 15]]
    assert result.marks.visible.tolist() == [1]


def test_boxes_would_be_torn(sample_of, photo):
    stage = TileShuffle()
    with pytest.raises(BadInput, match="cannot keep marks of the kind box: it tears things apart"):
        stage.apply(marked(sample_of(photo), None), {"rows": 1, "columns": 1, "order": [0]})
