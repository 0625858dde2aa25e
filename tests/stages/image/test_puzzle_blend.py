import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.puzzle_blend import PuzzleBlend


def test_tiles_come_from_the_partner_and_keep_their_place(sample_of, photo):
    mirror = np.ascontiguousarray(photo[:, ::-1])
    drawn = {"rows": 2, "columns": 4, "tiles": [1, 7]}
    result = PuzzleBlend().apply(sample_of(photo), [sample_of(mirror, "dog")], drawn)
    expected = photo.copy()
    expected[:30, 20:40], expected[30:, 60:] = mirror[:30, 20:40], mirror[30:, 60:]
    assert np.array_equal(result.image, expected)
    assert result.label.weights == (("cat", 0.75), ("dog", 0.25))


def test_tiles_that_do_not_divide_the_image_count_by_area(sample_of):
    pair = [sample_of(np.full((5, 7), v, np.uint8), name) for v, name in ((0, "cat"), (9, "dog"))]
    for tile in range(6):
        drawn = {"rows": 2, "columns": 3, "tiles": [tile]}
        result = PuzzleBlend().apply(pair[0], pair[1:], drawn)
        assert dict(result.label.weights)["dog"] == pytest.approx((result.image == 9).mean())


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_soft_seams_blend_and_the_label_follows_the_weights(sample_of, dtype):
    white = np.iinfo(dtype).max
    pair = [sample_of(np.full((40, 60, 3), v, dtype), n) for v, n in ((0, "cat"), (white, "dog"))]
    drawn = {"rows": 1, "columns": 3, "tiles": [0]}
    result = PuzzleBlend(seam_px=3).apply(pair[0], pair[1:], drawn)
    row = result.image[20, :, 0].astype(float) / white
    assert (row[0], row[-1]) == (1, 0)
    assert (np.diff(row) <= 0).all()
    assert row[19] + row[20] == pytest.approx(1, abs=0.01)
    assert dict(result.label.weights)["dog"] == pytest.approx(row.mean(), abs=0.002)


def test_the_share_of_tiles_is_as_asked(sample_of, photo, rng):
    stage = PuzzleBlend(rows=5, columns=4, share=0.35)
    drawn = [stage.draw(sample_of(photo), rng)["tiles"] for _ in range(400)]
    assert {len(tiles) for tiles in drawn} == {7}
    assert np.bincount(np.ravel(drawn)) == pytest.approx([140] * 20, abs=50)


def test_bad_rows():
    with pytest.raises(ValidationError, match="less than or equal to 100"):
        PuzzleBlend(rows=101)
