"""How much of an original a chain needs: what decides whether a JPEG is decoded smaller."""

from __future__ import annotations

from typing import Any

import pytest

from augctl.errors import BadInput
from augctl.recipe.compile import load
from augctl.stages.image.resize import Resize

SIZE = (4000, 3000)
RESIZE = {"image.resize": {"width_px": 400}}
FLIP: dict[str, Any] = {"image.flip_lr": {}}


def needs(stages: list[dict[str, Any]], **more: Any) -> tuple[int, int]:
    chain = {"name": "c", "copies": 1, "stages": stages, **more}
    return load({"version": 1, "chains": [chain]}).chains[0].needs(SIZE)


def test_the_first_stage_says() -> None:
    assert needs([RESIZE, FLIP]) == (400, 300)
    assert needs([FLIP, RESIZE]) == SIZE
    assert needs([{"image.resize": {"width_px": 10, "height_px": 900}}]) == (10, 900)


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


def test_what_the_stage_will_refuse_needs_everything() -> None:
    with pytest.raises(BadInput):
        Resize(width_px=65_535).needs((10, 4000))
    chain = {"name": "c", "copies": 1, "stages": [{"image.resize": {"width_px": 65_535}}]}
    assert load({"version": 1, "chains": [chain]}).chains[0].needs((10, 4000)) == (10, 4000)


def test_what_grows_needs_all_there_is() -> None:
    assert needs([{"image.resize": {"width_px": 5000}}]) == (5000, 3750)


@pytest.mark.parametrize("answer", [ZeroDivisionError(), None, ("a", 2)])
def test_a_plugin_that_cannot_say_gets_everything(answer: Any, monkeypatch: Any) -> None:
    def say(self: Resize, size: tuple[int, int]) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(Resize, "needs", say)
    assert needs([RESIZE]) == SIZE
