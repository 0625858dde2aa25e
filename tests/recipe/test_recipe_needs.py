"""How much of an original a recipe needs: what decides whether a JPEG is decoded smaller."""

from __future__ import annotations

from typing import Any

import pytest

from augctl.recipe.compile import load

SIZE = (4000, 3000)
RESIZE = {"image.resize": {"width_px": 400}}
FLIP: dict[str, Any] = {"image.flip_lr": {}}


def needs(*chains: list[dict[str, Any]], **more: Any) -> tuple[int, int]:
    named = [
        {"name": f"c{i}", "copies": 1, "stages": stages, **more} for i, stages in enumerate(chains)
    ]
    return load({"version": 1, "chains": named}).needs(SIZE)


def test_the_first_stage_of_every_chain_says() -> None:
    assert needs([RESIZE, FLIP]) == (400, 300)
    assert needs([FLIP, RESIZE]) == SIZE
    tall = {"image.resize": {"width_px": 10, "height_px": 900}}
    assert needs([RESIZE], [tall]) == (400, 900)
    assert needs([RESIZE], [FLIP]) == SIZE


@pytest.mark.parametrize(
    "stage", [{**RESIZE, "p": 0.9}, {**RESIZE, "only": ["cat"]}, {"one_of": [RESIZE, RESIZE]}]
)
def test_a_stage_that_may_not_apply_says_nothing(stage: dict[str, Any]) -> None:
    assert needs([stage]) == SIZE


def test_gates_compare_with_the_whole_original() -> None:
    assert needs([RESIZE], gates=[{"quality.psnr": {"min": 10}}]) == SIZE


def test_the_smallest_part_of_a_crop_has_enough() -> None:
    crop = {"width_px": 200, "height_px": 300}
    whole = {"image.random_resized_crop": {**crop, "area": 1, "aspect": 4 / 3}}
    assert needs([whole]) == (200, 300)
    quarter = {"image.random_resized_crop": {**crop, "area": [0.25, 1], "aspect": 4 / 3}}
    assert needs([quarter]) == (400, 600)
    # A quarter of the area, as narrow as 1 to 3: 3000 high and 1000 wide; as flat as 3 to 1.
    thin = {"image.random_resized_crop": {**crop, "area": 0.25, "aspect": [1 / 3, 3]}}
    assert needs([thin]) == (800, 900)
    nothing = {"image.random_resized_crop": {**crop, "area": [0, 1]}}
    assert needs([nothing]) == SIZE


def test_a_letterbox_needs_what_it_shows() -> None:
    assert needs([{"image.letterbox": {"width_px": 640}}]) == (640, 480)


def test_what_is_refused_or_grows_needs_everything() -> None:
    assert needs([{"image.resize": {"width_px": 60_000, "height_px": 65_000}}])[0] >= SIZE[0]
    assert needs([{"image.resize": {"width_px": 65_000}}])[0] >= SIZE[0]
