"""TIFF against tifffile, which reads each layout by itself, and Pillow for the rare ones."""

from __future__ import annotations

import io

import numpy as np
import pytest
from codec_samples import CAP, RNG, cmyk_profile, deep, exif, photo, save, save_picture, tiff
from PIL import Image, ImageOps

from augctl.errors import BadInput
from augctl.io.codecs import decode

pytestmark = pytest.mark.usefixtures("silent")


@pytest.mark.parametrize("packing", [{}, {"compression": "zlib"}])
@pytest.mark.parametrize("predictor", [False, True])
@pytest.mark.parametrize("layout", [{}, {"rowsperstrip": 5}, {"tile": (16, 32)}, {"bigtiff": True}])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_layouts(
    packing: dict[str, str],
    predictor: bool,
    layout: dict[str, object],
    order: str,
    kind: type,
    channels: int,
) -> None:
    values = deep(channels, 37, 41).astype(kind)
    options: dict[str, object] = {**packing, **layout, "byteorder": order}
    if packing:
        options["predictor"] = predictor
    if channels == 4:
        options["extrasamples"] = ["unassalpha"]
    shown = values if channels > 1 else values[..., 0]
    data = tiff(shown, photometric="rgb" if channels > 1 else "minisblack", **options)
    decoded = decode(data, CAP)
    assert decoded.image.dtype == kind
    assert np.array_equal(decoded.image, values)
    assert decoded.image.flags.c_contiguous
    assert not decoded.image.flags.writeable
    assert decoded.lost == ()


@pytest.mark.parametrize("tiles", [{}, {"tile": (16, 16)}, {"rowsperstrip": 7}])
def test_planes(tiles: dict[str, object]) -> None:
    values = deep(3, 37, 41)
    planes = np.moveaxis(values, 2, 0)
    data = tiff(planes, photometric="rgb", planarconfig="separate", compression="zlib", **tiles)
    assert np.array_equal(decode(data, CAP).image, values)


@pytest.mark.parametrize("compression", ["tiff_lzw", "packbits", "tiff_adobe_deflate"])
@pytest.mark.parametrize("predictor", [1, 2])
def test_compressions_of_libtiff(compression: str, predictor: int) -> None:
    values = photo(70, 90)
    info = {317: predictor} if compression != "packbits" else {}
    data = save(values, "TIFF", compression=compression, tiffinfo=info)
    assert np.array_equal(decode(data, CAP).image, values)


def test_16_bit_lzw() -> None:
    values = deep(1, 40, 30)[..., 0]
    data = save_picture(Image.fromarray(values), "TIFF", compression="tiff_lzw")
    assert np.array_equal(decode(data, CAP).image[..., 0], values)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_white_as_zero(kind: type) -> None:
    values = deep(1)[..., 0].astype(kind)
    image = decode(tiff(values, photometric="miniswhite"), CAP).image
    assert np.array_equal(image[..., 0], np.iinfo(kind).max - values)


