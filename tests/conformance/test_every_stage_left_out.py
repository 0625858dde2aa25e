"""A stage with `p: 0` is not there: not for the pixels, not for the draws of other stages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import MODES, TRIED, content, of_image, picture, read_only

from augctl import registry
from augctl.engine.originals import Originals
from augctl.engine.render import Rendered, Renderer
from augctl.io.original import Entry
from augctl.planning.index import Order
from augctl.planning.index_writer import build
from augctl.recipe.compile import load
from augctl.sample import Sample
from augctl.stages.base import Gate

LEFT_OUT = [
    {name: dict(registry.find(name).example), "p": 0}
    for name in TRIED
    if not issubclass(registry.find(name), Gate)
]


@pytest.fixture
def originals() -> list[Sample]:
    return [read_only(of_image(picture((33, 47), mode), mode)) for mode in MODES]


def render(folder: Path, originals: list[Sample], stages: list[Any]) -> list[Rendered]:
    """Make one output of each original, as a run would."""
    recipe = load(
        {"version": 1, "seed": 7, "chains": [{"name": "a", "copies": 1, "stages": stages}]}
    )
    entries = [Entry(sample.id, sample.label.heaviest, -1, 1, 1) for sample in originals]
    index = build(sorted(entries, key=lambda entry: entry.path), folder / "index")
    by_path = {sample.id: sample for sample in originals}
    source = Originals(index, lambda number, needs: by_path[index.path(number)])
    renderer = Renderer(recipe.seed, source, Order.make(index, folder / "order"), {})
    return [renderer.render(recipe.chains[0], i, 0) for i in range(len(originals))]


def test_every_stage_left_out_leaves_the_original(tmp_path: Path, originals: list[Sample]) -> None:
    before = {sample.id: content(sample) for sample in originals}
    for made in render(tmp_path, originals, LEFT_OUT):
        assert content(made.sample) == before[made.sample.id]
        assert made.stages == []
        assert made.parents == (made.sample.id,)


def test_every_stage_left_out_leaves_the_draws_of_others(
    tmp_path: Path, originals: list[Sample]
) -> None:
    first: Any = {"image.gaussian_noise": {}, "id": "first"}
    last: Any = {"image.mosaic": {}, "id": "last"}
    alone = render(tmp_path / "alone", originals, [first, last])
    among = render(tmp_path / "among", originals, [*LEFT_OUT, first, *LEFT_OUT, last])
    for one, other in zip(alone, among, strict=True):
        assert content(one.sample) == content(other.sample)
        assert one.stages == other.stages
        assert one.parents == other.parents
