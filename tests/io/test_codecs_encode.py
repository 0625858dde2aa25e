"""Written files against readers that are not ours."""

from __future__ import annotations

import io

import numpy as np
import pytest
import tifffile
from codec_samples import CAP, deep, photo, profile
from PIL import Image

from augctl.errors import BadInput, UsageError
from augctl.io.codecs import CODECS, EncodeOptions, codec_for, decode, encode
from augctl.io.codecs.encoding import composite, to_8_bits

pytestmark = pytest.mark.usefixtures("silent")
LOSSLESS = ("png", "tiff")


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("codec", LOSSLESS)
@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
@pytest.mark.parametrize("shape", [(37, 53), (1, 1), (1, 7), (9, 1)])
def test_lossless_codecs_keep_every_bit(
    codec: str, channels: int, kind: type, shape: tuple[int, int]
) -> None:
    image = deep(channels, *shape).astype(kind)
    encoded = encode(image, EncodeOptions(codec=codec), None)
    assert encoded.lost == ()
    back = decode(encoded.data, CAP)
    assert back.image.dtype == kind
    assert np.array_equal(back.image, image)
    assert back.lost == ()
    if codec == "tiff":
        other = tifffile.imread(io.BytesIO(encoded.data))
        assert np.array_equal(np.reshape(other, image.shape), image)
    elif kind is np.uint8 or channels == 1:
        # Pillow halves the depth of the rest; our reader is tested against samples made by hand.
        other = np.asarray(opened(encoded.data))
        assert np.array_equal(np.reshape(other, image.shape), image)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_same_pixels_give_same_bytes(codec: str, channels: int) -> None:
    image = photo(channels=channels)
    options = EncodeOptions(codec=codec)
    icc = profile(b"GRAY" if channels == 1 else b"RGB ")
    assert encode(image, options, icc) == encode(image.copy(), options, icc)
    view = np.dstack((image, image))[..., :channels]
    frozen = image.copy()
    frozen.setflags(write=False)
    assert encode(view, options, icc).data == encode(frozen, options, icc).data
    assert np.array_equal(image, frozen)


@pytest.mark.parametrize("codec", ["png", "tiff", "webp", "jpeg"])
@pytest.mark.parametrize("channels", [1, 3])
def test_profiles_are_kept(codec: str, channels: int) -> None:
    icc = profile(b"GRAY" if channels == 1 and codec != "webp" else b"RGB ")
    encoded = encode(photo(channels=channels), EncodeOptions(codec=codec), icc)
    assert opened(encoded.data).info["icc_profile"] == icc
    assert decode(encoded.data, CAP).icc == icc
    assert "icc" not in encoded.lost


def test_profiles_that_do_not_fit_are_left_out() -> None:
    encoded = encode(photo(channels=1), EncodeOptions(codec="png"), profile(b"RGB "))
    assert encoded.lost == ("icc",)
    assert "icc_profile" not in opened(encoded.data).info
    assert encode(photo(), EncodeOptions(codec="bmp"), profile()).lost == ("icc",)
    assert encode(photo(), EncodeOptions(), b"nonsense").lost == ("icc",)


@pytest.mark.parametrize(("subsampling", "pixels"), [("420", 2), ("444", 1)])
def test_jpeg_subsampling(subsampling: str, pixels: int) -> None:
    data = encode(photo(), EncodeOptions(quality=90, subsampling=subsampling), None).data
    layers = opened(data).layer
    assert (layers[0][1], layers[0][2]) == (pixels, pixels)
    assert opened(data).mode == "RGB"
    assert opened(encode(photo(channels=1), EncodeOptions(), None).data).mode == "L"


def test_quality_matters() -> None:
    for codec in ("jpeg", "webp"):
        sizes = [len(encode(photo(), EncodeOptions(codec, q), None).data) for q in (10, 60, 100)]
        assert sizes == sorted(sizes)
        assert len(set(sizes)) == 3


@pytest.mark.parametrize("codec", ["jpeg", "bmp"])
def test_alpha_is_laid_over_the_background(codec: str) -> None:
    image = np.zeros((16, 16, 4), np.uint8)
    image[..., 0], image[..., 3] = 200, 51
    encoded = encode(image, EncodeOptions(codec, 100, "444", (100, 0, 50)), None)
    assert encoded.lost == ("alpha",)
    assert np.abs(np.asarray(opened(encoded.data)).astype(int) - [120, 0, 40]).max() <= 1


def test_16_bits_with_alpha_to_jpeg() -> None:
    encoded = encode(deep(4), EncodeOptions(), None)
    assert encoded.lost == ("alpha", "16-bit depth")
    assert encoded.suffix == ".jpg"


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_compositing_rounds_to_the_nearest(kind: type) -> None:
    white = int(np.iinfo(kind).max)
    image = np.concatenate((deep(4, 60, 50).astype(kind), np.full((1, 50, 4), white, kind)))
    behind = np.array([0, 128, 255]) * (white // 255)
    share = image[..., 3:].astype(np.float64) / white
    exact = image[..., :3] * share + behind * (1 - share)
    assert np.abs(composite(image, (0, 128, 255)) - exact).max() <= 0.5 + 1e-6


def test_16_to_8_bits_rounds_to_the_nearest() -> None:
    levels = np.arange(65536, dtype=np.uint16)
    assert np.array_equal(to_8_bits(levels), np.rint(levels / 257))


def test_webp_keeps_alpha_and_tells_of_grey() -> None:
    encoded = encode(photo(channels=4), EncodeOptions("webp", 100), None)
    assert (opened(encoded.data).mode, encoded.lost) == ("RGBA", ())
    grey = encode(photo(channels=1), EncodeOptions("webp", 100), None)
    assert grey.lost == ("greyscale",)
    assert (
        np.abs(decode(grey.data, CAP).image.astype(int).mean(2) - photo(channels=1)[..., 0]).max()
        < 40
    )
    assert encode(deep(), EncodeOptions("webp"), None).lost == ("16-bit depth",)


@pytest.mark.parametrize(("codec", "side"), [("jpeg", 65500), ("webp", 16383)])
def test_longest_side(codec: str, side: int) -> None:
    line = np.zeros((1, side + 1, 1), np.uint8)
    assert decode(encode(line[:, 1:], EncodeOptions(codec), None).data, CAP).image.shape[1] == side
    with pytest.raises(BadInput) as caught:
        encode(line, EncodeOptions(codec), None)
    assert caught.value.reason == "too_large"


@pytest.mark.parametrize(
    "wrong",
    [{"codec": "gif"}, {"quality": 0}, {"subsampling": "411"}, {"background": (0, 0, 256)}],
)
def test_wrong_options(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=r"Expected .* found"):
        EncodeOptions(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "image", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 2), np.uint8), np.zeros((4, 4, 3))]
)
def test_what_is_no_image(image: np.ndarray) -> None:
    with pytest.raises(ValueError, match="cannot encode"):
        encode(image, EncodeOptions(), None)


def test_every_source_format_has_a_codec() -> None:
    found = {kind: codec_for(kind) for kind in ("jpeg", "png", "webp", "gif", "bmp", "tiff")}
    assert found == {
        "jpeg": "jpeg",
        "png": "png",
        "webp": "webp",
        "gif": "png",
        "bmp": "png",
        "tiff": "tiff",
    }
