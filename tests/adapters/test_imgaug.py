"""The imgaug adapter: every augmenter runs, and by its seed alone."""

import hashlib
import json
import pickle
import random
import subprocess
import sys

import cv2
import imgaug as ia
import numpy as np
import pytest

from augctl.errors import BadInput
from augctl.sample import Label, Sample
from augctl.seeds import rng_for
from augctl.stages.adapters import imgaug as adapter
from augctl.stages.adapters._imgaug_docs import entries
from augctl.stages.adapters._imgaug_library import (
    CHILD_PARAMETERS,
    IN_LEVELS,
    found,
    offered,
    signature,
)
from augctl.stages.adapters._imgaug_run import augment, seeded
from augctl.stages.adapters._imgaug_values import parameters

NAMES = adapter.names()


def picture(height=40, width=36, channels=3, dtype=np.uint8):
    """A gradient with noise, so that everything has an effect; read-only, as originals are."""
    y, x = np.mgrid[0:height, 0:width]
    ramps = [x / max(width - 1, 1), y / max(height - 1, 1), (x + y) / max(width + height - 2, 1)]
    base = 180 * np.stack([*ramps, np.full((height, width), 0.7)], axis=-1)[..., :channels]
    noise = np.random.default_rng(0).integers(0, 76, base.shape)
    image = (base + noise).astype(np.uint8).astype(dtype)
    if dtype == np.uint16:
        image *= 257
    image.setflags(write=False)
    return image


def sample(*args, **kwargs):
    return Sample("a.png", Label(), {"image": picture(*args, **kwargs)})


def example(name):
    stage = adapter.find(name)
    return stage.model_validate(dict(stage.example))


def run(stage, item, seed=1):
    return stage.apply(item, {"seed": seed}).image


def outcome(stage, item):
    """Return the image, or the refusal."""
    try:
        return run(stage, item)
    except BadInput as refusal:
        return refusal


def digest(image):
    return hashlib.sha256(repr((image.shape, image.dtype)).encode() + image.tobytes()).hexdigest()


def stir(seed):
    """Set every generator there is that belongs to nobody."""
    ia.seed(seed)
    random.seed(seed)
    np.random.seed(seed)
    cv2.setRNGSeed(seed)


def test_what_the_library_has_is_offered_or_withheld_with_a_reason():
    withheld = adapter.withheld()
    assert set(found()) == set(NAMES) | set(withheld)
    assert not set(NAMES) & set(withheld)
    assert all(withheld.values())
    assert len(NAMES) > 170
    with pytest.raises(KeyError):
        adapter.find("Lambda")
    assert adapter.find("Add") is adapter.find("Add")


