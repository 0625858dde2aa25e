import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from augctl.errors import BadInput
from augctl.marks import Marks, Thing
from augctl.stages.image.background_swap import BackgroundSwap

RED, GREEN, BLUE = (200, 0, 0), (0, 200, 0), (0, 0, 200)


def write(path, colour, size=(40, 30)):
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), np.full((size[1], size[0], 3), colour[::-1], np.uint8))


@pytest.fixture
def scene(sample_of):
    """A red disc on blue, with the disc as its mask."""
    inside = cv2.circle(np.zeros((90, 120), np.uint8), (60, 45), 30, 1, -1)
    image = np.where(inside[..., None] == 1, RED, BLUE).astype(np.uint8)
    return sample_of(image), inside


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_alpha_composites_exactly_and_the_result_is_opaque(sample_of, photo, dtype):
    unit = np.iinfo(dtype).max // 255
    alpha = np.tile(np.linspace(0, 255, 80).round(), (60, 1))
    image = (np.dstack([photo, alpha]) * unit).astype(dtype)
    result = BackgroundSwap(fill=[10, 20, 30]).apply(sample_of(image), {}).image
    exact = (photo * alpha[..., None] + (10, 20, 30) * (255 - alpha[..., None])) / 255 * unit
    assert np.abs(result[..., :3] - exact).max() <= 0.51 + 0.01 * unit
    assert (result[..., 3] == np.iinfo(dtype).max).all()


@pytest.mark.parametrize("ending", ["png", "tif", "bmp"])
def test_masks_go_by_the_name_of_the_original(scene, tmp_path, ending):
    sample, inside = scene
    (tmp_path / "cat").mkdir()
    cv2.imwrite(str(tmp_path / f"cat/1.{ending}"), inside * 255)
    stage = BackgroundSwap(masks=tmp_path, fill=GREEN, feather_px=0)
    result = stage.apply(sample, {}).image
    assert np.array_equal(result, np.where(inside[..., None] == 1, RED, GREEN))


def test_grabcut_finds_a_subject_and_feathers_it_inwards(scene):
    sample, inside = scene
    result = BackgroundSwap(fill=GREEN).apply(sample, {}).image.astype(int)
    assert (result[cv2.erode(inside, np.ones((9, 9))) == 1] == RED).all()
    assert (result[cv2.dilate(inside, np.ones((5, 5))) == 0] == GREEN).all()
    # Hardly anything is left of the old background.
    assert result[..., 2].max() < 60


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (3, 3), (7, 1), (20, 3000)])
def test_small_and_thin_images_give_a_result_or_a_reason(sample_of, rng, shape):
    sample = sample_of(rng.integers(256, size=(*shape, 3), dtype=np.uint8))
    try:
        reason, result = "", BackgroundSwap(fill=0).apply(sample, {}).image
    except BadInput as refusal:
        reason, result = refusal.reason, sample.image
    assert reason in ("", "no_subject", "no_background")
    assert result.shape == (*shape, 3)


def test_pictures_come_from_the_folder_sorted_and_all(scene, tmp_path, rng):
    sample, _ = scene
    for name in ("b.png", "a/2.png", "a/10.png", "._b.png"):
        write(tmp_path / name, GREEN)
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "notes.jpg").write_text("no picture either")
    (tmp_path / "empty.png").touch()
    stage = BackgroundSwap(folder=tmp_path)
    assert stage._files == ("a/10.png", "a/2.png", "b.png")
    drawn = [stage.draw(sample, rng) for _ in range(60)]
    assert {values["file"] for values in drawn} == set(stage._files)
    assert (stage.apply(sample, drawn[0]).image[0, 0] == GREEN).all()


