import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image._lookup import look_up
from augctl.stages.image.channel_drop import ChannelDrop


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [[], [0], [1, 2], [0, 1, 2]])
@pytest.mark.parametrize("fill", [0, 99.7, 255])
def test_only_the_drawn_channels_are_set(sample_of, photo, dtype, channels, fill):
    unit = np.iinfo(dtype).max // 255
    image = np.dstack([photo, photo[..., 0]]).astype(dtype) * dtype(unit)
    stage, drawn = ChannelDrop(fill=fill), {"channels": channels}
    expected = image.copy()
    expected[..., channels] = round(fill) * unit
    assert np.array_equal(stage.apply(sample_of(image), drawn).image, expected)
    colours = np.ascontiguousarray(image[..., :3])
    table = stage.table(colours, drawn)
    assert np.array_equal(look_up(colours, table), expected[..., :3])


def test_each_channel_is_as_likely(sample_of, photo, rng):
    drawn = [ChannelDrop(count=2).draw(sample_of(photo), rng)["channels"] for _ in range(900)]
    assert np.bincount(np.concatenate(drawn)) == pytest.approx([600] * 3, abs=60)


def test_grey_images_stay(sample_of, photo):
    grey = sample_of(photo[..., 0])
    assert np.array_equal(ChannelDrop().apply(grey, {"channels": [0]}).image, grey.image)


def test_bad_count():
    with pytest.raises(ValidationError, match="less than or equal to 3"):
        ChannelDrop(count=4)
