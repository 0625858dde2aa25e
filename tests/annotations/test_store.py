"""Stores of annotations: what goes in comes out, to the last bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from augctl.io.annotations.marks_json import dump_marks, load_marks
from augctl.io.annotations.model import Category, Dataset, Picture
from augctl.io.annotations.store import Store, StoreWriter, read_header, write_header
from augctl.marks import Bitmap, Marks, Shape, Thing

RING = np.array([(0.1, 0.2), (7.3, 1 / 3), (5.0, 6.0)])


def everything() -> Marks:
    shapes = [
        Shape(rings=(RING, RING + 1)),
        Shape(
            mask=Bitmap(3, 4, np.array([[0, 1, 1], [1, 0, 0]], np.uint8)),
            corners=np.array([(0.0, 0.0), (2.0, 1.0), (1.0, 3.0), (-1.0, 2.0)]),
            keypoints=np.array([(1.5, 2.5, 2.0), (0.0, 0.0, 0.0)]),
            mirrored=(1, 0),
        ),
        None,
    ]
    things = [
        Thing("a", "x.jpg", 0, {"iscrowd": 1}),
        Thing("b", "y.jpg", 7),
        Thing("a", "x.jpg", 2),
    ]
    marks = Marks.of(things, [(0, 0, 1 / 3, 2), (1, 2, 3, 4), (5, 6, 7, 8)], shapes)
    return Marks(marks.things, marks.boxes, np.array([1.0, 1 / 7, 0.5]), marks.shapes)


def same(one: Marks, other: Marks) -> bool:
    return dump_marks(one) == dump_marks(other) and one.things == other.things


def test_pictures_come_back_by_number(tmp_path: Path) -> None:
    pictures = [
        Picture("x.jpg", "val", (640, 480), ("a", "b"), everything(), "maps/x.png", {"id": 3}),
        Picture("é/\udce9.jpg"),
        Picture("none.jpg", marks=Marks.of([], [])),
    ]
    with StoreWriter(tmp_path) as writer:
        for picture in pictures:
            writer.add(picture)
    store = Store(tmp_path)
    assert len(store) == 3
    first, second, third = (store[number] for number in (0, 1, 2))
    assert first.marks is not None
    assert same(first.marks, everything())
    assert (first.split, first.size, first.labels) == ("val", (640, 480), ("a", "b"))
    assert (first.class_map, first.extra) == ("maps/x.png", {"id": 3})
    assert second == pictures[1]
    assert third.marks is not None
    assert len(third.marks) == 0


def test_shapes_come_back() -> None:
    back = load_marks(dump_marks(everything()), "nobody.jpg")
    rings, rest, nothing = back.shapes
    assert rings is not None
    assert rest is not None
    assert nothing is None
    assert np.array_equal(rings.rings[0], RING)
    assert rest.mask is not None
    assert rest.mask.values.tolist() == [[0, 1, 1], [1, 0, 0]]
    assert rest.keypoints is not None
    assert rest.keypoints.tolist() == [[1.5, 2.5, 2.0], [0.0, 0.0, 0.0]]
    assert np.array_equal(back.boxes, everything().boxes)
    assert np.array_equal(back.visible, everything().visible)


@given(
    arrays.arrays(
        np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.integers(0, 1)
    )
)
def test_any_mask_comes_back(values: np.ndarray) -> None:
    marks = Marks.of([Thing("a", "x", 0)], [(0, 0, 9, 9)], [Shape(mask=Bitmap(2, 3, values))])
    shape = load_marks(dump_marks(marks), "x").shapes[0]
    assert shape is not None
    assert shape.mask is not None
    assert (shape.mask.x, shape.mask.y) == (2, 3)
    assert np.array_equal(shape.mask.values, values)


@pytest.mark.parametrize("change", ["box", "nothing"])
def test_the_hash_tells_stores_apart(change: str, tmp_path: Path) -> None:
    stores = []
    for name, left in (("one", 0), ("other", 1 if change == "box" else 0)):
        folder = tmp_path / name
        folder.mkdir()
        with StoreWriter(folder) as writer:
            writer.add(Picture("x", marks=Marks.of([Thing("a", "x", 0)], [(left, 0, 5, 5)])))
        stores.append(Store(folder))
    assert (stores[0].hash == stores[1].hash) == (change == "nothing")


def test_what_a_dataset_says_of_itself_comes_back(tmp_path: Path) -> None:
    categories = (
        Category("cat", 3, ("left_eye", "right_eye"), (1, 0), {"supercategory": "animal"}),
        Category("dog"),
    )
    dataset = Dataset(categories, (), {"info": {"year": 2026}})
    write_header(tmp_path, dataset)
    assert read_header(tmp_path) == dataset
