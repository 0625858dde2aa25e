"""What `augctl preview` shows of images: some originals in a grid, each with its variants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from augctl.commands.preview_anchors import spread_anchors
from augctl.engine.progress import Progress, counting
from augctl.engine.render import Rendered
from augctl.engine.workspace import ImageSpace
from augctl.errors import BadInput, Rejected
from augctl.io.paths import readable
from augctl.planning.quotas import ChainPlan
from augctl.recipe.chain import Chain
from augctl.sample import Label, Sample

if TYPE_CHECKING:
    from PIL.Image import Image


def draw_images(
    space: ImageSpace,
    plans: Mapping[int, ChainPlan],
    about: Mapping[int, str],
    subheading: str,
    shape: tuple[int, int, int],
    progress: Progress,
) -> tuple[Image, int, int]:
    """Draw originals and variants.

    Args:
        space: The images and their recipe.
        plans: The plan of each chain.
        about: What each chain does.
        subheading: What stands below the recipe's name.
        shape: Originals, variants and cell_px of `preview`.
        progress: Called as pictures are made.

    Returns:
        The picture; how many originals it shows, and how many variants.
    """
    from augctl.show.grid import Row, Section, draw_grid

    originals, variants, cell_px = shape
    chosen = {i: spread_anchors(space.order, plan, originals) for i, plan in plans.items()}
    total = sum(map(len, chosen.values())) * variants
    tick = counting(progress, "drawing", total)
    sections = []
    for i, told in about.items():
        chain, rows = space.recipe.chains[i], []
        for position in chosen[i]:
            cells = [_original_cell(space, position)]
            for copy in range(variants):
                tick()
                cells.append(_variant_cell(space, chain, position, copy))
            rows.append(Row(cells))
        sections.append(Section(chain.name, told, rows))
    picture = draw_grid(sections, space.recipe.name, subheading, cell_px)
    shown = len({position for positions in chosen.values() for position in positions})
    return picture, shown, total


def _original_cell(space: ImageSpace, position: int) -> Any:
    from augctl.show.grid import Cell

    original = space.job.index[int(space.order.numbers[position])]
    title = readable(original.path)
    try:
        sample = space.job.renderer.originals.read(original.number)
    except BadInput as error:
        return Cell(None, title, accent=True, problem=error.message)
    height, width = sample.image.shape[:2]
    size = f"{width} x {height}"
    return Cell(sample.image, title, [size], True, marks=sample.marks, class_map=sample.class_map)


def _variant_cell(space: ImageSpace, chain: Chain, position: int, copy: int) -> Any:
    from augctl.show.grid import Cell

    original = space.job.index[int(space.order.numbers[position])]
    title = f"{chain.name}-{copy + 1}"
    try:
        made = space.job.renderer.render(chain, position, copy)
    except BadInput as error:
        return Cell(None, title, problem=error.message)
    except Rejected as rejected:
        scores = ", ".join(f"{name} {score:.3g}" for name, score in rejected.scores.items())
        problem = f"rejected in {rejected.attempts} attempts: {scores}"
        return Cell(None, title, problem=problem)
    sample = made.sample
    lines = _lines(made, sample, original.label)
    return Cell(sample.image, title, lines, marks=sample.marks, class_map=sample.class_map)


def _lines(made: Rendered, sample: Sample, own: str | None) -> list[Any]:
    from augctl.show.captions import caption_lines

    lines: list[Any] = []
    if sample.label != Label.of(own):
        lines.append(" · ".join(f"{name} {share:.2f}" for name, share in sample.label.weights))
    lines += caption_lines(made.stages)
    lines += [f"{name.removeprefix('quality.')} {score:.3g}" for name, score in made.gates.items()]
    return lines
