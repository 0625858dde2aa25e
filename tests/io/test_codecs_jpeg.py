"""JPEG against Pillow: grey, colour, ink, profiles, orientation."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from codec_samples import CAP, ODD_SAMPLING, cmyk_profile, exif, photo, profile, save, save_picture
from PIL import Image, ImageCms, ImageOps

from augctl.errors import BadInput
from augctl.io.codecs import EncodeOptions, decode, encode, probe

pytestmark = pytest.mark.usefixtures("silent")


def pillow(data: bytes, mode: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert(mode)).astype(int)


def off_by(image: np.ndarray, other: np.ndarray) -> int:
    return int(np.abs(image.astype(int).reshape(other.shape) - other).max())


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}])
def test_colour_is_what_pillow_reads(options: dict[str, object]) -> None:
    data = save(photo(), "JPEG", quality=88, **options)
    decoded = decode(data, CAP)
    assert decoded.image.dtype == np.uint8
    assert decoded.image.flags.c_contiguous
    assert not decoded.image.flags.writeable
    assert off_by(decoded.image, pillow(data, "RGB")) <= 2
    assert (decoded.icc, decoded.lost) == (None, ())


def test_grey_stays_grey() -> None:
    data = save(photo(channels=1), "JPEG")
    image = decode(data, CAP).image
    assert image.shape == (45, 61, 1)
    assert off_by(image, pillow(data, "L")) <= 2


def test_odd_sampling_of_colour() -> None:
    assert off_by(decode(ODD_SAMPLING, CAP).image, pillow(ODD_SAMPLING, "RGB")) <= 2


def test_ink_with_less_colour_is_read_as_with_all_of_it() -> None:
    ink = Image.fromarray(photo()).convert("CMYK")
    half, whole = (
        save_picture(ink, "JPEG", quality=95, subsampling=sampling) for sampling in (2, 0)
    )
    difference = decode(half, CAP).image.astype(int) - decode(whole, CAP).image
    assert np.abs(difference).mean() < 12
    assert abs(difference.mean()) < 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied(orientation: int, tmp_path: Path) -> None:
    data = save(photo(), "JPEG", exif=exif(orientation))
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    decoded = decode(data, CAP)
    assert off_by(decoded.image, np.asarray(expected).astype(int)) <= 2
    assert decoded.image.flags.c_contiguous
    assert decoded.lost == ()
    path = tmp_path / "turned.jpg"
    path.write_bytes(data)
    seen = probe(path, CAP)
    assert (seen.height, seen.width, seen.orientation) == (*decoded.image.shape[:2], orientation)


def test_the_rest_of_exif_is_told_as_lost() -> None:
    assert decode(save(photo(), "JPEG", exif=exif(6, more=True)), CAP).lost == ("exif",)
    assert decode(save(photo(), "JPEG", exif=b"Exif\0\0nonsense"), CAP).lost == ("exif",)


def test_long_profile_survives_reading_and_writing() -> None:
    icc = profile(size=200_000)
    data = save(photo(), "JPEG", icc_profile=icc)
    decoded = decode(data, CAP)
    assert decoded.icc == icc
    written = encode(decoded.image, EncodeOptions(), icc)
    assert Image.open(io.BytesIO(written.data)).info["icc_profile"] == icc
    bare = encode(decoded.image, EncodeOptions(), None)
    assert off_by(decode(written.data, CAP).image, pillow(bare.data, "RGB")) <= 2
    assert written.lost == ()


def test_profile_of_another_colour_space_is_dropped() -> None:
    decoded = decode(save(photo(), "JPEG", icc_profile=profile(b"GRAY")), CAP)
    assert (decoded.icc, decoded.lost) == (None, ("icc",))


def ink() -> Image.Image:
    return Image.fromarray(photo()).convert("CMYK")


def test_ink_goes_through_its_profile() -> None:
    icc = cmyk_profile()
    data = save_picture(ink(), "JPEG", quality=95, icc_profile=icc)
    decoded = decode(data, CAP)
    expected = ImageCms.profileToProfile(
        Image.open(io.BytesIO(data)),
        io.BytesIO(icc),
        ImageCms.createProfile("sRGB"),
        outputMode="RGB",
    )
    assert expected is not None
    assert off_by(decoded.image, np.asarray(expected).astype(int)) <= 2
    assert off_by(decoded.image, pillow(data, "RGB")) > 50
    assert (decoded.icc, decoded.lost) == (None, ("cmyk",))


@pytest.mark.parametrize("icc", [None, profile(b"CMYK"), profile(b"RGB "), b"nonsense"])
def test_ink_without_a_usable_profile(icc: bytes | None) -> None:
    data = save_picture(ink(), "JPEG", quality=95, icc_profile=icc)
    decoded = decode(data, CAP)
    assert off_by(decoded.image, pillow(data, "RGB")) <= 2
    assert (decoded.icc, decoded.lost) == (None, ("cmyk", "cmyk profile"))


def test_ink_as_luminance_and_chroma() -> None:
    data = bytearray(save_picture(ink(), "JPEG", quality=95))
    mark = data.find(b"Adobe")
    assert data[mark + 11] == 0
    data[mark + 11] = 2
    assert off_by(decode(bytes(data), CAP).image, pillow(bytes(data), "RGB")) <= 3


def test_header_fields_that_mean_nothing_are_forgiven() -> None:
    data = bytearray(save(photo(), "JPEG"))
    scan = data.rfind(b"\xff\xda")
    data[scan + 3 + data[scan + 3] - 3 + 1] = 0
    assert off_by(decode(bytes(data), CAP).image, pillow(bytes(data), "RGB")) <= 2


@pytest.mark.parametrize(("at", "value"), [(4, 12), (1, 0xC5), (9, 2)])
def test_kinds_that_are_not_supported(at: int, value: int) -> None:
    data = bytearray(save(photo(), "JPEG"))
    frame = data.find(b"\xff\xc0")
    data[frame + at] = value
    with pytest.raises(BadInput) as caught:
        decode(bytes(data), CAP)
    assert caught.value.reason == "unsupported"


@pytest.mark.parametrize("junk", [b"\0" * 100, b"trailing" * 10_000, b"\xff\xd8\xff\xe1"])
def test_bytes_behind_the_end_do_no_harm(junk: bytes, tmp_path: Path) -> None:
    data = save(photo(), "JPEG")
    path = tmp_path / "long.jpg"
    path.write_bytes(data + junk)
    assert probe(path, CAP).width == 61
    assert np.array_equal(decode(data + junk, CAP).image, decode(data, CAP).image)
    path.write_bytes(data[:-40] + junk)
    if b"\xff\xd9" not in junk:
        with pytest.raises(BadInput):
            probe(path, CAP)
