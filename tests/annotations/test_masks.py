"""Folders of pictures and class maps, against Pillow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import runs
from PIL import Image
from voc_files import SIZE, put

import augctl
from augctl.errors import BadInput, RecipeError, UsageError
from augctl.io.annotations.class_maps import read_map, voc_palette, write_map
from augctl.io.annotations.masks import READER, WRITER
from augctl.io.annotations.model import Category, Dataset, MapWriter, Picture
from augctl.marks import Bitmap, Marks, Shape, Thing

CLASSES = np.zeros(SIZE[::-1], np.uint8)
CLASSES[10:30] = 1
CLASSES[30:40, 50:] = 2


def save(file: Path, numbers: np.ndarray, palette: bytes = b"", **options: object) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(numbers)
    if palette:
        picture.putpalette(palette)
    picture.save(file, **options)
    return file


def read(root: Path) -> tuple[Dataset, list, list]:
    found: list = []
    dataset = READER.read(root, found.append)
    return dataset, list(dataset.pictures), found


@pytest.mark.parametrize("folder", ["masks", "annotations", "labels"])
def test_maps_belong_to_pictures_of_the_same_name(folder: str, tmp_path: Path) -> None:
    put(tmp_path, {"images/a.png": "", "images/b.png": "", "classes.txt": "sky\nsea\n\nland\n"})
    for name in "ab":
        save(tmp_path / folder / f"{name}.png", np.where(CLASSES == 2, 3, CLASSES).astype("u1"))
    dataset, (one, other), odd = read(tmp_path)
    assert odd == []
    assert dataset.categories == (Category("sky", 0), Category("sea", 1), Category("land", 3))
    assert (one.file_name, one.class_map) == ("images/a.png", f"{folder}/a.png")
    assert (other.file_name, other.marks) == ("images/b.png", None)
    assert READER.evidence(tmp_path) == f"{folder}/a.png"


@pytest.mark.parametrize("layout", ["{split}/{kind}/a.png", "{kind}/{split}/a.png"])
def test_splits_are_folders(layout: str, tmp_path: Path) -> None:
    for split in ("train", "valid"):
        put(tmp_path, {layout.format(split=split, kind="images"): ""})
        save(tmp_path / layout.format(split=split, kind="masks"), CLASSES)
    dataset, pictures, odd = read(tmp_path)
    assert odd == []
    assert sorted(str(picture.split) for picture in pictures) == ["train", "val"]
    # Without names, classes are called by their numbers.
    assert dataset.categories == (Category("0", 0), Category("1", 1), Category("2", 2))
    assert READER.evidence(tmp_path) is not None


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
@pytest.mark.parametrize("coloured", [True, False])
def test_numbers_are_read_whatever_the_depth(bits: int, coloured: bool, tmp_path: Path) -> None:
    numbers = (np.arange(35, dtype=np.uint8).reshape(5, 7) * 3) & (2**bits - 1)
    file = tmp_path / "a.png"
    if coloured:
        save(file, numbers, voc_palette()[: 2**bits].tobytes(), bits=bits)
    elif bits == 1:
        Image.fromarray(numbers > 0).save(file)
    else:
        save(file, numbers)
    assert np.array_equal(read_map(file.read_bytes())[..., 0], numbers)


def test_sixteen_bits(tmp_path: Path) -> None:
    numbers = np.arange(35, dtype=np.uint16).reshape(5, 7) * 1000
    file = save(tmp_path / "a.png", numbers)
    assert np.array_equal(read_map(file.read_bytes())[..., 0], numbers)
    (tmp_path / "b.png").write_bytes(write_map(numbers[..., None]))
    assert np.array_equal(np.asarray(Image.open(tmp_path / "b.png")), numbers)


def test_plain_colours_are_read_by_a_palette(tmp_path: Path) -> None:
    palette = [[0, 0, 0], [128, 0, 0], [0, 128, 0]]
    file = save(tmp_path / "a.png", np.array(palette, np.uint8)[CLASSES])
    assert np.array_equal(read_map(file.read_bytes(), palette=palette)[..., 0], CLASSES)
    with pytest.raises(BadInput, match=r"no class has the colour \(0, 128, 0\)"):
        read_map(file.read_bytes(), palette=palette[:2])
    with pytest.raises(BadInput, match="found colours of no known class"):
        read_map(file.read_bytes())
    grey = save(tmp_path / "b.png", np.repeat(CLASSES[..., None], 3, axis=2))
    assert np.array_equal(read_map(grey.read_bytes())[..., 0], CLASSES)


def test_a_map_that_may_be_blurred_is_refused(tmp_path: Path) -> None:
    file = save(tmp_path / "a.jpg", CLASSES)
    with pytest.raises(BadInput, match="expected a PNG, found a jpeg"):
        read_map(file.read_bytes())


def test_what_is_written_is_read_by_pillow_and_by_us(tmp_path: Path) -> None:
    put(tmp_path / "in", {"images/train/a.png": "", "classes.txt": "sky\nsea\nland\n"})
    palette = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    save(tmp_path / "in/masks/train/a.png", CLASSES, np.array(palette, np.uint8).tobytes())
    dataset, (picture,), _ = read(tmp_path / "in")
    writer = WRITER.alike(dataset.form)
    assert isinstance(writer, MapWriter)
    name = writer.image_name(picture.file_name, picture.split)
    classes = read_map((tmp_path / "in" / picture.class_map).read_bytes())
    files: dict[str, str | bytes] = {name: "", writer.map_name(name): writer.map_file(classes)}
    files |= {path: b"".join(parts) for path, parts in writer.together(dataset)}
    out = put(tmp_path / "out", files)
    again, (back,), odd = read(out)
    assert odd == []
    assert (back.file_name, back.split) == ("images/train/a.png", "train")
    assert again.categories == dataset.categories
    found = Image.open(out / "masks/train/a.png")
    assert np.array_equal(np.asarray(found), CLASSES)
    assert found.getpalette()[:9] == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_masks_of_things_become_a_map(tmp_path: Path) -> None:
    mask = Bitmap(3, 4, np.ones((5, 6), np.uint8))
    marks = Marks.of([Thing("sea", "a", 0)], [(3, 4, 9, 9)], [Shape(mask=mask)])
    picture = Picture(
        "images/a.png", size=SIZE, marks=marks, labels=("x",), extra={"id": 1, "by": 2}
    )
    categories = (Category("sky", 0), Category("sea", 1))
    ((path, data),) = WRITER.beside(picture, categories)
    assert path == "masks/a.png"
    expected = np.zeros(SIZE[::-1], np.uint8)
    expected[4:9, 3:9] = 2  # 0 is what belongs to nothing
    assert np.array_equal(read_map(data)[..., 0], expected)
    ((_, parts),) = WRITER.together(Dataset(categories, [picture]))
    assert b"".join(parts) == b"background\nsky\nsea\n"
    assert WRITER.losses(picture) == (
        "the class of the picture as a whole",
        "facts about the picture (by)",
        "boxes",
        "which thing a pixel belongs to",
    )


def test_where_nothing_is_marked_all_is_background() -> None:
    nothing, box = Marks.of([], []), Marks.of([Thing("sea", "a", 0)], [(3, 4, 9, 9)])
    ((path, data),) = WRITER.beside(Picture("images/a.png", size=SIZE, marks=nothing), ())
    assert path == "masks/a.png"
    assert np.array_equal(read_map(data)[..., 0], np.zeros(SIZE[::-1], np.uint8))
    # A box does not say which pixels are the thing, and an unmarked picture may hold anything.
    for marks in (box, None):
        assert not [*WRITER.beside(Picture("images/a.png", size=SIZE, marks=marks), ())]


def test_background_gets_a_name_that_no_class_has() -> None:
    ((_, parts),) = WRITER.together(Dataset((Category("background"), Category("sea")), []))
    assert b"".join(parts) == b"_background_\nbackground\nsea\n"


def test_faults_are_named(tmp_path: Path) -> None:
    names = [f"images/{name}.png" for name in "abcdef"]
    put(tmp_path, {**dict.fromkeys(names, ""), "classes.txt": "sky\nsea\n"})
    save(tmp_path / "labels/a.png", np.where(CLASSES == 2, 255, CLASSES).astype(np.uint8))
    save(tmp_path / "masks/b.png", CLASSES[:50])
    (tmp_path / "masks/c.png").write_bytes(b"no picture")
    save(tmp_path / "masks/d.png", CLASSES)
    save(tmp_path / "masks/e.png", CLASSES)
    save(tmp_path / "masks/g.png", CLASSES)
    save(tmp_path / "masks/a.png", CLASSES)
    _, pictures, odd = read(tmp_path)
    assert [picture.file_name for picture in pictures] == [names[0], names[3], names[4]]
    assert [(o.path, o.reason) for o in odd] == [
        ("masks/a.png", "two_masks"),
        ("images/f.png", "image_without_mask"),
        ("masks/g.png", "mask_without_image"),
        ("masks/b.png", "mask_size"),
        ("masks/c.png", "not_an_image"),
        # Of every map, so that a rule can leave out each of its pictures.
        ("masks/d.png", "class_without_name"),
        ("masks/e.png", "class_without_name"),
    ]
    assert [o.picture for o in odd[3:]] == [f"images/{name}.png" for name in "bcde"]
    assert "is 100 x 50 pixels large, and its picture 100 x 80" in odd[3].message
    assert "no name in classes.txt for 2; they stay numbers" in odd[5].message


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (None, ["a", "b"]),
        ("background\nsea\n", ["a", "b"]),
        ("\nsea\n", ["a", "b"]),
        ("sky\nsea\n", []),
    ],
)
def test_a_map_of_background_alone_is_no_label(
    names: str | None, expected: list[str], tmp_path: Path
) -> None:
    put(tmp_path, dict.fromkeys((f"images/{name}.png" for name in "abc"), ""))
    if names is not None:
        put(tmp_path, {"classes.txt": names})
    nothing = np.zeros(SIZE[::-1], np.uint8)
    nothing_known = nothing.copy()
    nothing_known[:9] = 255
    for name, classes in (("a", nothing), ("b", nothing_known), ("c", nothing + 1)):
        save(tmp_path / "masks" / f"{name}.png", classes)
    _, pictures, odd = read(tmp_path)
    assert len(pictures) == 3
    told = [Path(str(o.picture)).stem for o in odd if o.reason == "image_without_label"]
    assert told == expected


@pytest.mark.parametrize(
    ("names", "message"),
    [("sky\nsea\nsky\n", "'sky' is there twice"), (b"sky\n\xff\n", r"classes\.txt:2: .*UTF-8")],
)
def test_a_bad_list_is_an_error(names: str | bytes, message: str, tmp_path: Path) -> None:
    put(tmp_path, {"images/a.png": "", "classes.txt": names})
    save(tmp_path / "masks/a.png", CLASSES)
    with pytest.raises(UsageError, match=message):
        read(tmp_path)


def test_lists_of_labelme_begin_with_what_to_ignore(tmp_path: Path) -> None:
    names = "__ignore__\n_background_\ncat\n"
    put(tmp_path, {"images/a.png": "", "class_names.txt": names})
    save(tmp_path / "masks/a.png", CLASSES)
    dataset, _, odd = read(tmp_path)
    assert dataset.categories == (Category("_background_", 0), Category("cat", 1))
    assert [o.reason for o in odd] == ["class_without_name"]


def test_nothing_to_read_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    put(tmp_path, {"images/a.png": ""})
    with pytest.raises(UsageError, match="no class maps") as caught:
        read(tmp_path)
    assert "images and masks" in caught.value.hint


def test_masks_of_outlines_are_read_without_an_oddity(tmp_path: Path) -> None:
    scenes, out = Path(__file__).parents[2] / "sample_data" / "scenes_yolo", tmp_path / "out"
    to_masks = {"version": 1, "chains": [], "output": {"format": "masks"}}
    with pytest.raises(RecipeError, match="and 24 pictures with box alone"):
        runs.expand(scenes, recipe=to_masks, output=out, workers=1)
    assert not out.exists()
    root = tmp_path / "in"
    for number, rows in enumerate(["0 0.1 0.1 0.9 0.1 0.5 0.9\n", ""]):
        save(root / "images" / f"{number}.png", np.full((30, 40), 90 + number, np.uint8))
        put(root, {f"labels/{number}.txt": rows})
    (root / "data.yaml").write_text("train: images\nnames: [kite]\n")
    runs.expand(root, recipe=to_masks, output=out, workers=1)
    found = augctl.inspect(out / "data")
    assert [row["reason"] for row in found.issues] == ["image_without_label"]
    assert found.images == 2
