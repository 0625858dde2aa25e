"""What every stage must do, whatever it does. A new stage is tested here by being a file."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from augctl import registry
from augctl.errors import BadInput
from augctl.sample import Image, Label, Sample
from augctl.seeds import rng_for
from augctl.stages.base import Gate, Mix, Stage
from augctl.stages.image._affine import GeometricTransform, warp

TESTS = Path(__file__).parents[1]
MODES = {
    f"{mode}{8 * np.dtype(dtype).itemsize}": (channels, dtype)
    for (mode, channels), dtype in product(
        {"L": 1, "RGB": 3, "RGBA": 4}.items(), (np.uint8, np.uint16)
    )
}
SIZES = ((1, 1), (1, 7), (3000, 20), (33, 47))


def picture(size: tuple[int, int], mode: str, seed: str = "") -> Image:
    channels, dtype = MODES[mode]
    rng = rng_for(3, mode, *size, seed)
    shape = (size[1], size[0], channels)
    return rng.integers(np.iinfo(dtype).max, size=shape, dtype=dtype, endpoint=True)


def of_image(image: Image, label: str = "cat") -> Sample:
    return Sample(f"{label}/1.png", Label.of(label), {"image": image})


def read_only(sample: Sample) -> Sample:
    """Return the sample as a worker gets an original: it may be shared memory."""
    copies = {slot: pickle.loads(pickle.dumps(value)) for slot, value in sample.slots.items()}
    for value in copies.values():
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return replace(sample, slots=copies)


SAMPLES: dict[str | None, dict[str, Sample]] = {
    "image": {
        f"{mode}-{size[0]}x{size[1]}": of_image(picture(size, mode))
        for mode, size in product(MODES, SIZES)
    }
}
SAMPLES[None] = SAMPLES["image"]
PARTNERS = {"image": of_image(picture((40, 21), "RGB8", "partner"), "dog")}
PARTNERS[None] = PARTNERS["image"]


def the(name: str) -> Stage:
    stage = registry.find(name)
    return stage(**stage.example)


def names(kind: type[Stage]) -> list[str]:
    return [name for name in registry.builtin_names() if issubclass(registry.find(name), kind)]


def draw(stage: Any, anchor: Sample, seed: int = 7) -> Any:
    return {} if isinstance(stage, Gate) else stage.draw(anchor, rng_for(seed, stage.name))


def run(stage: Any, anchor: Sample, drawn: Any) -> Any:
    """Return what the stage makes of an anchor: a sample, a score, or its refusal."""
    partner = PARTNERS[stage.slot]
    try:
        if isinstance(stage, Gate):
            return stage.score(anchor, partner)
        if isinstance(stage, Mix):
            return stage.apply(anchor, [partner] * stage.arity, drawn)
        return stage.apply(anchor, drawn)
    except BadInput as refusal:
        return refusal.reason


def content(result: Any) -> Any:
    """Turn a result into what can be compared: every bit of it."""
    if not isinstance(result, Sample):
        return result
    slots = {
        name: (value.dtype, value.shape, value.tobytes())
        if isinstance(value, np.ndarray)
        else value
        for name, value in result.slots.items()
    }
    return result.id, result.label, slots, result.icc, result.lost


def plain(value: Any) -> bool:
    """Say whether a value is JSON, to the type: float64 of numpy is a float that is none."""
    if type(value) is dict:
        return all(type(key) is str and plain(item) for key, item in value.items())
    if type(value) is list:
        return all(plain(item) for item in value)
    return value is None or type(value) in (bool, int, float, str)


@pytest.fixture(params=registry.builtin_names())
def name(request: pytest.FixtureRequest) -> str:
    return request.param


CASES = [
    pytest.param(the(name), anchor, id=f"{name}-{case}")
    for name in registry.builtin_names()
    for case, anchor in SAMPLES[registry.find(name).slot].items()
]
on_samples = pytest.mark.parametrize(("stage", "anchor"), CASES)


@on_samples
def test_input_is_not_changed(stage: Stage, anchor: Sample) -> None:
    before = content(anchor), content(PARTNERS[stage.slot])
    run(stage, anchor, draw(stage, anchor))
    assert (content(anchor), content(PARTNERS[stage.slot])) == before


@on_samples
def test_same_seed_same_bytes_also_from_the_manifest(stage: Stage, anchor: Sample) -> None:
    drawn = draw(stage, anchor)
    assert plain(drawn)
    result = content(run(stage, anchor, drawn))
    again = json.loads(json.dumps(drawn))
    assert again == drawn == draw(stage, anchor)
    assert content(run(pickle.loads(pickle.dumps(stage)), read_only(anchor), again)) == result


@on_samples
def test_result_is_of_the_kind_of_the_input(stage: Stage, anchor: Sample) -> None:
    result = run(stage, anchor, draw(stage, anchor))
    if isinstance(stage, Gate):
        assert type(result) is float
        assert np.isfinite(result)
    elif isinstance(result, Sample):
        assert (result.id, result.icc) == (anchor.id, anchor.icc)
        assert sum(share for _, share in result.label.weights) == pytest.approx(1)
        for slot, value in result.slots.items():
            if isinstance(value, np.ndarray):
                assert value.dtype == anchor.slots[slot].dtype
                assert value.ndim == anchor.slots[slot].ndim
                assert value.flags.c_contiguous
        if "image" in result.slots:
            assert result.image.shape[2] == anchor.image.shape[2]
            assert min(result.image.shape) >= 1


def test_not_every_sample_is_refused(name: str) -> None:
    stage = the(name)
    results = [run(stage, sample, draw(stage, sample)) for sample in SAMPLES[stage.slot].values()]
    assert any(isinstance(result, (Sample, float)) for result in results)


@pytest.mark.parametrize("stage_name", names(Mix))
def test_descriptors_of_all_samples_have_one_length(stage_name: str) -> None:
    stage: Any = the(stage_name)
    found = [stage.describe(sample) for sample in SAMPLES[stage.slot].values()]
    assert {vector.shape for vector in found} == {(len(found[0]),)}
    assert {vector.dtype for vector in found} == {np.dtype(np.float32)}
    assert all(np.isfinite(vector).all() for vector in found)


@pytest.mark.parametrize("stage_name", names(GeometricTransform))
def test_pixels_go_where_the_mapping_says(stage_name: str) -> None:
    stage: Any = the(stage_name)
    ramp = np.add.outer(np.arange(90), np.arange(160)).astype(np.uint8)[..., None]
    sample = of_image(ramp)
    drawn = draw(stage, sample)
    mapping, result = stage.mapping((160, 90), drawn), stage.apply(sample, drawn).image
    assert result.shape == (mapping.size[1], mapping.size[0], 1)
    inside = cv2.erode(warp(np.full_like(ramp, 255), mapping, (0.0,)), np.ones((5, 5)))
    difference = np.abs(warp(ramp, mapping, (0.0,)).astype(int) - result)[inside == 255]
    assert difference.size > inside.size / 4
    assert difference.max() <= 2


def test_documentation(name: str) -> None:
    stage = registry.find(name)
    first, _, rest = (stage.__doc__ or "").partition("\n")
    assert first.endswith(".")
    assert rest.strip()
    assert [key for key, field in stage.model_fields.items() if not field.description] == []
    assert (TESTS / "stages" / name.replace(".", "/test_")).with_suffix(".py").is_file()


def test_schema_describes_the_example(name: str) -> None:
    stage = registry.find(name)
    schema = stage.model_json_schema()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(json.dumps(dict(stage.example))))
    assert stage(**json.loads(the(name).model_dump_json())) == the(name)


def test_parameters_are_closed_and_frozen(name: str) -> None:
    stage = registry.find(name)
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        stage(**stage.example, no_such_parameter=1)
    for field in stage.model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(the(name), field, 1)
