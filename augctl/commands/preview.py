"""`augctl preview`: a picture of what a recipe does, through the same code as `expand`."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from augctl.engine.places import check_outside
from augctl.engine.progress import Progress, counting, silent
from augctl.engine.render import Rendered
from augctl.engine.workspace import ImageSpace, RowSpace, opened
from augctl.errors import BadInput, Rejected, UsageError
from augctl.io import atomic
from augctl.io.paths import readable
from augctl.planning.index import Order
from augctl.planning.quotas import ChainPlan
from augctl.recipe.chain import Chain, Group, Node
from augctl.sample import Label, Sample

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True)
class Previewed:
    """A preview that was drawn.

    Attributes:
        file: Where it is.
        width: Pixels across.
        height: Pixels down.
        originals: How many originals it shows; one that stands in two chains counts once.
        variants: How many variants it shows.
        rows: Whether these are rows of a table.
    """

    file: Path
    width: int
    height: int
    originals: int
    variants: int
    rows: bool = False


def preview(
    input: str | Path | None = None,
    *,
    recipe: str | Path | Mapping[str, Any],
    output: str | Path,
    originals: int = 4,
    variants: int = 5,
    cell_px: int = 200,
    seed: int | None = None,
    progress: Progress = silent,
) -> Previewed:
    """Draw originals and their variants for every chain, with the drawn values, as a PNG.

    Of a table, draw rows before and after as dots in two dimensions, and a histogram of each
    column; `originals` and `variants` mean nothing there.

    The variants are the ones that `expand` writes with the same recipe, input and seed, as far as
    its quotas go; beyond them, those that a larger quota would add. Only a `balance` after a mix
    may choose other anchors. Nothing but the training split is shown.

    Args:
        input: Folder of originals, or a table; without it, the recipe's `input.path`.
        recipe: Path of a YAML file, or its data.
        output: The PNG to write.
        originals: Rows per chain, spread over the classes.
        variants: Variants per row.
        cell_px: Width of a cell in pixels, 64 or more.
        seed: Stands in for the recipe's seed.
        progress: Called as pictures are made.

    Raises:
        UsageError: Recipe and input do not fit, or the file cannot be written there.
        OutputError: The file could not be written.
    """
    from augctl.show.grid import save_grid

    file = Path(output)
    _check_file(file)
    if cell_px < 64:
        raise UsageError(f"A cell of {cell_px} pixels is too small to see.", "Use 64 or more.")
    if originals < 1 or variants < 1:
        raise UsageError("A preview shows at least one original and one variant.")
    with opened(recipe, input, progress, seed=seed) as space:
        check_outside(space.job.root, file)
        plans = {chain: plan for lane in space.lanes for chain, plan in lane.plans}
        if not plans:
            raise UsageError(
                "The recipe has no chains to preview.",
                "Add one; augctl stages lists what it can do.",
            )
        about = {i: _about(space.recipe.chains[i], plan) for i, plan in sorted(plans.items())}
        rows = isinstance(space, RowSpace)
        if isinstance(space, RowSpace):
            from augctl.commands.preview_table import draw_table

            drawn = draw_table(space, about, _subheading(space), cell_px, progress)
        else:
            drawn = _draw_images(space, plans, about, (originals, variants, cell_px), progress)
    picture, shown, total = drawn
    buffer = io.BytesIO()
    save_grid(picture, buffer)
    atomic.write(file, buffer.getvalue(), file.with_name(f".{file.name}.tmp"))
    return Previewed(file, picture.width, picture.height, shown, total, rows)


def _draw_images(
    space: ImageSpace,
    plans: Mapping[int, ChainPlan],
    about: Mapping[int, str],
    shape: tuple[int, int, int],
    progress: Progress,
) -> tuple[Image, int, int]:
    """Draw originals and variants; returns how many of each, too. Arguments as of `preview`."""
    from augctl.show.grid import Row, Section, draw_grid

    originals, variants, cell_px = shape
    chosen = {i: _positions(space.order, plan, originals) for i, plan in plans.items()}
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
    picture = draw_grid(sections, space.recipe.name, _subheading(space), cell_px)
    shown = len({position for positions in chosen.values() for position in positions})
    return picture, shown, total


def _subheading(space: ImageSpace | RowSpace) -> str:
    index = space.scan.index
    known = [(len(space.order), "original", "originals")]
    known += [(len(index.labels), "class", "classes")] if index.labels else []
    counts = " in ".join(f"{n:,} {one if n == 1 else many}" for n, one, many in known)
    return f"{counts}  ·  seed {space.recipe.seed}"


def _check_file(file: Path) -> None:
    if file.suffix.lower() != ".png":
        raise UsageError(f"A preview is a PNG, and {file} is not named like one.", "Use grid.png.")
    if file.is_dir():
        raise UsageError(f"{file} is a folder.", "Name a file.")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {file.parent}.", "Make it first, or name another.")


def _about(chain: Chain, plan: ChainPlan) -> str:
    """Say in one line what a chain does."""
    quota = chain.quota
    value = quota.value
    if isinstance(value, Mapping):
        value = ", ".join(f"{label} {count}" for label, count in value.items())
    stages = ", ".join(_name(node) for node in chain.nodes)
    gates = ", ".join(_name(gate) for gate in chain.gates)
    about = f"{quota.kind}: {value}  ·  {stages}" + (f"  ·  gates: {gates}" if gates else "")
    return about + ("" if len(plan) else "  ·  adds nothing to this data")


def _name(node: Node) -> str:
    if isinstance(node, Group):
        return f"{node.kind}({', '.join(_name(step) for step in node.steps)})"
    return node.name.removeprefix("image.").removeprefix("tabular.")


def _positions(order: Order, plan: ChainPlan, rows: int) -> list[int]:
    """Choose anchors of the chain: class by class in turn, spread over classes and within each."""
    spans = [order.span(label) for label in range(len(order.starts) - 1)]
    used = [span for span in spans if plan.uses(*span)]
    if len(used) > rows:
        used = [used[len(used) * turn // rows] for turn in range(rows)]
    chosen: list[int] = []
    for turn, (start, stop) in enumerate(used):
        count = min(len(range(turn, rows, len(used))), stop - start)
        uses = plan.uses(start, stop)
        for k in range(count):
            chosen.append(_anchor(plan, start, stop, uses * (2 * k + 1) // (2 * count)))
    return list(dict.fromkeys(chosen))


def _anchor(plan: ChainPlan, start: int, stop: int, number: int) -> int:
    """Return the position in [start, stop) whose use is this one, counted from 0 from `start`."""
    ends = range(start + 1, stop + 1)
    return start + bisect_right(ends, number, key=lambda end: plan.uses(start, end))


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
