"""Cut and bent files: a typed reason or the right pixels, never made-up ones, never a word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from codec_samples import CAP, chunk, corpus, photo, png, save

from augctl.errors import BadInput
from augctl.io.codecs import decode, probe

pytestmark = pytest.mark.usefixtures("silent")
CORPUS = corpus()
KINDS = sorted(CORPUS)


def reason(data: bytes) -> str | None:
    try:
        decode(data, CAP)
    except BadInput as error:
        return error.reason
    return None


@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_file_is_truncated_wherever_it_is_cut(kind: str, tmp_path: Path) -> None:
    data = CORPUS[kind]
    whole = decode(data, CAP).image
    path = tmp_path / "cut"
    for size in sorted({*range(1, len(data), 37), *range(len(data) - 20, len(data))}):
        path.write_bytes(data[:size])
        found = reason(data[:size])
        if found is None:
            # Behind the pixels a TIFF may carry bytes that belong to no tag.
            assert kind.startswith("tiff"), size
            assert np.array_equal(decode(data[:size], CAP).image, whole)
            continue
        assert found == "truncated" or (found == "not_an_image" and size < 18), size
        with pytest.raises(BadInput):
            probe(path, CAP)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.startswith("png")])
def test_no_bent_byte_of_a_png_goes_unseen(kind: str) -> None:
    data = CORPUS[kind]
    for at in range(0, len(data), 3):
        bent = bytearray(data)
        bent[at] ^= 0x5A
        assert reason(bytes(bent)) in ("corrupt", "truncated", "too_large", "not_an_image"), at


@pytest.mark.parametrize("kind", KINDS)
def test_bent_bytes_raise_nothing_but_bad_input(kind: str) -> None:
    data = CORPUS[kind]
    rng = np.random.default_rng(5)
    for _ in range(150):
        bent = bytearray(data)
        for at in rng.integers(0, len(data), rng.integers(1, 6)):
            bent[at] = int(rng.integers(256))
        reason(bytes(bent))


def test_jpeg_with_its_middle_missing_is_truncated() -> None:
    data = save(photo(120, 160), "JPEG", quality=90)
    assert reason(data[: len(data) // 2] + b"\xff\xd9") == "truncated"


def png_of(pixels: bytes) -> bytes:
    """A 45 x 61 RGB PNG whose checksums are right and whose pixel data is this."""
    return png(photo(), 2, 8, packed=lambda raw: pixels)


def test_png_with_right_checksums_and_wrong_pixels() -> None:
    import zlib

    raw = b"".join(b"\0" + row.tobytes() for row in photo())
    packed = zlib.compress(raw)
    bent = bytearray(packed)
    bent[len(bent) // 2] ^= 0x55
    assert reason(png_of(packed)) is None
    assert reason(png_of(packed + b"more")) is None
    assert reason(png_of(packed[: len(packed) // 2])) == "truncated"
    assert reason(png_of(packed[:-2])) == "truncated"
    assert reason(png_of(zlib.compress(raw[: len(raw) // 2]))) == "corrupt"
    assert reason(png_of(bytes(bent))) == "corrupt"
    assert reason(png_of(packed[:-4] + b"nope")) == "corrupt"
    assert reason(png_of(b"")) == "truncated"
    assert reason(png_of(zlib.compress(b"\x09" + raw[1:]))) == "corrupt"


def test_png_bomb_is_unpacked_no_further_than_its_size() -> None:
    import zlib

    bomb = zlib.compress(bytes(50_000_000), 9)
    image = decode(png(photo(), 2, 8, packed=lambda raw: bomb), CAP).image
    assert image.shape == (45, 61, 3)
    assert not image.any()


def test_png_that_needs_an_unknown_extension() -> None:
    assert reason(png(photo(), 2, 8, extra=((b"ABCD", b"x"),))) == "unsupported"


def test_png_whose_chunks_are_out_of_order_or_missing() -> None:
    data = png(photo(), 2, 8)
    assert reason(data[:8] + chunk(b"tEXt", b"a\0b") + data[8:]) == "corrupt"
    assert reason(data[:33] + chunk(b"IEND", b"")) == "corrupt"


def test_bmp_with_packed_pixels_that_are_cut() -> None:
    height, width = 4, 8
    runs = b"".join(bytes((width, row)) + b"\0\0" for row in range(height)) + b"\0\1"
    palette = b"".join(bytes((level, 255 - level, 7, 0)) for level in range(256))

    def bmp(body: bytes, promised: int) -> bytes:
        start = 54 + len(palette)
        top = b"BM" + (start + promised).to_bytes(4, "little") + bytes(4)
        top += start.to_bytes(4, "little") + (40).to_bytes(4, "little")
        top += width.to_bytes(4, "little") + height.to_bytes(4, "little") + b"\1\0\x08\0"
        top += (1).to_bytes(4, "little") + promised.to_bytes(4, "little") + bytes(16)
        return top + palette + body

    image = decode(bmp(runs, len(runs)), CAP).image
    assert image[:, 0].tolist() == [[7, 255 - row, row] for row in (3, 2, 1, 0)]
    assert reason(bmp(runs, 0)) is None
    assert reason(bmp(runs[:-6], len(runs))) == "truncated"
    assert reason(bmp(runs[:-6], len(runs) - 6)) == "truncated"


def test_headers_that_contradict_themselves() -> None:
    from PIL import Image

    from augctl.io.codecs.model import Head
    from augctl.io.codecs.quiet import to_array

    data = png(photo(), 2, 8)
    assert reason(data[:33] + data[8:33] + data[33:]) == "corrupt"
    with pytest.raises(BadInput) as caught:
        to_array(Image.new("L", (50_000, 50)), Head("tiff", 5, 5, 1))
    assert caught.value.reason == "corrupt"


def test_tiff_with_thousands_of_channels() -> None:
    data = bytearray(CORPUS["tiff lzw"])
    at = data.find((277).to_bytes(2, "little") + b"\3\0\1\0\0\0")
    data[at + 8 : at + 10] = b"\xff\xff"
    assert reason(bytes(data)) == "unsupported"


def test_tiff_directories_in_a_circle() -> None:
    data = bytearray(CORPUS["tiff 16"])
    first = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[first : first + 2], "little")
    end = first + 2 + 12 * entries
    data[end : end + 4] = first.to_bytes(4, "little")
    assert reason(bytes(data)) == "corrupt"
