"""WebP, GIF and BMP against Pillow."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from codec_samples import CAP, corpus, exif, photo, profile, save, save_picture
from PIL import Image, ImageOps

from augctl.io.codecs import decode, probe

pytestmark = pytest.mark.usefixtures("silent")
CORPUS = corpus()
MODES = {1: "L", 3: "RGB", 4: "RGBA"}


@pytest.mark.parametrize("kind", [k for k in CORPUS if k.startswith(("webp", "gif", "bmp"))])
def test_every_frame_is_what_pillow_reads(kind: str) -> None:
    data = CORPUS[kind]
    picture = Image.open(io.BytesIO(data))
    frames = getattr(picture, "n_frames", 1)
    for frame in range(frames):
        picture.seek(frame)
        decoded = decode(data, CAP, frame)
        expected = np.asarray(picture.convert(MODES[decoded.image.shape[2]]))
        assert np.array_equal(decoded.image.reshape(expected.shape), expected)
        assert decoded.image.flags.c_contiguous
        assert not decoded.image.flags.writeable
    expected_lost = (f"frames 2 to {frames}",) if frames > 1 else ()
    assert decode(data, CAP).lost == expected_lost


@pytest.mark.parametrize("kind", list(CORPUS))
def test_the_look_agrees_with_the_pixels(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "any name"
    path.write_bytes(CORPUS[kind])
    seen, image = probe(path, CAP), decode(CORPUS[kind], CAP).image
    assert seen.format == kind.split()[0]
    assert (seen.height, seen.width, seen.channels) == image.shape
    assert seen.bits == 8 * image.dtype.itemsize
    picture = Image.open(io.BytesIO(CORPUS[kind]))
    assert seen.frames == getattr(picture, "n_frames", 1)


@pytest.mark.parametrize(("kind", "channels"), [("gif grey", 1), ("bmp grey", 1), ("bmp bit", 1)])
def test_grey_stays_grey(kind: str, channels: int) -> None:
    assert decode(CORPUS[kind], CAP).image.shape[2] == channels


def test_transparent_gif() -> None:
    picture = Image.fromarray(photo()).quantize(16)
    data = save_picture(picture, "GIF", transparency=3)
    image = decode(data, CAP).image
    assert np.array_equal(image[..., 3] == 0, np.asarray(Image.open(io.BytesIO(data))) == 3)


def test_gif_whose_screen_is_left_at_zero() -> None:
    data = bytearray(CORPUS["gif"])
    data[6:10] = bytes(4)
    assert np.array_equal(decode(bytes(data), CAP).image, decode(CORPUS["gif"], CAP).image)


def test_webp_profile_exif_and_orientation() -> None:
    icc = profile()
    data = save(photo(), "WEBP", lossless=True, icc_profile=icc, exif=exif(6, more=True))
    decoded = decode(data, CAP)
    assert (decoded.icc, decoded.lost) == (icc, ("exif",))
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    assert np.array_equal(decoded.image, np.asarray(expected))


def test_bmp_with_alpha_in_bit_fields() -> None:
    values = photo(5, 7, 4)
    rows = np.ascontiguousarray(values[::-1, :, [2, 1, 0, 3]]).tobytes()
    numbers = (108, 7, 5, 1 | 32 << 16, 3, len(rows), 0, 0, 0, 0)
    numbers += (0xFF0000, 0xFF00, 0xFF, 0xFF000000, 0x73524742)
    header = b"".join(number.to_bytes(4, "little") for number in numbers).ljust(108, b"\0")
    top = b"BM" + (122 + len(rows)).to_bytes(4, "little") + bytes(4) + (122).to_bytes(4, "little")
    assert np.array_equal(decode(top + header + rows, CAP).image, values)


def test_pillow_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import ImageFile

    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert decode(CORPUS["gif animated"], CAP, 2).image.shape == (20, 30, 3)
    assert (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES) == (10, True)
