"""The imgaug adapter: what it offers, and what it makes of 16 bits, alpha and grey.

What every stage must do is tested in `tests/conformance`.
"""

import hashlib
import pickle
import subprocess
import sys
from unittest.mock import Mock

import numpy as np
import pytest

from augctl.errors import BadInput
from augctl.sample import KINDS, Kind, Label, Sample
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


def digest(image):
    return hashlib.sha256(repr((image.shape, image.dtype)).encode() + image.tobytes()).hexdigest()


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


@pytest.mark.parametrize("name", sorted({*NAMES} - {"Identity", "Noop"}))
def test_an_augmenter_changes_something(name):
    stage, item = example(name), sample()
    assert any(digest(run(stage, item, seed)) != digest(item.image) for seed in range(12))


@pytest.mark.parametrize("name", NAMES)
def test_a_default_in_the_form_of_a_recipe_is_the_default(name):
    for parameter in parameters(offered()[name]).values():
        if not parameter.required and parameter.name not in CHILD_PARAMETERS:
            field = adapter.find(name).model_fields[parameter.name]
            assert parameter.to_imgaug(field.default) == parameter.default


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
        assert "levels" in stage.refuses(Kind(3, 16))
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
    with pytest.raises(BadInput, match="takes no RGBA images: it does not move alpha"):
        run(adapter.find("pillike.Affine")(rotate=5), sample(channels=4))


def test_grey_stays_grey_or_is_refused():
    assert run(adapter.find("GaussianBlur")(), sample(channels=1)).shape == (40, 36, 1)
    with pytest.raises(BadInput, match=r"imgaug\.AddToHue takes no grey images: it needs three"):
        run(adapter.find("AddToHue")(), sample(channels=1))


@pytest.mark.parametrize(
    ("name", "values", "taken"),
    [
        ("Fliplr", {}, "grey, RGB, RGBA, grey 16-bit, RGB 16-bit, RGBA 16-bit"),
        ("CLAHE", {}, "grey, RGB, RGBA"),
        ("AddToHue", {}, "RGB, RGBA"),
        ("pillike.Affine", {"rotate": 5}, "RGB"),
        # Parameters decide, and what is inside does even where it is hardly ever drawn.
        ("Affine", {"rotate": 5, "cval": 3}, "grey, RGB, RGBA"),
        ("Sometimes", {"p": 0.001, "then_list": ["AddToHue"]}, "RGB, RGBA"),
        (
            "OneOf",
            {"children": ["Fliplr", {"Sequential": {"children": ["CLAHE"]}}]},
            "grey, RGB, RGBA",
        ),
        ("RandAugment", {}, "RGB"),
    ],
)
def test_which_kinds_are_taken_is_known_without_an_image(name, values, taken):
    stage = adapter.find(name)(**values)
    assert ", ".join(str(kind) for kind in KINDS if not stage.refuses(kind)) == taken
    again = pickle.loads(pickle.dumps(stage))
    assert [again.refuses(kind) for kind in KINDS] == [stage.refuses(kind) for kind in KINDS]
    assert again == stage


def test_a_machine_out_of_memory_is_no_reason_to_refuse_a_kind(monkeypatch):
    stage = adapter.find("Fliplr")()
    with monkeypatch.context() as patch:
        patch.setattr(type(stage), "build", Mock(side_effect=MemoryError))
        with pytest.raises(MemoryError):
            stage.refuses(Kind(1, 8))
    assert stage.refuses(Kind(1, 8)) == ""


def test_a_size_that_cannot_be_taken_is_refused_with_the_size():
    with pytest.raises(BadInput, match=r"Contrast cannot take this image \(1x1 pixels, RGB\)"):
        run(adapter.find("imgcorruptlike.Contrast")(), sample(1, 1))


def test_the_message_of_a_refusal_is_the_same_in_every_process():
    with pytest.raises(BadInput) as caught:
        run(adapter.find("CLAHE")(), sample(dtype=np.uint16))
    assert caught.value.message.endswith("images: it works on 8-bit images alone")


def test_what_takes_children_is_what_imgaug_says_takes_augmenters():
    for name in NAMES:
        target = offered()[name]
        written = entries(target)
        for parameter in signature(target):
            types = written[parameter].types if parameter in written else ""
            assert (parameter in CHILD_PARAMETERS) == ("Augmenter" in types), (name, parameter)
