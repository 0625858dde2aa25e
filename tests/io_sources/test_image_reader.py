from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from folders import huge_png, picture, put

from augctl.errors import BadInput, RunError
from augctl.io.original import Original
from augctl.io.sources.images import ImageReader
from augctl.sample import Label

CAP = 64_000_000


def original(path: str, label: str | None = "cat") -> Original:
    return Original(0, path, label, "train", 0, 3, 8, "png", 24, 18, 0, 0)


def test_reads_what_pillow_wrote(tmp_path: Path) -> None:
    put(tmp_path / "cat" / "a.png")
    reader = ImageReader(tmp_path, CAP)
    sample = reader.read(original("cat/a.png"))
    np.testing.assert_array_equal(sample.image, np.asarray(picture("a.png")))
    assert (sample.id, sample.label, sample.lost) == ("cat/a.png", Label.of("cat"), ())
    probe = reader.probe("cat/a.png")
    assert (probe.width, probe.height, probe.format) == (24, 18, "png")


def test_a_name_that_is_not_utf8_has_an_id_that_a_manifest_can_hold(tmp_path: Path) -> None:
    put(tmp_path / "caf\udce9.png")
    sample = ImageReader(tmp_path, CAP).read(original("caf\udce9.png"))
    assert sample.id == "caf%E9.png"


def test_several_frames_are_skipped_on_request(tmp_path: Path) -> None:
    frames = [picture(str(i)) for i in range(3)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert ImageReader(tmp_path, CAP).probe("a.gif").frames == 3
    with pytest.raises(BadInput, match="3 frames") as caught:
        ImageReader(tmp_path, CAP, skip_animated=True).probe("a.gif")
    assert caught.value.reason == "animated"


def test_a_huge_image_is_refused_by_its_head_and_the_way_out_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(huge_png(9000))
    with pytest.raises(BadInput, match=r"9000 x 9000.*input.max_megapixels") as caught:
        ImageReader(tmp_path, CAP).probe("a.png")
    assert caught.value.reason == "too_large"
    assert ImageReader(tmp_path, 81_000_000).probe("a.png").width == 9000


def test_a_file_that_cannot_be_opened_is_a_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.png")
    reader = ImageReader(tmp_path, CAP)
    refuse(monkeypatch, errno.EACCES)
    for call in (reader.raw, reader.probe):
        with pytest.raises(BadInput, match="Permission denied") as caught:
            call("a.png")
        assert caught.value.reason == "unreadable"


def test_a_machine_out_of_descriptors_is_no_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.png")
    reader = ImageReader(tmp_path, CAP)
    refuse(monkeypatch, errno.EMFILE)
    for call in (reader.raw, reader.probe):
        with pytest.raises(OSError, match="Too many open files"):
            call("a.png")


def refuse(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def refused(path: Path, *args: object, **kwargs: object) -> None:
        raise OSError(code, os.strerror(code), str(path))

    monkeypatch.setattr(Path, "open", refused)
    monkeypatch.setattr(Path, "read_bytes", refused)


def test_a_vanished_file_is_bad_and_a_vanished_folder_ends_the_run(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    reader = ImageReader(root, CAP)
    with pytest.raises(BadInput, match="No such file"):
        reader.raw("a.png")
    root.rmdir()
    with pytest.raises(RunError, match="is gone") as caught:
        reader.raw("a.png")
    assert "resume" in caught.value.hint


def test_the_input_is_not_changed_by_reading(tmp_path: Path) -> None:
    file = put(tmp_path / "a.png")
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    sample = ImageReader(tmp_path, CAP).read(original("a.png"))
    assert not sample.image.flags.writeable
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