def test_the_seen_part_of_a_picture_is_as_drawn(sample_of, photo, tmp_path):
    cv2.imwrite(str(tmp_path / "1.png"), photo[..., ::-1])
    stage = BackgroundSwap(folder=tmp_path)
    clear = sample_of(np.zeros((30, 40, 4), np.uint8))
    clear.image[0, 0] = 255
    drawn = {"file": "1.png", "area": 0.25, "x": 0.5, "y": 0.999}
    result = stage.apply(clear, drawn).image
    assert np.array_equal(result[1:, 1:, :3], photo[31:, 21:60])


def test_clouds_are_drawn_and_follow_the_mode(scene, rng):
    stage = BackgroundSwap()
    first, second = (stage.draw(scene[0], rng) for _ in range(2))
    sky = stage.apply(scene[0], first).image[:8]
    assert not np.array_equal(sky, stage.apply(scene[0], second).image[:8])
    assert 20 < sky.mean() < 235


@pytest.mark.parametrize(
    ("masked", "reason", "message"),
    [
        (None, "no_mask", r"has no mask cat/1.png for cat/1.png"),
        ((9, 9), "mask_size", "the mask cat/1.png and the image have 9x9 and 120x90 pixels"),
        ((120, 90), "no_subject", "no subject that could be kept"),
    ],
)
def test_masks_that_do_not_fit(scene, tmp_path, masked, reason, message):
    if masked:
        write(tmp_path / "cat/1.png", (0, 0, 0), masked)
    with pytest.raises(BadInput, match=message) as refusal:
        BackgroundSwap(masks=tmp_path).apply(scene[0], {})
    assert refusal.value.reason == reason


def test_a_background_that_is_gone_is_named(scene, tmp_path):
    write(tmp_path / "sea.png", BLUE)
    stage = BackgroundSwap(folder=tmp_path)
    (tmp_path / "sea.png").write_bytes(b"\x89PNG")
    with pytest.raises(BadInput, match=r"the background sea.png: "):
        stage.apply(scene[0], {"file": "sea.png", "area": 1, "x": 0, "y": 0})


def test_bad_folders(tmp_path):
    with pytest.raises(ValidationError, match=f"a folder; there is none at {tmp_path}/no"):
        BackgroundSwap(folder=tmp_path / "no")
    with pytest.raises(ValidationError, match="a folder with pictures; there is none in"):
        BackgroundSwap(folder=tmp_path)
    with pytest.raises(ValidationError, match="masks, the folder of the masks, beside"):
        BackgroundSwap(subject="mask")
    with pytest.raises(ValidationError, match="or `auto` beside masks, not grabcut"):
        BackgroundSwap(subject="grabcut", masks=tmp_path)


def test_folders_are_relative_to_the_recipe(tmp_path):
    write(tmp_path / "sea/1.png", BLUE)
    context = {"folder": tmp_path}
    stage = BackgroundSwap.model_validate({"folder": "sea"}, context=context)
    assert stage.folder == tmp_path / "sea"


def test_a_box_is_seen_as_far_as_the_subject_reaches_in_it(scene, tmp_path):
    sample, inside = scene
    (tmp_path / "cat").mkdir()
    cv2.imwrite(str(tmp_path / "cat/1.png"), inside * 255)
    boxes = [(30, 15, 91, 76), (30, 15, 60, 76), (0, 15, 60, 76), (0, 0, 20, 20)]
    things = [Thing("disc", "1.png", i) for i in range(len(boxes))]
    stage = BackgroundSwap(masks=tmp_path, fill=GREEN, feather_px=0)
    marks = stage.apply(sample.with_marks(Marks.of(things, boxes)), {}).marks
    # Of the disc's own box the corners are not the disc's.
    assert [thing.number for thing in marks.things] == [0, 1, 2]
    assert marks.visible.tolist() == pytest.approx([1, 1, 0.5], abs=0.04)
    # Nothing else is left in the boxes, so they are around that.
    for box, (left, upper, right, lower) in zip(marks.boxes.tolist(), boxes, strict=False):
        y, x = np.nonzero(inside[upper:lower, left:right])
        assert box == [left + x.min(), upper + y.min(), left + x.max() + 1, upper + y.max() + 1]
