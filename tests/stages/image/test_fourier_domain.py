import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.fourier_domain import FourierDomain


def paper(image, other, beta):
    """Do what the authors' code does: swap the amplitudes in the middle of the spectrum."""
    height, width, _ = image.shape
    b = int(beta * min(height, width))
    rows = slice(height // 2 - b, height // 2 + b + 1)
    columns = slice(width // 2 - b, width // 2 + b + 1)
    own, new = (
        np.fft.fftshift(np.fft.fft2(x.astype(float), axes=(0, 1)), axes=(0, 1))
        for x in (image, other)
    )
    amplitude = np.abs(own)
    amplitude[rows, columns] = np.abs(new)[rows, columns]
    mixed = np.fft.ifftshift(amplitude * np.exp(1j * np.angle(own)), axes=(0, 1))
    return np.clip(np.fft.ifft2(mixed, axes=(0, 1)).real, 0, np.iinfo(image.dtype).max)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("beta", [0.0, 0.02, 0.1, 0.4])
@pytest.mark.parametrize("size", [(60, 80), (59, 79), (31, 80)])
def test_agrees_with_the_paper(sample_of, photo, dtype, beta, size):
    unit = np.iinfo(dtype).max // 255
    image = photo[: size[0], : size[1]].astype(dtype) * dtype(unit)
    other = np.ascontiguousarray(image[::-1, ::-1, [1, 2, 0]]) // dtype(2) + dtype(60)
    pair = sample_of(image, "cat"), sample_of(other, "dog")
    result = FourierDomain().apply(pair[0], [pair[1]], {"beta": beta})
    assert np.abs(result.image - paper(image, other, beta)).max() <= 0.5 + 0.02 * unit
    assert result.label == pair[0].label


def test_0_takes_the_mean_colour(sample_of, photo):
    other = sample_of(np.full((30, 40, 3), (120, 130, 140), np.uint8))
    dull = sample_of(photo // 4 + 100)
    result = FourierDomain().apply(dull, [other], {"beta": 0.0}).image
    assert result.mean(axis=(0, 1)) == pytest.approx((120, 130, 140), abs=0.5)


def test_oneself_is_the_identity_and_alpha_stays(sample_of, photo):
    sample = sample_of(np.dstack([photo, photo[..., 0]]))
    result = FourierDomain().apply(sample, [sample], {"beta": 0.3})
    assert np.array_equal(result.image, sample.image)
    other = sample_of(255 - photo)
    result = FourierDomain().apply(sample, [other], {"beta": 0.1}).image
    assert np.array_equal(result[..., 3], photo[..., 0])


@pytest.mark.parametrize("level", [0, 7, 255])
def test_flat_images_stay_flat(sample_of, photo, level):
    flat = sample_of(np.full((60, 80, 3), level, np.uint8))
    result = FourierDomain().apply(flat, [sample_of(photo)], {"beta": 0.1}).image
    assert (result == result[0, 0]).all()


def test_bad_beta():
    with pytest.raises(ValidationError, match=r"less than or equal to 0.5"):
        FourierDomain(beta=1)
