"""What every stage must do, whatever it does. A new stage is tested here by being a file."""

from __future__ import annotations

import json
import pickle
import random
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import cv2
import imgaug
import numpy as np
import pytest
from cases import (
    PARTNERS,
    SAMPLES,
    TRIED,
    content,
    draw,
    names,
    of_image,
    picture,
    plain,
    read_only,
    run,
    the,
)

from augctl import registry
from augctl.sample import Sample
from augctl.stages.base import Gate, Mix, Stage, Transform
from augctl.stages.image._affine import warp
from augctl.stages.image._geometric import GeometricTransform

on_samples = pytest.mark.parametrize(
    ("stage", "anchor"),
    [
        pytest.param(the(name), anchor, id=f"{name}-{case}")
        for name in TRIED
        for case, anchor in SAMPLES[the(name).slot].items()
    ],
)
on_names = pytest.mark.parametrize("name", TRIED)


def stir(seed: int) -> None:
    """Set every generator that belongs to nobody."""
    random.seed(seed)
    np.random.seed(seed)
    cv2.setRNGSeed(seed)
    imgaug.seed(seed)


def stirred() -> Any:
    """Return the state of those generators; OpenCV does not tell of its own."""
    ours = np.random.get_state(legacy=False)
    theirs = imgaug.random.get_global_rng()
    return random.getstate(), pickle.dumps(ours), id(theirs), pickle.dumps(theirs.state)


@on_samples
def test_input_is_not_changed(stage: Stage, anchor: Sample) -> None:
    before = content(anchor), content(PARTNERS[stage.slot])
    run(stage, anchor, draw(stage, anchor))
    assert (content(anchor), content(PARTNERS[stage.slot])) == before


@on_samples
def test_same_seed_same_bytes_also_from_the_manifest(stage: Stage, anchor: Sample) -> None:
    stir(1)
    drawn = draw(stage, anchor)
    assert plain(drawn)
    result = content(run(stage, anchor, drawn))
    partner = PARTNERS[stage.slot]
    run(stage, partner, draw(stage, partner, seed=5))  # of which nothing may stay behind
    stir(2)
    before = stirred()
    again = json.loads(json.dumps(drawn))
    assert again == drawn == draw(stage, anchor)
    assert content(run(pickle.loads(pickle.dumps(stage)), read_only(anchor), again)) == result
    assert stirred() == before


def results() -> dict[str, str]:
    """Hash what each stage makes of a small sample."""
    hashes = {}
    for name in TRIED:
        anchor = SAMPLES[the(name).slot]["RGB8-33x47"]
        result = content(run(the(name), anchor, draw(the(name), anchor)))
        hashes[name] = sha256(repr(result).encode()).hexdigest()
    return hashes


def test_same_bytes_in_another_process_and_in_another_order() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "import json, test_every_stage as here\n"
        "here.TRIED.reverse(); here.stir(3); print(json.dumps(here.results()))"
    )
    made = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert json.loads(made.stdout) == results()
    assert made.stderr == ""


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
    else:
        reason, message = result
        assert reason.isidentifier()
        assert message


@on_names
def test_not_every_sample_is_refused_and_nothing_is_printed(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    stage = the(name)
    results = [run(stage, sample, draw(stage, sample)) for sample in SAMPLES[stage.slot].values()]
    assert any(isinstance(result, (Sample, float)) for result in results)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("stage_name", names(Mix))
def test_descriptors_of_all_samples_have_one_length(stage_name: str) -> None:
    stage: Any = the(stage_name)
    found = [stage.describe(sample) for sample in SAMPLES[stage.slot].values()]
    assert {vector.shape for vector in found} == {(len(found[0]),)}
    assert {vector.dtype for vector in found} == {np.dtype(np.float32)}
    assert all(np.isfinite(vector).all() for vector in found)


@pytest.mark.parametrize(
    "stage_name", [name for name in names(Transform) if "needs" in vars(registry.find(name))]
)
def test_as_many_pixels_as_it_needs_give_the_same_picture(stage_name: str) -> None:
    stage: Any = the(stage_name)
    for width, height in ((2000, 1504), (1504, 2000), (1496, 1128), (4000, 1336)):
        needed = stage.needs((width, height))
        parts = next(n for n in (8, 4, 2) if needed[0] <= width // n and needed[1] <= height // n)
        size = width // parts, height // parts
        small = cv2.resize(picture((16, 12), "RGB8"), size, interpolation=cv2.INTER_CUBIC)
        large = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
        for seed in range(10):
            drawn = draw(stage, of_image(large), seed)
            assert drawn == draw(stage, of_image(small), seed)
            results = [stage.apply(of_image(each), drawn).image for each in (large, small)]
            assert results[0].shape == results[1].shape
            assert np.abs(results[0].astype(float) - results[1]).mean() < 2


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
