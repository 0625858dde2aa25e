from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest
from folders import put
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from augctl.errors import InputError
from augctl.io.original import NAME_CLASH, STEM_CLASH, Entry
from augctl.io.sources.folder import Listing

ENDINGS = (".jpg", ".png")


def make(root: Path, *files: str) -> Listing:
    for name in files:
        file = Path(os.fsdecode(os.fsencode(root) + b"/" + os.fsencode(name)))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    return Listing(root, ENDINGS)


def seen(listing: Listing) -> list[tuple[str, str | None, int]]:
    return [(entry.path, entry.label, entry.split) for entry in listing.entries()]


LAYOUTS = {
    "images right in the folder": (
        ["b.jpg", "a.PNG", "notes.txt"],
        [("a.PNG", None, -1), ("b.jpg", None, -1)],
    ),
    "class folders": (
        ["dog/1.jpg", "cat/2.jpg", "cat/10.jpg"],
        [("cat/10.jpg", "cat", -1), ("cat/2.jpg", "cat", -1), ("dog/1.jpg", "dog", -1)],
    ),
    "folders below a class belong to it": (
        ["cat/b/1.jpg", "cat/a/deep/1.jpg", "cat/a.jpg"],
        [
            ("cat/a/deep/1.jpg", "cat", -1),
            ("cat/a.jpg", "cat", -1),
            ("cat/b/1.jpg", "cat", -1),
        ],
    ),
    "a split, its names in any case": (
        ["Train/cat/1.jpg", "valid/cat/1.jpg", "TEST/cat/1.jpg"],
        [
            ("TEST/cat/1.jpg", "cat", 2),
            ("Train/cat/1.jpg", "cat", 0),
            ("valid/cat/1.jpg", "cat", 1),
        ],
    ),
    "train and test alone": (
        ["train/cat/1.jpg", "test/cat/1.jpg"],
        [("test/cat/1.jpg", "cat", 2), ("train/cat/1.jpg", "cat", 0)],
    ),
    "a split without classes": (
        ["train/1.jpg", "val/1.jpg"],
        [("train/1.jpg", None, 0), ("val/1.jpg", None, 1)],
    ),
    "a test split whose classes are not known": (
        ["train/cat/1.jpg", "test/1.jpg"],
        [("test/1.jpg", None, 2), ("train/cat/1.jpg", "cat", 0)],
    ),
    "folders without images are no classes": (
        ["1.jpg", "labels/1.txt", "empty/deep/x.txt"],
        [("1.jpg", None, -1)],
    ),
    "folders without images are no classes beside a split either": (
        ["train/cat/1.jpg", "val/cat/1.jpg", "docs/readme.txt"],
        [("train/cat/1.jpg", "cat", 0), ("val/cat/1.jpg", "cat", 1)],
    ),
    "a class named test": (
        ["cat/1.jpg", "test/1.jpg"],
        [("cat/1.jpg", "cat", -1), ("test/1.jpg", "test", -1)],
    ),
    "a class named train": (
        ["bus/1.jpg", "train/1.jpg"],
        [("bus/1.jpg", "bus", -1), ("train/1.jpg", "train", -1)],
    ),
    "hidden files and folders": (
        [".a.jpg", "cat/1.jpg", "cat/.DS_Store", "cat/._1.jpg", ".git/1.jpg"],
        [("cat/1.jpg", "cat", -1)],
    ),
    "a folder that is named like an image": (
        ["cat/x.jpg/1.jpg", "dog.jpg/1.jpg"],
        [("cat/x.jpg/1.jpg", "cat", -1), ("dog.jpg/1.jpg", "dog.jpg", -1)],
    ),
    "names with anything in them": (
        ["a b 😀/100% \"q\" 'n'.jpg", "a b 😀/new\nline.jpg", "[/x]/:cat:.jpg"],
        [
            ("[/x]/:cat:.jpg", "[", -1),
            ("a b 😀/100% \"q\" 'n'.jpg", "a b 😀", -1),
            ("a b 😀/new\nline.jpg", "a b 😀", -1),
        ],
    ),
    "names that are not UTF-8: as they are in a path, as text in a label": (
        ["d\udce9g/caf\udce9.jpg"],
        [("d\udce9g/caf\udce9.jpg", "d%E9g", -1)],
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_class_and_split_come_from_the_folders(layout: str, tmp_path: Path) -> None:
    files, expected = LAYOUTS[layout]
    assert seen(make(tmp_path, *files)) == expected


REFUSED = {
    "two folders for one split": (
        ["train/a/1.jpg", "val/a/1.jpg", "Validation/a/1.jpg"],
        "Validation and val mean the same split, val",
    ),
    "a class beside a split": (
        ["train/a/1.jpg", "test/a/1.jpg", "cat/1.jpg"],
        "test and train look like a split, and 'cat' beside them does not",
    ),
    "no training split": (["test/a/1.jpg", "val/a/1.jpg"], "no folder for training"),
    "classes in one split only": (
        ["train/1.jpg", "val/cat/1.jpg"],
        "training split of .* has no class folders",
    ),
    "two classes of one name": (
        ["d\udce9g/1.jpg", "d%E9g/2.jpg"],
        "two class folders would both be written as 'd%E9g'",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_can_be_understood_in_two_ways_is_refused(what: str, tmp_path: Path) -> None:
    files, message = REFUSED[what]
    with pytest.raises(InputError, match=message) as caught:
        seen(make(tmp_path, *files))
    assert caught.value.hint


def test_a_missing_folder_and_a_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        seen(Listing(tmp_path / "nothing", ENDINGS))
    file = put(tmp_path / "a.png")
    with pytest.raises(InputError, match="is a file"):
        seen(Listing(file, ENDINGS))


def test_images_beside_class_folders_are_set_apart(tmp_path: Path) -> None:
    listing = make(tmp_path, "cat/1.jpg", "loose.jpg", "train.txt")
    assert seen(listing) == [("cat/1.jpg", "cat", -1)]
    assert listing.loose == ["loose.jpg"]
    shutil.move(tmp_path / "cat", tmp_path / "train" / "cat")
    listing = make(tmp_path, "train/beside.jpg")
    assert seen(listing) == [("train/cat/1.jpg", "cat", 0)]
    assert listing.loose == ["train/beside.jpg", "loose.jpg"]


def test_what_is_no_image_is_counted_by_ending(tmp_path: Path) -> None:
    listing = make(tmp_path, "cat/1.jpg", "cat/a.TXT", "Thumbs.db", "cat/b.txt", "cat/README")
    seen(listing)
    assert listing.ignored == {".txt": 2, ".db": 1, "without ending": 1}


def test_the_count_of_endings_is_bounded(tmp_path: Path) -> None:
    listing = make(tmp_path, *(f"cat/a.backup{i}" for i in range(1200)), "cat/1.jpg")
    seen(listing)
    assert len(listing.ignored) == 1001
    assert listing.ignored["others"] == 200


def test_class_folders_without_an_image_are_named(tmp_path: Path) -> None:
    listing = make(tmp_path, "cat/1.jpg", "dog/a.txt")
    (tmp_path / "bird").mkdir()
    seen(listing)
    assert listing.empty == ["bird", "dog"]


def test_links_are_followed_but_never_in_a_circle(tmp_path: Path) -> None:
    listing = make(tmp_path / "in", "cat/1.jpg", "dog/1.jpg")
    make(tmp_path / "far", "2.jpg")
    (tmp_path / "in" / "cat" / "up").symlink_to("..")
    (tmp_path / "in" / "dog" / "here").symlink_to(".")
    (tmp_path / "in" / "cat" / "far").symlink_to(tmp_path / "far")
    (tmp_path / "in" / "cat" / "far.jpg").symlink_to(tmp_path / "far" / "2.jpg")
    assert [path for path, _, _ in seen(listing)] == [
        "cat/1.jpg",
        "cat/far/2.jpg",
        "cat/far.jpg",
        "dog/1.jpg",
    ]


def test_links_to_nowhere_are_listed_for_the_probe_to_refuse(tmp_path: Path) -> None:
    listing = make(tmp_path, "cat/1.jpg")
    (tmp_path / "cat" / "dangling.jpg").symlink_to("nothing.jpg")
    (tmp_path / "cat" / "self.jpg").symlink_to("self.jpg")
    (tmp_path / "cat" / "loop").symlink_to("loop")
    entries = {entry.path: entry for entry in listing.entries()}
    assert set(entries) == {"cat/1.jpg", "cat/dangling.jpg", "cat/self.jpg"}
    assert entries["cat/self.jpg"] == Entry("cat/self.jpg", "cat", -1, 0, 0, 0)


@pytest.mark.parametrize(
    ("files", "flags"),
    [
        (["c/a.jpg", "c/a.png", "c/b.jpg"], [STEM_CLASH, STEM_CLASH, 0]),
        (["c/A.jpg", "c/a.jpg"], [STEM_CLASH | NAME_CLASH] * 2),
        (["c/e\u0301.jpg", "c/\u00e9.jpg"], [STEM_CLASH | NAME_CLASH] * 2),
        (["c/%E9.jpg", "c/\udce9.jpg"], [STEM_CLASH | NAME_CLASH] * 2),
        (["c/A/1.jpg", "c/a/1.jpg", "c/b/1.jpg"], [STEM_CLASH | NAME_CLASH] * 2 + [0]),
        (["c/A/x/1.jpg", "c/a/1.jpg"], [STEM_CLASH | NAME_CLASH] * 2),
        (["c/a.jpg", "d/a.jpg"], [0, 0]),
    ],
)
def test_names_that_could_collide_are_flagged(
    files: list[str], flags: list[int], tmp_path: Path
) -> None:
    entries = make(tmp_path, *files).entries()
    assert [(entry.path, entry.flags) for entry in entries] == list(zip(files, flags, strict=True))


def test_an_unreadable_folder_is_named_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = make(tmp_path, "cat/1.jpg", "dog/1.jpg")
    forbid(monkeypatch, tmp_path / "dog")
    assert seen(listing) == [("cat/1.jpg", "cat", -1)]
    assert listing.unreadable == ["dog"]


def test_an_unreadable_input_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch, tmp_path)
    with pytest.raises(InputError, match="cannot be read: Permission denied"):
        seen(Listing(tmp_path, ENDINGS))


def test_a_machine_out_of_descriptors_is_no_fault_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = make(tmp_path, "cat/1.jpg", "dog/1.jpg")
    forbid(monkeypatch, tmp_path / "dog", errno.EMFILE)
    with pytest.raises(OSError, match="Too many open files"):
        seen(listing)


def forbid(monkeypatch: pytest.MonkeyPatch, folder: Path, code: int = errno.EACCES) -> None:
    real = os.scandir

    def scandir(path: Path) -> object:
        if Path(path) == folder:
            raise OSError(code, os.strerror(code), str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)


_NAMES = st.sampled_from(["a", "B", "é", "z z", "x.jpg", "_", "10", "9"])
_FILES = st.lists(
    st.tuples(_NAMES, st.lists(_NAMES, max_size=2), st.sampled_from(["1.jpg", "2.PNG", "n.txt"])),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(_FILES)
def test_every_image_in_class_folders_is_listed_once_in_order(
    tmp_path: Path, files: list[tuple[str, list[str], str]]
) -> None:
    root = tmp_path / "in"
    shutil.rmtree(root, ignore_errors=True)
    listing = make(root, *("/".join([label, *below, name]) for label, below, name in files))
    found = list(listing.entries())
    truth = [p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()]
    images = [path for path in truth if path.lower().endswith(ENDINGS)]
    images.sort(key=lambda path: path.encode().split(b"/"))
    assert [entry.path for entry in found] == images
    assert [entry.label for entry in found] == [path.split("/")[0] for path in images]
    assert sum(listing.ignored.values()) == len(truth) - len(images)
    for entry in found:
        status = (root / entry.path).stat()
        assert (entry.size, entry.mtime_ns) == (status.st_size, status.st_mtime_ns)
