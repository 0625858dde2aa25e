import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.channel_shuffle import ChannelShuffle


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("order", [[0, 1, 2], [1, 2, 0], [2, 1, 0], [0, 2, 1]])
def test_exact_order_and_alpha_stays(sample_of, rng, dtype, order):
    image = rng.integers(np.iinfo(dtype).max, size=(40, 50, 4), dtype=dtype, endpoint=True)
    for each in (image, np.ascontiguousarray(image[..., :3])):
        result = ChannelShuffle().apply(sample_of(each), {"order": order}).image
        assert np.array_equal(result, each[..., order + [3][: each.shape[2] - 3]])


def test_each_other_order_is_as_likely(sample_of, photo, rng):
    drawn = [tuple(ChannelShuffle().draw(sample_of(photo), rng)["order"]) for _ in range(2000)]
    counts = {order: drawn.count(order) for order in set(drawn)}
    assert len(counts) == 5
    assert (0, 1, 2) not in counts
    assert list(counts.values()) == pytest.approx([400] * 5, abs=80)


def test_grey_images_stay(sample_of, photo):
    sample = sample_of(photo[..., 0])
    assert ChannelShuffle().apply(sample, {"order": [2, 1, 0]}) is sample


def test_no_parameters():
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        ChannelShuffle(order=[2, 1, 0])
