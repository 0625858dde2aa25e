import numpy as np
import pytest
from pydantic import ValidationError

from augctl.marks import Marks, Thing
from augctl.stages.image.mixup import Mixup


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.75, 1.0])
def test_pixels_and_labels_mix_in_the_same_shares(sample_of, photo, dtype, share):
    first = photo.astype(dtype) * dtype(np.iinfo(dtype).max // 255)
    second = np.ascontiguousarray(first[::-1])
    pair = sample_of(first, "cat"), sample_of(second, "dog")
    result = Mixup().apply(pair[0], [pair[1]], {"lambda": share})
    exact = first * share + second * (1 - share)
    assert np.abs(result.image - exact).max() <= 0.51
    assert dict(result.label.weights).get("cat", 0) == share


def test_a_blend_with_itself_changes_nothing(sample_of, photo):
    sample = sample_of(photo)
    result = Mixup().apply(sample, [sample], {"lambda": 0.37})
    assert np.array_equal(result.image, photo)
    assert result.label == sample.label


def test_shares_follow_the_beta_distribution(sample_of, photo, rng):
    stage = Mixup(alpha=0.4)
    drawn = np.array([stage.draw(sample_of(photo), rng)["lambda"] for _ in range(4000)])
    assert drawn.mean() == pytest.approx(0.5, abs=0.03)
    assert drawn.var() == pytest.approx(1 / (4 * (2 * 0.4 + 1)), abs=0.01)


@pytest.mark.parametrize("alpha", [0.001, 1000])
def test_extreme_alpha_stays_within_0_and_1(sample_of, photo, rng, alpha):
    drawn = [Mixup(alpha=alpha).draw(sample_of(photo), rng)["lambda"] for _ in range(500)]
    assert all(0 <= share <= 1 for share in drawn)


def test_bad_alpha():
    with pytest.raises(ValidationError, match="a number"):
        Mixup(alpha=[0.2, 0.4])


def with_box(sample, name, box):
    return sample.with_marks(Marks.of([Thing(name, f"{name}.png", 0)], [box]))


def test_the_marks_of_both_stay_where_both_are_seen(sample_of, photo):
    anchor = with_box(sample_of(photo), "cat", (5, 5, 20, 20))
    partner = with_box(
        sample_of(np.repeat(photo, 2, axis=0).repeat(2, axis=1)), "dog", (0, 0, 8, 6)
    )
    for share, labels in ((0.7, ["cat", "dog"]), (0.001, ["dog"]), (0.999, ["cat"])):
        marks = Mixup().apply(anchor, [partner], {"lambda": share}).marks
        assert [thing.label for thing in marks.things] == labels
        assert (marks.visible == 1).all()
    both = Mixup().apply(anchor, [partner], {"lambda": 0.5}).marks
    assert both.boxes.tolist() == [[5, 5, 20, 20], [0, 0, 4, 3]]
