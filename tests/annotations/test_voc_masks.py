"""Maps of classes and of things in Pascal VOC, against Pillow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image
from voc_files import annotation, put, read, thing, write

from augctl.io.annotations.class_maps import read_map, voc_palette
from augctl.io.annotations.model import Category, Dataset, Picture
from augctl.io.annotations.thing_maps import filled
from augctl.io.annotations.voc import WRITER
from augctl.marks import Marks, Shape, Thing

THINGS = np.zeros((80, 100), np.uint8)
THINGS[10:20, 30:50] = 1
THINGS[40:60, 5:25] = 2
THINGS[38:40, 5:25] = 255
XML = annotation(thing("dog", 31, 11, 50, 20), thing("cat", 6, 41, 25, 60))


def palette_png(file: Path, numbers: np.ndarray) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(numbers)
    picture.putpalette(voc_palette().tobytes())
    picture.save(file)


def segmented(root: Path) -> Path:
    put(root, {"Annotations/a.xml": XML, "JPEGImages/a.png": ""})
    palette_png(root / "SegmentationObject/a.png", THINGS)
    classes = np.where(THINGS == 1, 12, np.where(THINGS == 2, 8, THINGS)).astype(np.uint8)
    palette_png(root / "SegmentationClass/a.png", classes)
    return root


def test_things_have_their_masks(tmp_path: Path) -> None:
    dataset, (picture,), odd = read(segmented(tmp_path))
    assert odd == []
    dog, cat = (shape.mask for shape in picture.marks.shapes)
    assert (dog.x, dog.y, dog.values.shape) == (30, 10, (10, 20))
    # What is void belongs to nothing.
    assert (cat.x, cat.y, cat.values.shape) == (5, 40, (20, 20))
    assert dog.values.all()
    assert picture.class_map == "SegmentationClass/a.png"
    assert dataset.categories[11] == Category("dog", 12)
    assert dataset.form["palette"] == voc_palette().tolist()


def test_masks_are_written_as_they_were(tmp_path: Path) -> None:
    dataset, (picture,), _ = read(segmented(tmp_path / "in"))
    without_map = replace(picture, class_map=None)
    out = write(dataset, [without_map], tmp_path / "out")
    found = Image.open(out / "SegmentationObject/a.png")
    assert found.mode == "P"
    assert found.getpalette()[3:6] == [128, 0, 0]
    assert np.array_equal(np.asarray(found), np.where(THINGS == 255, 0, THINGS))
    classes = np.asarray(Image.open(out / "SegmentationClass/a.png"))
    assert sorted(np.unique(classes)) == [0, 8, 12]
    assert (classes[10:20, 30:50] == 12).all()
    assert "<segmented>1</segmented>" in (out / "Annotations/a.xml").read_text()
    assert (out / "classes.txt").read_text().splitlines()[12] == "dog"
    again, (back,), odd = read(out)
    assert odd == []
    assert again.categories == dataset.categories
    assert [str(shape) for shape in back.marks.shapes] == [str(s) for s in picture.marks.shapes]


def test_a_class_map_keeps_its_colours(tmp_path: Path) -> None:
    dataset, (picture,), _ = read(segmented(tmp_path))
    data = (tmp_path / picture.class_map).read_bytes()
    classes = read_map(data)
    assert np.array_equal(classes[..., 0], np.asarray(Image.open(tmp_path / picture.class_map)))
    (tmp_path / "new.png").write_bytes(WRITER.alike(dataset.form).map_file(classes))
    new, old = Image.open(tmp_path / "new.png"), Image.open(tmp_path / picture.class_map)
    assert np.array_equal(np.asarray(new.convert("RGB")), np.asarray(old.convert("RGB")))
    assert np.array_equal(np.asarray(new), np.asarray(old))


def test_things_of_another_size_are_left_out(tmp_path: Path) -> None:
    palette_png(segmented(tmp_path) / "SegmentationObject/a.png", THINGS[:50])
    _, (picture,), (odd,) = read(tmp_path)
    assert picture.marks.shapes == (None, None)
    assert (odd.reason, odd.path) == ("mask_size", "SegmentationObject/a.png")
    (tmp_path / "SegmentationObject/a.png").write_bytes(b"no picture")
    _, (picture,), (odd,) = read(tmp_path)
    assert (picture.marks.shapes, odd.reason) == ((None, None), "not_an_image")


def test_class_maps_do_without_annotations(tmp_path: Path) -> None:
    segmented(tmp_path)
    (tmp_path / "Annotations/a.xml").unlink()
    put(tmp_path, {"JPEGImages/b.png": "", "ImageSets/Segmentation/val.txt": "a\n"})
    put(tmp_path, {"labelmap.txt": "# label:color_rgb:parts:actions\nsky:0,0,0::\nsea:1,2,3::\n"})
    dataset, (picture,), (odd,) = read(tmp_path)
    assert (picture.class_map, picture.marks) == ("SegmentationClass/a.png", None)
    assert picture.split == "val"
    assert (odd.path, odd.reason) == ("JPEGImages/b.png", "image_without_annotation")
    assert dataset.categories == (Category("sky", 0), Category("sea", 1))
    assert dataset.form["palette"] == [[0, 0, 0], [1, 2, 3]]


def test_outlines_become_masks(tmp_path: Path) -> None:
    ring = np.array([(10.0, 20.0), (30.0, 20.0), (30.0, 50.0), (10.0, 50.0)])
    marks = Marks.of([Thing("a", "x", 0)], [(10, 20, 30, 50)], [Shape(rings=(ring,))])
    picture = Picture("JPEGImages/x.png", "train", (100, 80), marks=marks)
    out = write(Dataset((Category("a", 5),), [picture]), [picture], tmp_path)
    expected = np.zeros((80, 100), np.uint8)
    expected[20:50, 10:30] = 1
    assert np.array_equal(np.asarray(Image.open(out / "SegmentationObject/x.png")), expected)
    classes = np.asarray(Image.open(out / "SegmentationClass/x.png"))
    assert np.array_equal(classes, expected * 5)
    assert (out / "ImageSets/Segmentation/train.txt").read_text() == "x\n"


def test_half_a_pixel_decides_about_an_outline() -> None:
    ring = np.array([(2.4, 3.4), (7.6, 3.4), (7.6, 9.6), (2.4, 9.6)])
    mask = filled((ring,), (20, 20))
    assert mask is not None
    y, x = np.nonzero(mask.values)
    assert (mask.x + x.min(), mask.x + x.max() + 1) == (2, 8)
    assert (mask.y + y.min(), mask.y + y.max() + 1) == (3, 10)