def test_the_library_is_imported_only_when_a_name_is_asked_for():
    code = (
        "import sys; from augctl.stages.adapters import imgaug as a; assert 'imgaug' not in "
        "sys.modules; a.names(); assert 'imgaug' in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


@pytest.mark.parametrize("name", NAMES)
def test_an_augmenter_runs_and_depends_on_the_seed_alone(name, capfd):
    stage, item = example(name), sample()
    drawn = stage.draw(item, rng_for(7, name))
    assert json.loads(json.dumps(drawn)) == drawn
    stir(1)
    first = stage.apply(item, drawn).image
    run(stage, sample(90, 120), seed=5)
    stir(2)
    assert digest(stage.apply(item, drawn).image) == digest(first)
    assert digest(pickle.loads(pickle.dumps(stage)).apply(item, drawn).image) == digest(first)
    assert first.dtype == np.uint8
    assert first.shape[2] == 3
    assert first.flags.c_contiguous
    assert not np.shares_memory(first, item.image)
    assert np.array_equal(item.image, picture())
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", sorted({*NAMES} - {"Identity", "Noop"}))
def test_an_augmenter_changes_something(name):
    stage, item = example(name), sample()
    assert any(digest(run(stage, item, seed)) != digest(item.image) for seed in range(12))


@pytest.mark.parametrize("name", NAMES)
def test_a_stage_is_documented_and_written_out_as_a_recipe(name):
    stage = adapter.find(name)
    assert stage.name == f"imgaug.{name}"
    assert stage.__doc__.endswith(".")
    assert all(len(field.description) > 5 for field in stage.model_fields.values())
    json.dumps(stage.model_json_schema())
    written = example(name).model_dump(mode="json")
    assert stage.model_validate(json.loads(json.dumps(written))).model_dump(mode="json") == written
    assert pickle.loads(pickle.dumps(example(name))) == example(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_default_in_the_form_of_a_recipe_is_the_default(name):
    for parameter in parameters(offered()[name]).values():
        if not parameter.required and parameter.name not in CHILD_PARAMETERS:
            field = adapter.find(name).model_fields[parameter.name]
            assert parameter.to_imgaug(field.default) == parameter.default


def test_another_process_makes_the_same_bytes():
    # Its modules come from here, not from a package: tests have none.
    code = (
        f"import sys, json; sys.path.insert(0, {str(__file__.rpartition('/')[0])!r})\n"
        "from test_imgaug import *; stir(3)\n"
        "print(json.dumps({n: digest(run(example(n), sample())) for n in reversed(NAMES)}))"
    )
    made = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert json.loads(made.stdout) == {name: digest(run(example(name), sample())) for name in NAMES}
    assert made.stderr == ""


def test_the_generators_of_others_are_left_alone():
    stir(4)
    before = ia.random.get_global_rng()
    state, other = before.state["state"]["state"].tolist(), np.random.get_state()[1].tolist()
    for name in ("imgcorruptlike.Frost", "KMeansColorQuantization", "Rain", "RandAugment"):
        run(example(name), sample())
    assert ia.random.get_global_rng() is before
    assert before.state["state"]["state"].tolist() == state
    assert np.random.get_state()[1].tolist() == other


@pytest.mark.parametrize("size", [(1, 1), (1, 70), (3, 500)], ids=str)
@pytest.mark.parametrize("kind", ["grey", "rgb", "rgba", "rgb16", "rgba16"])
def test_any_image_is_augmented_or_refused(kind, size):
    channels = {"grey": 1, "rgb": 3, "rgba": 4}[kind.removesuffix("16")]
    dtype = np.uint16 if kind.endswith("16") else np.uint8
    item = sample(*size, channels, dtype)
    before = item.image.copy()
    for name in NAMES:
        result = outcome(example(name), item)
        if isinstance(result, BadInput):
            assert result.reason == "unsupported"
            assert f"imgaug.{name}" in result.message
        else:
            assert (result.dtype, result.ndim, result.shape[2]) == (dtype, 3, channels)
            assert result.size
    assert np.array_equal(item.image, before)


@pytest.mark.parametrize("name", NAMES)
def test_16_bits_give_what_8_bits_give_or_are_refused(name):
    stage, differs, works = example(name), False, False
    # Some of those that count levels hardly show it.
    for seed in range(16 if name in IN_LEVELS else 4):
        try:
            with seeded(seed):
                fine = augment(stage.build(), picture(dtype=np.uint16), name)
        except BadInput:
            continue
        coarse = run(stage, sample(), seed)
        works = True
        differs |= fine.shape != coarse.shape or np.abs(fine / 257 - coarse).mean() > 1
    if name in IN_LEVELS:
        assert differs or not works
        with pytest.raises(BadInput, match="levels"):
            run(stage, sample(dtype=np.uint16))
    else:
        assert not differs


def test_a_child_or_a_parameter_that_counts_levels_is_refused_on_16_bits():
    item = sample(dtype=np.uint16)
    for name, values in (
        ("Sequential", {"children": ["Fliplr", {"Sometimes": {"then_list": ["Salt"]}}]}),
        ("Affine", {"rotate": 20, "cval": 128}),
        ("Invert", {"max_value": 200}),
    ):
        with pytest.raises(BadInput, match="levels of 8-bit images"):
            run(adapter.find(name)(**values), item)
    blend = adapter.find("BlendAlphaHorizontalLinearGradient")
    run(blend(min_value=0.1, foreground=["Fliplr"]), item)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_alpha_moves_with_the_pixels(dtype):
    item = sample(channels=4, dtype=dtype)
    assert np.array_equal(run(adapter.find("Fliplr")(), item), item.image[:, ::-1])
    assert np.array_equal(run(adapter.find("Identity")(), item), item.image)
    padded = run(adapter.find("Pad")(px=[2, 0, 0, 0], keep_size=False), item)
    assert not padded[:2].any()
    assert np.array_equal(padded[2:], item.image)


def test_alpha_takes_no_change_of_colour():
    image = run(adapter.find("Invert")(), sample(channels=4))
    assert np.array_equal(image[..., 3], picture(channels=4)[..., 3])
    assert np.array_equal(image[..., :3], 255 - picture(channels=4)[..., :3])
    with pytest.raises(BadInput, match="and alpha"):
        run(adapter.find("pillike.Affine")(rotate=5), sample(channels=4))


def test_grey_stays_grey_or_is_refused():
    assert run(adapter.find("GaussianBlur")(), sample(channels=1)).shape == (40, 36, 1)
    with pytest.raises(BadInput, match=r"AddToHue cannot take this image \(36x40 uint8, 1 chan"):
        run(adapter.find("AddToHue")(), sample(channels=1))


def test_the_message_of_a_refusal_is_the_same_in_every_process():
    with pytest.raises(BadInput) as caught:
        run(adapter.find("CLAHE")(), sample(dtype=np.uint16))
    assert caught.value.message.endswith("which is a forbidden dtype")


def test_what_takes_children_is_what_imgaug_says_takes_augmenters():
    for name in NAMES:
        target = offered()[name]
        written = entries(target)
        for parameter in signature(target):
            types = written[parameter].types if parameter in written else ""
            assert (parameter in CHILD_PARAMETERS) == ("Augmenter" in types), (name, parameter)
