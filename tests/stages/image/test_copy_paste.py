import numpy as np
import pytest
from pydantic import ValidationError

from augctl.errors import BadInput
from augctl.marks import Bitmap, Marks, Shape, Thing
from augctl.stages.image.copy_paste import CopyPaste


def marked(sample, name, *shapes):
    things = [Thing(name, f"{name}.png", i) for i in range(len(shapes))]
    return sample.with_marks(Marks.of(things, [(10, 10, 20, 20)] * len(shapes), shapes))


@pytest.fixture
def pair(sample_of):
    """A black anchor with a box, and a grey partner with a white square that has a mask."""
    black, grey = np.zeros((60, 80, 3), np.uint8), np.full((60, 80, 3), 90, np.uint8)
    grey[10:20, 10:20] = 255
    shape = Shape(mask=Bitmap(10, 10, np.ones((10, 10), np.uint8)))
    return marked(sample_of(black), "cat", None), marked(sample_of(grey, "dog"), "dog", shape)


def thing(**values):
    return {"things": [{"which": 0.5, "scale": 1.0, "x": 0.0, "y": 0.0, **values}]}


def test_only_the_thing_is_pasted_with_its_mark(pair):
    anchor, partner = pair
    result = CopyPaste().apply(anchor, [partner], thing(x=0.999, y=0.999))
    assert (result.image[50:, 70:] == 255).all()
    assert result.image.sum() == 255 * 3 * 100
    assert [each.label for each in result.marks.things] == ["cat", "dog"]
    assert result.marks.boxes.tolist() == [[10, 10, 20, 20], [70, 50, 80, 60]]
    assert result.label == anchor.label


def test_at_the_same_place_it_hides_what_was_there(pair):
    anchor, partner = pair
    stage = CopyPaste(at="same")
    part = stage.apply(anchor, [partner], thing(scale=0.6))
    assert part.marks.visible.tolist() == [pytest.approx(0.64), 1]
    assert part.marks.boxes.tolist() == [[10, 10, 20, 20], [12, 12, 18, 18]]
    whole = stage.apply(anchor, [partner], thing())
    assert [each.label for each in whole.marks.things] == ["dog"]


def test_a_box_alone_brings_what_shows_in_it(pair):
    anchor, partner = pair
    boxes = Marks.of(
        [Thing("dog", "dog.png", i) for i in (0, 1)], [(10, 10, 20, 20), (15, 10, 30, 20)]
    )
    result = CopyPaste().apply(anchor, [partner.with_marks(boxes)], thing(which=0.0))
    (_, first, second) = result.marks.boxes.tolist()
    assert first == [0, 0, 10, 10]
    assert second == [5, 0, 10, 10]
    assert result.marks.visible.tolist() == [1, 1, pytest.approx(1 / 3)]


def test_all_are_pasted_where_there_are_fewer_and_none_where_there_are_none(pair, rng):
    anchor, partner = pair
    stage = CopyPaste(count=5)
    drawn = stage.draw(anchor, rng)
    assert len(stage.apply(anchor, [partner], drawn).marks) == 2
    empty = stage.apply(anchor, [marked(partner, "dog")], drawn)
    assert np.array_equal(empty.image, anchor.image)
    assert empty.marks.boxes.tolist() == anchor.marks.boxes.tolist()


def test_a_thing_is_never_larger_than_the_image(pair):
    anchor, partner = pair
    for at in ("random", "same"):
        result = CopyPaste(at=at, scale=100).apply(anchor, [partner], thing(scale=100.0))
        assert result.image.shape == anchor.image.shape


@pytest.mark.parametrize("which", [0, 1])
def test_data_without_marks_is_refused(pair, sample_of, which):
    samples = list(pair)
    samples[which] = sample_of(samples[which].image)
    with pytest.raises(BadInput, match="works on what is marked in an image, and the data has no"):
        CopyPaste().apply(samples[0], [samples[1]], thing())


def test_bad_count():
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        CopyPaste(count=0)
