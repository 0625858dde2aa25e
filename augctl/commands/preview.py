"""`augctl preview`: a picture of what a recipe does, through the same code as `expand`."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from augctl.engine.progress import Progress, silent
from augctl.engine.render import Rendered
from augctl.engine.workspace import Workspace, opened
from augctl.errors import BadInput, Rejected, UsageError
from augctl.io import atomic
from augctl.io.paths import readable
from augctl.planning.quotas import ChainPlan
from augctl.recipe.chain import Chain, Group, Node
from augctl.sample import Label, Sample


@dataclass(frozen=True)
class Previewed:
    """A preview that was drawn: where, its size in pixels, and how many variants it shows."""

    file: Path
    width: int
    height: int
    variants: int


def preview(
    input: str | Path | None = None,
    *,
    recipe: str | Path | Mapping[str, Any],
    output: str | Path,
    originals: int = 3,
    variants: int = 5,
    cell_px: int = 200,
    seed: int | None = None,
    progress: Progress = silent,
) -> Previewed:
    """Draw originals and their variants for every chain, with the drawn values, as a PNG.

    The variants are the ones that `expand` writes with the same recipe, input and seed, as far as
    its quotas go; only a `balance` after a chain may choose other anchors.

    Args:
        input: Folder of originals; without it, the recipe's `input.path`.
        recipe: Path of a YAML file, or its data.
        output: The PNG to write.
        originals: Rows per chain, spread over the classes.
        variants: Variants per row.
        cell_px: Width of a cell in pixels, 64 or more.
        seed: Stands in for the recipe's seed.
        progress: Called as pictures are made.

    Raises:
        UsageError: Recipe and input do not fit, or the file cannot be a PNG.
        OutputError: The file could not be written.
    """
    from augctl.show.grid import Row, Section, draw_grid, save_grid

    file = Path(output)
    if file.suffix.lower() != ".png":
        raise UsageError(f"A preview is a PNG, and {file} is not named like one.", "Use grid.png.")
    if file.is_dir() or not file.absolute().parent.is_dir():
        raise UsageError(f"There is no folder for {file}, or it is a folder.", "Name a file.")
    if cell_px < 64:
        raise UsageError(f"A cell of {cell_px} pixels is too small to see.", "Use 64 or more.")
    with opened(recipe, input, progress, seed=seed) as space:
        plans = {chain: plan for lane in space.lanes for chain, plan in lane.plans}
        if not plans:
            raise UsageError("The recipe has no chains to preview.")
        chosen = {i: _positions(space, plan, originals) for i, plan in plans.items()}
        total, done = sum(map(len, chosen.values())) * variants, 0
        sections = []
        for i in sorted(plans):
            chain, rows = space.recipe.chains[i], []
            for position in chosen[i]:
                cells = [_original_cell(space, position)]
                for copy in range(variants):
                    done += 1
                    progress("drawing", done, total)
                    cells.append(_variant_cell(space, chain, position, copy))
                rows.append(Row(cells))
            sections.append(Section(chain.name, describe(chain), rows))
        index = space.scan.index
        classes = f" in {len(index.labels)} classes" if index.labels else ""
        heading = space.recipe.name
        subheading = f"{len(space.order)} originals{classes}  ·  seed {space.recipe.seed}"
        picture = draw_grid(sections, heading, subheading, cell_px)
    buffer = io.BytesIO()
    save_grid(picture, buffer)
    atomic.write(file, buffer.getvalue(), file.with_name(f".{file.name}.tmp"))
    return Previewed(file, picture.width, picture.height, total)


def describe(chain: Chain) -> str:
    """Say in one line what a chain does."""
    quota = chain.quota
    value = quota.value
    if isinstance(value, Mapping):
        value = ", ".join(f"{label} {count}" for label, count in value.items())
    stages = ", ".join(_name(node) for node in chain.nodes)
    gates = ", ".join(_name(gate) for gate in chain.gates)
    return f"{quota.kind}: {value}  ·  {stages}" + (f"  ·  gates: {gates}" if gates else "")


def _name(node: Node) -> str:
    if isinstance(node, Group):
        return f"{node.kind}({', '.join(_name(step) for step in node.steps)})"
    return node.name.removeprefix("image.")


def _positions(space: Workspace, plan: ChainPlan, rows: int) -> list[int]:
    """Choose originals that the chain works on, class by class in turn, spread within each."""
    order = space.order
    spans = [order.span(label) for label in range(len(order.starts) - 1)]
    used = [span for span in spans if plan.uses(*span)]
    if not used:
        return []
    chosen: list[int] = []
    for turn, (start, stop) in enumerate(used):
        count = min(len(range(turn, rows, len(used))), stop - start)
        chosen += [start + (stop - start) * (2 * k + 1) // (2 * count) for k in range(count)]
    return chosen


def _original_cell(space: Workspace, position: int) -> Any:
    from augctl.show.grid import Cell

    original = space.job.index[int(space.order.numbers[position])]
    title = readable(original.path)
    try:
        sample = space.job.renderer.originals.read(original.number)
    except BadInput as error:
        return Cell(None, title, accent=True, problem=error.message)
    height, width = sample.image.shape[:2]
    return Cell(sample.image, title, [f"{width} x {height}"], accent=True)


def _variant_cell(space: Workspace, chain: Chain, position: int, copy: int) -> Any:
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
    return Cell(made.sample.image, title, _lines(made, made.sample, original.label))


def _lines(made: Rendered, sample: Sample, own: str | None) -> list[Any]:
    from augctl.show.captions import caption_lines

    lines: list[Any] = []
    if sample.label != Label.of(own):
        lines.append(" · ".join(f"{name} {share:.2f}" for name, share in sample.label.weights))
    lines += caption_lines(made.stages)
    lines += [f"{name.removeprefix('quality.')} {score:.3g}" for name, score in made.gates.items()]
    return lines
