import numpy as np
import pytest
from pydantic import ValidationError
from skimage.filters import unsharp_mask

from augctl.stages.image.sharpen import Sharpen


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(("amount", "sigma"), [(0.5, 0.7), (1.0, 1.0), (1.0, 2.5)])
def test_agrees_with_skimage(sample_of, photo, dtype, amount, sigma):
    white = np.iinfo(dtype).max
    image = photo.astype(dtype) * dtype(white // 255)
    drawn = {"amount": amount, "sigma_px": sigma}
    result = Sharpen().apply(sample_of(image), drawn).image[9:-9, 9:-9]
    exact = unsharp_mask(image, radius=sigma, amount=amount, channel_axis=2)[9:-9, 9:-9] * white
    assert np.abs(result - exact).max() < 0.02 * white


@pytest.mark.parametrize("drawn", [(0.0, 1.0), (1.0, 0.0)])
def test_0_is_the_identity(sample_of, photo, drawn):
    sample = sample_of(photo)
    assert Sharpen().apply(sample, {"amount": drawn[0], "sigma_px": drawn[1]}) is sample


def test_flat_parts_and_alpha_stay_and_edges_grow(sample_of):
    image = np.full((9, 20, 4), 100, np.uint8)
    image[:, 10:, :3] = 150
    image[:, :, 3] = np.arange(20)
    result = Sharpen().apply(sample_of(image), {"amount": 1.0, "sigma_px": 1.0}).image
    assert np.array_equal(result[..., 3], image[..., 3])
    assert (result[:, :7, 0] == 100).all()
    assert result[4, 9, 0] < 100
    assert result[4, 10, 0] > 150


def test_bad_amount():
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        Sharpen(amount=-1)
