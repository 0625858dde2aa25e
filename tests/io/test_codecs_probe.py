"""What a look at a file tells and refuses."""

from __future__ import annotations

import errno
import os
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from codec_samples import CAP, chunk, corpus, exif, photo, png, save

from augctl.errors import BadInput
from augctl.io.codecs import EXTENSIONS, decode, probe, unreadable

pytestmark = pytest.mark.usefixtures("silent")


def refusal(path: Path, cap: int = CAP) -> BadInput:
    with pytest.raises(BadInput) as caught:
        probe(path, cap)
    return caught.value


@pytest.mark.parametrize(
    ("data", "reason", "word"),
    [
        (b"", "empty", "empty"),
        (b"just some text, saved as a picture", "not_an_image", "text"),
        (b"BMW is not a bitmap, whatever it begins with", "not_an_image", "text"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "not_an_image", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1", "not_an_image", "git lfs"),
        (bytes(5000), "not_an_image", "zero"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "not_an_image", "sound"),
        (b"\0\0\0\x20ftypisom\0\0\2\0", "not_an_image", "video"),
        (b"%PDF-1.7\n", "not_an_image", "PDF"),
        (b"\x93NUMPY\1\0v\0", "not_an_image", "not an image"),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "unsupported", "AVIF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "unsupported", "HEIC"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported", "SVG"),
        (b"8BPS\0\1", "unsupported", "Photoshop"),
        (b"\x89PNG\r\n", "truncated", "6 bytes"),
    ],
)
def test_files_that_are_no_images(data: bytes, reason: str, word: str, tmp_path: Path) -> None:
    path = tmp_path / "cat.jpg"
    path.write_bytes(data)
    error = refusal(path)
    assert error.reason == reason
    assert word in error.message
    with pytest.raises(BadInput) as caught:
        decode(data, CAP)
    assert caught.value.reason == reason


def test_zip_named_as_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "cats.png"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cat.txt", "meow")
    assert refusal(path).reason == "not_an_image"


def huge_png() -> bytes:
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return png(photo(), 2, 8).replace(
        chunk(b"IHDR", struct.pack(">IIBBBBB", 61, 45, 8, 2, 0, 0, 0)), chunk(b"IHDR", header)
    )


def huge_gif() -> bytes:
    data = bytearray(corpus()["gif"])
    data[6:10] = struct.pack("<HH", 65535, 65535)
    return bytes(data)


def huge_jpeg() -> bytes:
    data = bytearray(save(photo(), "JPEG"))
    frame = data.find(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 60_000, 60_000)
    return bytes(data)


@pytest.mark.parametrize("data", [huge_png(), huge_gif(), huge_jpeg()])
def test_too_large_is_seen_before_decoding(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "huge"
    path.write_bytes(data)
    assert refusal(path).reason == "too_large"
    with pytest.raises(BadInput) as caught:
        decode(data, CAP)
    assert caught.value.reason == "too_large"


def test_the_limit_itself_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(save(photo(45, 61), "PNG"))
    assert probe(path, 45 * 61).width == 61
    assert refusal(path, 45 * 61 - 1).reason == "too_large"


def test_a_large_picture_within_the_limit_gives_no_warning() -> None:
    data = save(np.zeros((9600, 9600, 1), np.uint8), "GIF")
    assert decode(data, 100_000_000).image.shape == (9600, 9600, 1)


def test_empty_size_is_corrupt() -> None:
    header = struct.pack(">IIBBBBB", 0, 5, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    with pytest.raises(BadInput) as caught:
        decode(data, CAP)
    assert caught.value.reason == "corrupt"


def test_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(tmp_path / "missing.jpg").reason == "unreadable"
    assert refusal(tmp_path).reason == "unreadable"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.jpg")
        assert refusal(tmp_path / "pipe.jpg").reason == "unreadable"
    path = tmp_path / "locked.jpg"
    path.write_bytes(b"x")

    def locked(*args: object, **options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", locked)
    error = refusal(path)
    assert error.reason == "unreadable"
    assert "Permission denied" in error.message


def test_a_machine_out_of_files_is_not_a_bad_input() -> None:
    with pytest.raises(OSError, match="Too many"):
        unreadable(OSError(errno.EMFILE, "Too many open files"))
    assert unreadable(OSError(errno.EIO, "Input/output error")).reason == "unreadable"


def test_a_header_far_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "long.jpg"
    data = save(photo(), "JPEG", exif=exif(6), icc_profile=bytes(400_000))
    path.write_bytes(data)
    seen = probe(path, CAP)
    assert (seen.width, seen.height, seen.orientation) == (45, 61, 6)


def test_extensions() -> None:
    assert {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"} <= set(EXTENSIONS)
    assert all(name == name.lower() and name.startswith(".") for name in EXTENSIONS)
    assert set(EXTENSIONS.values()) == {kind.split()[0] for kind in corpus()}
