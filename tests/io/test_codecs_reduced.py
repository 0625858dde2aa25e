"""JPEGs that come smaller because less is enough, against all their pixels averaged."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from codec_samples import CAP, ODD_SAMPLING, cmyk_profile, exif, photo, save, save_picture
from PIL import Image, ImageOps

from augctl.errors import BadInput
from augctl.io.codecs import decode
from augctl.io.codecs.decoding import Size

pytestmark = pytest.mark.usefixtures("silent")


def enough(width: int, height: int):
    return lambda size: (width, height)


def averaged(data: bytes, mode: str, size: Size) -> np.ndarray:
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert(mode)
    return cv2.resize(np.asarray(upright), size, interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize(
    ("needed", "size"),
    [
        ((106, 80), (160, 120)),
        ((107, 80), (320, 240)),
        ((54, 1), (160, 120)),
        ((53, 40), (80, 60)),
        ((1, 1), (40, 30)),
        ((1, 81), (320, 240)),
        ((9000, 9000), (320, 240)),
    ],
)
@pytest.mark.parametrize("channels", [1, 3])
def test_half_as_many_pixels_again_as_are_needed(needed: Size, size: Size, channels: int) -> None:
    data = save(cv2.blur(photo(240, 320, channels), (5, 5)), "JPEG", quality=95, subsampling=0)
    image = decode(data, CAP, needs=enough(*needed)).image
    assert image.shape == (size[1], size[0], channels)
    assert image.flags.c_contiguous
    assert not image.flags.writeable
    exact = averaged(data, "L" if channels == 1 else "RGB", size).astype(float)
    assert np.abs(image.reshape(exact.shape) - exact).mean() < 0.5


@pytest.mark.parametrize(("side", "left"), [(328, 41), (324, 81), (322, 161), (321, 321)])
def test_only_to_whole_pixels_so_that_the_aspect_stays(side: int, left: int) -> None:
    data = save(photo(240, side), "JPEG")
    assert decode(data, CAP, needs=enough(1, 1)).image.shape[1] == left


@pytest.mark.parametrize("orientation", range(1, 9))
def test_needs_are_asked_of_the_upright_picture(orientation: int) -> None:
    data = save(
        cv2.blur(photo(120, 320), (5, 5)), "JPEG", quality=95, subsampling=0, exif=exif(orientation)
    )
    asked = []

    def needs(size: Size) -> Size:
        asked.append(size)
        return size[0] // 6, size[1] // 6

    image = decode(data, CAP, needs=needs).image
    size = (30, 80) if orientation >= 5 else (80, 30)
    assert asked == [(4 * size[0], 4 * size[1])]
    assert np.abs(image - averaged(data, "RGB", size).astype(float)).mean() < 0.5


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_file_cut_short_is_refused_all_the_same(kept: float) -> None:
    data = save(photo(240, 320), "JPEG")
    with pytest.raises(BadInput) as error:
        decode(data[: int(len(data) * kept)], CAP, needs=enough(1, 1))
    assert error.value.reason == "truncated"


def test_other_formats_and_ink_come_whole() -> None:
    ink = Image.fromarray(photo(240, 320)).convert("CMYK")
    cmyk = save_picture(ink, "JPEG", icc_profile=cmyk_profile())
    for data in (save(photo(240, 320), "PNG"), cmyk):
        assert decode(data, CAP, needs=enough(1, 1)).image.shape == (240, 320, 3)


def test_odd_sampling_of_colour_comes_smaller_too() -> None:
    image = decode(ODD_SAMPLING, CAP, needs=enough(4, 2)).image
    exact = averaged(ODD_SAMPLING, "RGB", (6, 4))
    # Its colour lies in so few values that libjpeg places them elsewhere; its brightness does not.
    assert np.abs((image - exact.astype(float)) @ (0.299, 0.587, 0.114)).mean() < 2
