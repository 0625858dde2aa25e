import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageOps
from pydantic import ValidationError

from augctl.stages.image._lookup import look_up
from augctl.stages.image.posterize import Posterize


@pytest.mark.parametrize("bits", range(1, 9))
def test_equal_to_pillow(sample_of, photo, bits):
    for image in (photo, photo[..., 0]):
        expected = np.asarray(ImageOps.posterize(Pillow.fromarray(image), bits))
        result = Posterize().apply(sample_of(image), {"bits": bits}).image
        assert np.array_equal(result.reshape(expected.shape), expected)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("bits", [1, 3, 8, 16])
def test_bits_agree_with_the_table(photo, dtype, bits):
    image = photo.astype(dtype) * dtype(np.iinfo(dtype).max // 255)
    table = Posterize().table(image, {"bits": bits})
    assert np.array_equal(Posterize().change(image, {"bits": bits}), look_up(image, table))
    assert len(np.unique(table)) == min(2**bits, len(table))


def test_alpha_stays_and_16_bits_are_the_identity(sample_of, photo):
    image = np.dstack([photo, photo[..., 0]])
    result = Posterize().apply(sample_of(image), {"bits": 2}).image
    assert np.array_equal(result[..., 3], image[..., 3])
    deep = image.astype(np.uint16) * 257
    assert np.array_equal(Posterize().apply(sample_of(deep), {"bits": 16}).image, deep)


def test_bits_are_drawn_as_whole_numbers(sample_of, photo, rng):
    drawn = {Posterize().draw(sample_of(photo), rng)["bits"] for _ in range(100)}
    assert drawn == {4, 5, 6, 7}


def test_bad_bits():
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        Posterize(bits=0)
