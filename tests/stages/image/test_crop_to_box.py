from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from augctl.errors import BadInput
from augctl.marks import Marks, Thing
from augctl.stages.image.crop_to_box import CropToBox


def marked(sample, *boxes):
    return sample.with_marks(Marks.of([Thing("cat", "1.png", i) for i in range(len(boxes))], boxes))


@pytest.fixture
def one(sample_of, photo):
    return marked(sample_of(photo), (20, 10, 40, 30))


def test_without_a_margin_the_box_is_the_picture(one, photo, rng):
    stage = CropToBox(margin=0)
    drawn = stage.draw(one, rng)
    assert drawn == {"mark": 0, "part": [20, 10, 20, 20]}
    result = stage.apply(one, drawn)
    assert np.array_equal(result.image, photo[10:30, 20:40])
    assert result.marks.boxes.tolist() == [[0, 0, 20, 20]]


def test_margins_are_shares_of_the_box_and_end_with_the_image(one, rng):
    assert CropToBox(margin=0.25).draw(one, rng)["part"] == [15, 5, 30, 30]
    assert CropToBox(margin=1).draw(one, rng)["part"] == [0, 0, 60, 50]


def test_a_part_grows_to_its_aspect_and_stays_inside(one, rng):
    assert CropToBox(margin=0, aspect=2).draw(one, rng)["part"] == [10, 10, 40, 20]
    assert CropToBox(margin=0, aspect=3.5).draw(one, rng)["part"] == [0, 10, 70, 20]
    assert CropToBox(margin=0, width_px=8, height_px=16).draw(one, rng)["part"] == [20, 0, 20, 40]


def test_where_the_image_ends_there_is_fill(one, photo, rng):
    stage = CropToBox(margin=0, aspect=0.25, fill=7)
    drawn = stage.draw(one, rng)
    assert drawn["part"] == [20, -10, 20, 80]
    result = stage.apply(one, drawn).image
    assert result.shape == (80, 20, 3)
    assert (result[:10] == 7).all()
    assert np.array_equal(result[10:70], photo[:, 20:40])
    assert (result[70:] == 7).all()


def test_the_result_has_the_size_asked_for(one, rng):
    stage = CropToBox(margin=0, width_px=40, height_px=80)
    result = stage.apply(one, stage.draw(one, rng))
    assert result.image.shape == (80, 40, 3)
    assert result.marks.boxes.tolist() == [[0, 20, 40, 60]]


def test_every_mark_can_be_drawn_and_others_that_are_seen_stay(sample_of, photo, rng):
    two = marked(sample_of(photo), (20, 10, 40, 30), (30, 10, 50, 30), (70, 50, 75, 55))
    stage = CropToBox(margin=0)
    drawn = [stage.draw(two, rng) for _ in range(50)]
    assert {each["mark"] for each in drawn} == {0, 1, 2}
    first = next(each for each in drawn if each["mark"] == 0)
    marks = stage.apply(two, first).marks
    assert [thing.number for thing in marks.things] == [0, 1]
    assert marks.visible.tolist() == [1, 0.5]


def test_only_things_of_the_classes_asked_for_are_drawn(sample_of, photo, rng):
    things = [Thing(label, "1.png", i) for i, label in enumerate(["cat", "owl", "dog", "owl"])]
    boxes = [(20, 10, 40, 30), (30, 10, 50, 30), (70, 50, 75, 55), (1, 1, 9, 9)]
    sample = sample_of(photo).with_marks(Marks.of(things, boxes))
    for around, expected in (("owl", {1, 3}), (["owl", "dog"], {1, 2, 3})):
        stage = CropToBox(margin=0, around=around)
        assert {stage.draw(sample, rng)["mark"] for _ in range(50)} == expected
    with pytest.raises(BadInput, match="nothing of cow is marked"):
        CropToBox(around="cow").draw(sample, rng)


@pytest.mark.parametrize("boxes", [None, ()])
def test_nothing_marked_is_refused(sample_of, photo, rng, boxes):
    sample = sample_of(photo)
    sample = replace(sample, marks=None) if boxes is None else marked(sample)
    with pytest.raises(BadInput, match="no marks" if boxes is None else "nothing is marked"):
        CropToBox().draw(sample, rng)


def test_bad_margin():
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        CropToBox(margin=-1)
