import numpy as np
import pytest

from augctl.stages.image._box import Box
from augctl.stages.image._patch import boxes_covered, mask_covered


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("fill", [(7.0,), (9.0, 99.0, 200.0), "mean"])
def test_boxes_and_masks_cover_alike(rng, dtype, channels, fill):
    image = rng.integers(np.iinfo(dtype).max, size=(20, 30, channels), dtype=dtype)
    mask = np.zeros((20, 30, 1), np.uint8)
    boxes = [Box(0, 0, 1, 1), Box(3, 4, 10, 5), Box(29, 0, 1, 20), Box(5, 5, 0, 3)]
    for box in boxes:
        box.of(mask)[...] = 1
    by_boxes, by_mask = boxes_covered(image, boxes, fill, {}), mask_covered(image, mask, fill, {})
    assert np.array_equal(by_boxes, by_mask)
    assert np.array_equal(by_boxes[mask[..., 0] == 0], image[mask[..., 0] == 0])
    assert len(np.unique(by_boxes[mask[..., 0] == 1], axis=0)) == 1


def test_a_mask_of_every_channel(rng):
    image = rng.integers(1, 256, size=(20, 30, 3), dtype=np.uint8)
    mask = (rng.random(image.shape) < 0.3).view(np.uint8)
    assert np.array_equal(mask_covered(image, mask, (0.0,), {}), image * (1 - mask))
