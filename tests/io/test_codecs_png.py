"""PNG: each colour type and depth against the samples that went in."""

from __future__ import annotations

import io

import numpy as np
import pytest
from codec_samples import CAP, RNG, chunk, corpus, exif, photo, png, profile, save, save_picture
from PIL import Image, ImageOps

from augctl.errors import BadInput
from augctl.io.codecs import decode

pytestmark = pytest.mark.usefixtures("silent")
KINDS = [
    *((0, depth, 1) for depth in (1, 2, 4, 8, 16)),
    *((kind, depth, samples) for kind, samples in ((2, 3), (4, 2), (6, 4)) for depth in (8, 16)),
]


def samples(depth: int, channels: int, height: int = 9, width: int = 11) -> np.ndarray:
    return RNG.integers(0, 2**depth, (height, width, channels))


def scaled(values: np.ndarray, depth: int) -> np.ndarray:
    """What a decoder should make of samples: full depth, and grey with alpha as RGBA."""
    full = values * (255 // (2**depth - 1)) if depth < 8 else values
    if full.shape[2] == 2:
        full = np.dstack((*[full[..., 0]] * 3, full[..., 1]))
    return full.astype(np.uint16 if depth == 16 else np.uint8)


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(("kind", "depth", "channels"), KINDS)
def test_every_colour_type_and_depth(
    kind: int, depth: int, channels: int, interlaced: bool
) -> None:
    for height, width in ((9, 11), (1, 1), (1, 9), (8, 3)):
        values = samples(depth, channels, height, width)
        image = decode(png(values, kind, depth, interlaced=interlaced), CAP).image
        expected = scaled(values, depth)
        assert image.dtype == expected.dtype
        assert np.array_equal(image, expected)
        assert image.flags.c_contiguous
        assert not image.flags.writeable


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_palettes(depth: int, interlaced: bool) -> None:
    index = samples(depth, 1)
    palette = RNG.integers(0, 256, (2**depth, 3)).astype(np.uint8)
    extra = ((b"PLTE", palette.tobytes()),)
    image = decode(png(index, 3, depth, extra, interlaced), CAP).image
    assert np.array_equal(image, palette[index[..., 0]])
    image = decode(png(index, 3, depth, (*extra, (b"tRNS", b"\0\x80"))), CAP).image
    alpha = np.full(2**depth, 255, np.uint8)
    alpha[:2] = 0, 128
    assert np.array_equal(image, np.dstack((palette[index[..., 0]], alpha[index[..., 0]])))


def test_palette_that_is_too_short() -> None:
    for extra in ((b"PLTE", bytes(6)), (b"tRNS", b"\0")):
        with pytest.raises(BadInput) as caught:
            decode(png(np.full((3, 3, 1), 2), 3, 8, (extra,)), CAP)
        assert caught.value.reason == "corrupt"


@pytest.mark.parametrize(("kind", "depth", "channels"), [k for k in KINDS if k[0] in (0, 2)])
def test_transparent_colour(kind: int, depth: int, channels: int) -> None:
    values = samples(depth, channels)
    key = values[2, 3]
    image = decode(png(values, kind, depth, ((b"tRNS", key.astype(">u2").tobytes()),)), CAP).image
    full = scaled(values, depth)
    clear = np.all(values == key, axis=2)
    assert np.array_equal(image[..., :3], np.broadcast_to(full, (*full.shape[:2], 3)))
    assert np.array_equal(image[..., 3], np.where(clear, 0, np.iinfo(full.dtype).max))


@pytest.mark.parametrize("filters", range(5))
def test_filters_of_other_writers(filters: int) -> None:
    import cv2

    settings = [cv2.IMWRITE_PNG_FILTER, 8 << filters] if hasattr(cv2, "IMWRITE_PNG_FILTER") else []
    values = samples(16, 3, 30, 40).astype(np.uint16)
    data = cv2.imencode(".png", values[..., ::-1], settings)[1].tobytes()
    assert np.array_equal(decode(data, CAP).image, values)


def test_gamma_is_ignored() -> None:
    values = samples(8, 3)
    data = png(values, 2, 8, ((b"gAMA", (100_000).to_bytes(4, "big")), (b"sBIT", b"\5\5\5")))
    assert np.array_equal(decode(data, CAP).image, values)


def test_profile_text_and_exif() -> None:
    icc = profile()
    info = {"icc_profile": icc, "exif": exif(1, more=True)}
    decoded = decode(save(photo(), "PNG", **info), CAP)
    assert (decoded.icc, decoded.lost) == (icc, ("exif",))
    assert decode(png(photo(), 2, 8, ((b"tEXt", b"Title\0x"),)), CAP).lost == ("text",)


@pytest.mark.parametrize("body", [b"x\0\0not zlib", b"no end"])
def test_broken_profile_is_told_and_silent(body: bytes) -> None:
    decoded = decode(png(photo(), 2, 8, ((b"iCCP", body),)), CAP)
    assert (decoded.icc, decoded.lost) == (None, ("icc",))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("behind", [False, True])
def test_orientation_is_applied(orientation: int, behind: bool) -> None:
    data = png(samples(16, 1), 0, 16)
    part = chunk(b"eXIf", exif(orientation)[6:])
    turned = data[:-12] + part + data[-12:] if behind else data[:33] + part + data[33:]
    stored = decode(data, CAP).image[..., 0]
    method = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(orientation)
    picture = Image.fromarray(stored.astype(np.int32))
    expected = np.asarray(picture if method is None else picture.transpose(method))
    assert np.array_equal(decode(turned, CAP).image[..., 0], expected)


def test_orientation_agrees_with_pillow() -> None:
    data = save(photo(), "PNG", exif=exif(7))
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    assert np.array_equal(decode(data, CAP).image, np.asarray(expected))


def test_animation() -> None:
    data = corpus()["png animated"]
    picture = Image.open(io.BytesIO(data))
    for frame in range(4):
        picture.seek(frame)
        decoded = decode(data, CAP, frame, alone=False)
        assert np.array_equal(decoded.image, np.asarray(picture.convert("RGB")))
        assert decoded.lost == ()
    assert decode(data, CAP).lost == ("frames 2 to 4",)
    assert decode(data, CAP, 1).lost == ("frame 1", "frames 3 to 4")
    with pytest.raises(BadInput) as caught:
        decode(data, CAP, 4)
    assert caught.value.reason == "no_such_frame"


def test_animation_with_a_picture_of_its_own_for_old_readers() -> None:
    frames = [Image.fromarray(photo(12, 14)) for _ in range(3)]
    data = save_picture(
        frames[0], "PNG", save_all=True, append_images=frames[1:], default_image=True
    )
    picture = Image.open(io.BytesIO(data))
    assert picture.n_frames == 3
    for frame in range(3):
        assert np.array_equal(decode(data, CAP, frame).image, np.asarray(frames[frame]))
