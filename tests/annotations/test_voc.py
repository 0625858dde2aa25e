"""Pascal VOC: read, written, and read again by others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from voc_files import DEVKIT, annotation, objects, put, read, thing, write

from augctl.io.annotations.faults import Faults
from augctl.io.annotations.model import Category, Dataset, FormWriter, MapWriter, Picture
from augctl.io.annotations.voc import READER, WRITER
from augctl.io.annotations.voc_things import marks_of
from augctl.io.annotations.voc_xml import parse
from augctl.marks import Marks, Shape, Thing


def devkit(root: Path) -> Path:
    return put(
        root,
        {
            "Annotations/000007.xml": DEVKIT,
            "JPEGImages/000007.png": "",
            "Annotations/000009.xml": annotation(name="000009.png"),
            "JPEGImages/000009.png": "",
            "ImageSets/Main/train.txt": "000007\n",
            "ImageSets/Main/val.txt": "000009\n",
            "ImageSets/Main/trainval.txt": "000007\n000009\n",
            "ImageSets/Main/person_train.txt": "000009 -1\n",
        },
    )


def test_the_devkit_counts_from_1_with_both_ends(tmp_path: Path) -> None:
    dataset, (one, other), odd = read(devkit(tmp_path))
    assert odd == []
    assert dataset.categories == (Category("Hund"), Category("person"))
    assert (one.file_name, one.split, one.size) == ("JPEGImages/000007.png", "train", (100, 80))
    # The whole picture, and a column of one pixel.
    assert one.marks.boxes.tolist() == [[0, 0, 100, 80], [6, 8, 7, 30]]
    assert [(t.label, t.parent, t.number) for t in one.marks.things] == [
        ("person", "JPEGImages/000007.png", 0),
        ("Hund", "JPEGImages/000007.png", 1),
    ]
    person = one.marks.things[0].extra
    assert (person["pose"], person["truncated"], person["occluded"]) == ("Left", 1, 1)
    assert [part["name"] for part in person["part"]] == ["head", "foot"]
    assert one.extra["source"] == {"database": "The VOC2007 Database", "flickrid": "0329"}
    assert (other.split, len(other.marks)) == ("val", 0)


def test_what_is_read_is_written_to_the_byte(tmp_path: Path) -> None:
    dataset, pictures, _ = read(devkit(tmp_path / "in"))
    out = write(dataset, pictures, tmp_path / "out")
    assert (out / "Annotations/000007.xml").read_text() == DEVKIT
    assert (out / "ImageSets/Main/train.txt").read_text() == "000007\n"
    assert (out / "ImageSets/Main/val.txt").read_text() == "000009\n"
    again, others, odd = read(out)
    assert odd == []
    assert again.categories == dataset.categories
    assert [str(picture) for picture in others] == [str(picture) for picture in pictures]


def test_another_reader_sees_the_same_boxes(tmp_path: Path) -> None:
    dataset, pictures, _ = read(devkit(tmp_path / "in"))
    out = write(dataset, pictures, tmp_path / "out")
    assert objects(out / "Annotations/000007.xml")[1] == ("Hund", [7, 9, 7, 30])


def test_decimals_come_back_where_the_input_has_them(tmp_path: Path) -> None:
    numbers = ("45.70000076293945", "1.25", "64.3", "79.99")
    put(tmp_path / "in", {"a.png": "", "a.xml": annotation(thing("cat", *numbers))})
    dataset, pictures, _ = read(tmp_path / "in")
    moved = [replace(p, file_name=f"JPEGImages/{p.file_name}") for p in pictures]
    out = write(dataset, moved, tmp_path / "out")
    text = (out / "Annotations/a.xml").read_text()
    assert all(f">{number}<" in text for number in numbers)
    whole = write(dataset, moved, tmp_path / "whole", alike=False)
    assert objects(whole / "Annotations/a.xml") == [("cat", [46, 1, 64, 80])]


def test_a_thin_box_keeps_a_pixel_when_it_is_rounded(tmp_path: Path) -> None:
    marks = Marks.of([Thing("cat", "a.png", 0)], [(10.3, 5, 10.4, 9)])
    picture = Picture("JPEGImages/a.png", size=(100, 80), marks=marks)
    out = write(Dataset((Category("cat"),), [picture]), [picture], tmp_path, alike=False)
    assert objects(out / "Annotations/a.xml") == [("cat", [11, 6, 11, 9])]


def test_a_dataset_with_a_zero_holds_edges(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "a.png": "",
            "a.xml": annotation(thing("cat", 10, 20, 30, 40)),
            "b.png": "",
            "b.xml": annotation(thing("cat", 0, 20, 30, 40), name="b.png"),
        },
    )
    _, (one, other), (odd,) = read(tmp_path)
    assert one.marks.boxes.tolist() == [[10, 20, 30, 40]]
    assert other.marks.boxes.tolist() == [[0, 20, 30, 40]]
    assert (odd.path, odd.reason) == ("b.xml", "counts_from_0")
    assert odd.message.startswith("b.xml:2: ")


@pytest.mark.parametrize(
    ("xml", "image", "split"),
    [
        ("a.xml", "a.png", None),
        ("train/a.xml", "train/a.png", "train"),
        ("valid/annotations/a.xml", "valid/images/a.png", "val"),
        ("annotations/test/a.xml", "images/test/a.png", "test"),
        ("VOC2007/Annotations/a.xml", "VOC2007/JPEGImages/a.png", None),
        ("Annotations/a.xml", "a.png", None),
    ],
)
def test_layouts(xml: str, image: str, split: str | None, tmp_path: Path) -> None:
    put(tmp_path, {xml: annotation(thing("cat", 1, 1, 5, 5)), image: ""})
    _, (picture,), odd = read(tmp_path)
    assert odd == []
    assert (picture.file_name, picture.split, len(picture.marks)) == (image, split, 1)
    assert READER.evidence(tmp_path) == xml


def test_links_to_folders_are_followed_once(tmp_path: Path) -> None:
    put(tmp_path / "disk", {"a.png": ""})
    put(tmp_path / "in", {"Annotations/a.xml": annotation()})
    (tmp_path / "in/JPEGImages").symlink_to(tmp_path / "disk")
    (tmp_path / "in/Annotations/again").symlink_to(tmp_path / "in")
    _, (picture,), odd = read(tmp_path / "in")
    assert (picture.file_name, odd) == ("JPEGImages/a.png", [])
    assert READER.evidence(tmp_path / "in") == "Annotations/a.xml"


def test_lists_beside_several_years(tmp_path: Path) -> None:
    for year, split in (("VOC2007", "train"), ("VOC2012", "test")):
        put(
            tmp_path / year,
            {
                "Annotations/1.xml": annotation(name="1.png"),
                "JPEGImages/1.png": "",
                f"ImageSets/Main/{split}.txt": "1\n",
            },
        )
    _, pictures, _ = read(tmp_path)
    assert [picture.split for picture in pictures] == ["train", "test"]


def test_an_annotation_of_another_name_goes_to_the_picture_that_it_names(tmp_path: Path) -> None:
    put(tmp_path, {"Annotations/1.xml": annotation(name="b c.png"), "JPEGImages/b c.png": ""})
    _, (picture,), odd = read(tmp_path)
    assert (picture.file_name, odd) == ("JPEGImages/b c.png", [])


def test_a_moved_thing_leaves_its_parts_behind(tmp_path: Path) -> None:
    dataset, (one, _), _ = read(devkit(tmp_path / "in"))
    derived = replace(one, file_name="JPEGImages/000007__views-1.png")
    out = write(dataset, [derived], tmp_path / "out")
    text = (out / "Annotations/000007__views-1.xml").read_text()
    assert "<part>" not in text
    assert "<jumping>1</jumping>" in text
    assert "<pose>Left</pose>" in text
    assert "<filename>000007__views-1.png</filename>" in text


def test_a_path_to_another_file_is_not_written(tmp_path: Path) -> None:
    xml = annotation().replace("<size>", "<path>C:/me/a.png</path><size>")
    put(tmp_path / "in", {"a.xml": xml, "a.png": ""})
    dataset, (one,), _ = read(tmp_path / "in")
    assert one.extra["path"] == "C:/me/a.png"
    out = write(dataset, [one, replace(one, file_name="a__x-1.png")], tmp_path / "out")
    assert "<path>C:/me/a.png</path>" in (out / "Annotations/a.xml").read_text()
    assert "<path>" not in (out / "Annotations/a__x-1.xml").read_text()


def test_other_formats_get_the_elements_that_readers_look_for(tmp_path: Path) -> None:
    marks = Marks.of([Thing("a\0<b>", "x.png", 0, {"iscrowd": 1, "no tag": 2})], [(0, 0, 9, 9)])
    picture = Picture("JPEGImages/x.png", "train", (100, 80), marks=marks, extra={"licence": 3})
    out = write(Dataset((Category("a"),), [picture]), [picture], tmp_path)
    text = (out / "Annotations/x.xml").read_text()
    assert "<difficult>0</difficult>" in text
    assert "<iscrowd>1</iscrowd>" in text
    assert "<licence>3</licence>" in text
    assert objects(out / "Annotations/x.xml")[0][0] == "a\ufffd<b>"
    assert WRITER.losses(picture) == ("attributes whose names are no XML",)


words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=9).map(str.strip)
tags = st.sampled_from(["pose", "state", "é1", "a-b"])
sides = st.floats(1, 50).map(lambda value: round(value, 3)) | st.integers(1, 50).map(float)


@given(
    st.dictionaries(tags, st.integers(-9999, 9999) | words | st.dictionaries(tags, words)),
    st.tuples(sides, sides),
    words.filter(bool),
)
def test_any_thing_comes_back(extra: dict, at: tuple[float, float], label: str) -> None:
    box = (at[0] - 1, at[1] - 1, at[0] + 5, at[1] + 7)
    marks = Marks.of([Thing(label, "a.png", 0, extra)], [box])
    picture = Picture("a.png", size=(100, 80), marks=marks)
    ((_, data),) = WRITER.alike({"decimals": True}).beside(picture, ())
    faults = Faults("a.xml", lambda oddity: pytest.fail(oddity.message))
    back = marks_of(parse(data).all("object"), "a.png", (100, 80), 1, {}, faults)
    assert back.boxes.tolist() == marks.boxes.tolist()
    assert back.things[0].label == label
    # Text that looks like a number is one when it comes back, and nothing is empty text.
    assert plain(back.things[0].extra) == plain(extra)


def plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()} or ""
    return str(value)


def test_losses() -> None:
    points = Shape(keypoints=np.zeros((1, 3)))
    ring = Shape(rings=(np.array([(0.0, 0.0), (5.0, 0.0), (5.0, 5.0)]),))
    marks = Marks.of([Thing("a", "x", n) for n in (0, 1)], [(0, 0, 5, 5)] * 2, [points, ring])
    assert WRITER.losses(Picture("x", labels=("a",), marks=marks)) == (
        "the class of the picture as a whole",
        "keypoints",
        "outlines, which become masks",
    )
    assert WRITER.losses(Picture("x", marks=Marks.of([Thing("a", "x", 0)], [(0, 0, 5, 5)]))) == ()


def test_names_of_pictures() -> None:
    assert isinstance(WRITER, MapWriter)
    assert isinstance(WRITER, FormWriter)
    assert WRITER.image_name("images/train/1.jpg", "train") == "JPEGImages/train/1.jpg"
    assert WRITER.image_name("JPEGImages/1.jpg", None) == "JPEGImages/1.jpg"
    assert WRITER.map_name("JPEGImages/a/1.x.jpg") == "SegmentationClass/a/1.x.png"