def test_grey_with_alpha() -> None:
    values = deep(2)
    data = tiff(values, photometric="minisblack", extrasamples=["unassalpha"])
    expected = np.dstack((*[values[..., 0]] * 3, values[..., 1]))
    assert np.array_equal(decode(data, CAP).image, expected)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_premultiplied_alpha(kind: type) -> None:
    white = int(np.iinfo(kind).max)
    straight = deep(4).astype(kind)
    alpha = np.maximum(straight[..., 3:], white // 2).astype(np.int64)
    alpha[0, 0] = 0
    stored = (straight[..., :3] * alpha + white // 2) // white
    data = tiff(
        np.dstack((stored, alpha)).astype(kind), photometric="rgb", extrasamples=["assocalpha"]
    )
    image = decode(data, CAP).image.astype(int)
    assert np.array_equal(image[..., 3:], alpha)
    assert image[0, 0].tolist() == [0, 0, 0, 0]
    visible = alpha[..., 0] > 0
    assert np.abs(image[..., :3] - straight[..., :3].astype(int))[visible].max() <= 2


def test_a_spare_channel_that_is_not_alpha() -> None:
    values = deep(4)
    decoded = decode(tiff(values, photometric="rgb", extrasamples=["unspecified"]), CAP)
    assert np.array_equal(decoded.image, values[..., :3])
    assert decoded.lost == ("extra channel",)


@pytest.mark.parametrize(
    "values", [deep()[..., 0].astype(kind) for kind in ("f4", "f8", "u4", "i4", "i2", "f2")]
)
def test_what_is_not_8_or_16_bits_is_refused(values: np.ndarray) -> None:
    with pytest.raises(BadInput) as caught:
        decode(tiff(values), CAP)
    assert caught.value.reason == "unsupported"


@pytest.mark.parametrize("values", [photo(), deep()])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation(values: np.ndarray, orientation: int) -> None:
    tag = (274, "H", 1, orientation, True)
    image = decode(tiff(values, photometric="rgb", extratags=[tag]), CAP).image
    shift = 8 * (values.dtype.itemsize - 1)
    high = save((values >> shift).astype(np.uint8), "PNG", exif=exif(orientation))
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(high)))
    assert np.array_equal(image >> shift, np.asarray(expected))


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("compression", ["group3", "group4", "jpeg", "palette"])
def test_rare_kinds_through_pillow(compression: str, orientation: int) -> None:
    picture = Image.fromarray(photo(40, 64))
    info = {274: orientation}
    if compression == "palette":
        data = save_picture(picture.quantize(30), "TIFF", tiffinfo=info)
        mode = "RGB"
    else:
        mode = "RGB" if compression == "jpeg" else "L"
        picture = picture if compression == "jpeg" else picture.convert("1")
        data = save_picture(picture, "TIFF", compression=compression, tiffinfo=info)
    image = decode(data, CAP).image
    bare = bytearray(data)
    if orientation == 6:
        assert image.shape[:2] == (64, 40)
        image = np.rot90(image)
        at = data.find((274).to_bytes(2, "little") + b"\3\0\1\0\0\0\6\0")
        bare[at + 8] = 1
    expected = np.asarray(Image.open(io.BytesIO(bytes(bare))).convert(mode))
    assert np.array_equal(image.reshape(expected.shape), expected)


def test_ink() -> None:
    picture = Image.fromarray(photo()).convert("CMYK")
    icc = cmyk_profile()
    data = save_picture(picture, "TIFF", compression="tiff_lzw", icc_profile=icc)
    decoded = decode(data, CAP)
    jpeg = decode(save_picture(picture, "JPEG", quality=100, icc_profile=icc, subsampling=0), CAP)
    assert np.abs(decoded.image.astype(int) - jpeg.image).mean() < 3
    assert (decoded.icc, decoded.lost) == (None, ("cmyk",))


def test_pages_and_thumbnails() -> None:
    buffer = io.BytesIO()
    import tifffile

    pages = [deep(), photo(), deep(1)[..., 0]]
    with tifffile.TiffWriter(buffer) as writer:
        for page in pages:
            photometric = "rgb" if page.ndim == 3 else "minisblack"
            writer.write(page, photometric=photometric)
            writer.write(page[::2, ::2], photometric=photometric, subfiletype=1)
    for frame, page in enumerate(pages):
        decoded = decode(buffer.getvalue(), CAP, frame, alone=False)
        assert np.array_equal(decoded.image.reshape(page.shape), page)
    assert decode(buffer.getvalue(), CAP).lost == ("frames 2 to 3",)
    with pytest.raises(BadInput) as caught:
        decode(buffer.getvalue(), CAP, 3)
    assert caught.value.reason == "no_such_frame"


def test_rare_kind_on_a_later_page() -> None:
    frames = [Image.fromarray(RNG.integers(0, 2, (30, 40)).astype(bool)) for _ in range(3)]
    data = save_picture(
        frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="group4"
    )
    for frame, picture in enumerate(frames):
        assert np.array_equal(decode(data, CAP, frame).image[..., 0], np.asarray(picture) * 255)


def test_tiles_far_larger_than_the_picture() -> None:
    data = bytearray(tiff(deep(1)[..., 0], tile=(16, 16)))
    at = data.find((323).to_bytes(2, "little"))
    data[at + 8 : at + 12] = (1 << 30).to_bytes(4, "little")
    with pytest.raises(BadInput) as caught:
        decode(bytes(data), CAP)
    assert caught.value.reason == "corrupt"
