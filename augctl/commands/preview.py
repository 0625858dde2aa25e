"""`augctl preview`: shows what a recipe does, through the same code as `expand`."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from augctl.commands.preview_anchors import spread_anchors
from augctl.commands.preview_images import draw_images
from augctl.commands.preview_text import text_sections, works_on_text
from augctl.engine.places import check_outside
from augctl.engine.progress import Progress, silent
from augctl.engine.workspace import ImageSpace, RowSpace, opened
from augctl.errors import UsageError
from augctl.io import atomic
from augctl.planning.quotas import ChainPlan
from augctl.recipe.chain import Chain, Group, Node
from augctl.tables.table import Table

if TYPE_CHECKING:
    from PIL.Image import Image

    from augctl.show.texts import TextSection

_PICTURE, _PAGE = ".png", ".html"
_USUAL = "grid.png"


@dataclass(frozen=True)
class Previewed:
    """A preview that was drawn.

    Attributes:
        file: Where it is; None where only `texts` tell.
        width: Pixels across; 0 where it is no picture.
        height: Pixels down.
        originals: How many originals it shows; one that stands in two chains counts once.
        variants: How many variants it shows.
        rows: Whether these are rows of a table, drawn as charts.
        texts: Of chains that work on text: originals, and what became of each, to the word.
        left_out: Chains that only a picture shows, where texts are shown without one.
    """

    file: Path | None
    width: int
    height: int
    originals: int
    variants: int
    rows: bool = False
    texts: Sequence[TextSection] = ()
    left_out: Sequence[str] = ()


def preview(
    input: str | Path | None = None,
    *,
    recipe: str | Path | Mapping[str, Any],
    output: str | Path | None = None,
    originals: int = 4,
    variants: int = 5,
    cell_px: int = 200,
    seed: int | None = None,
    progress: Progress = silent,
) -> Previewed:
    """Draw originals and their variants for every chain, with the drawn values.

    Of chains that work on text, compare texts before and after, word by word. Of other chains on a
    table, draw rows before and after as dots in two dimensions, and a histogram of each column;
    `originals` and `variants` mean nothing there.

    The variants are the ones that `expand` writes with the same recipe, input and seed, as far as
    its quotas go; beyond them, those that a larger quota would add. Only a `balance` after a mix
    may choose other anchors. Nothing but the training split is shown.

    Args:
        input: Folder of originals, or a table; without it, the recipe's `input.path`.
        recipe: Path of a YAML file, or its data.
        output: The PNG to write, or of texts a page of HTML. Without it, texts are only returned,
            and of other data `grid.png` is written.
        originals: Rows per chain, spread over the classes.
        variants: Variants per row.
        cell_px: Width of a cell in pixels, 64 or more.
        seed: Stands in for the recipe's seed.
        progress: Called as pictures are made.

    Raises:
        UsageError: Recipe and input do not fit, or the file cannot be written there.
        OutputError: The file could not be written.
    """
    file = None if output is None else Path(output)
    if file is not None:
        _check_file(file)
    if cell_px < 64:
        raise UsageError(f"A cell of {cell_px} pixels is too small to see.", "Use 64 or more.")
    if originals < 1 or variants < 1:
        raise UsageError("A preview shows at least one original and one variant.")
    shape = originals, variants, cell_px
    with opened(recipe, input, progress, seed=seed) as space:
        plans = {chain: plan for lane in space.lanes for chain, plan in lane.plans}
        if not plans:
            raise UsageError(
                "The recipe has no chains to preview.",
                "Add one; augctl stages lists what it can do.",
            )
        about = {i: _about(space.recipe.chains[i], plan) for i, plan in sorted(plans.items())}
        texts = _on_text(space, about)
        if file is None and not texts:
            file = Path(_USUAL)
            _check_file(file)
        if file is not None:
            check_outside(space.job.root, file)
            _check_kind(file, bool(texts))
        if isinstance(space, RowSpace):
            found, content = _draw_rows(space, plans, about, texts, file, shape, progress)
        else:
            assert file is not None
            picture, shown, total = draw_images(
                space, plans, about, _subheading(space), shape, progress
            )
            found = Previewed(file, picture.width, picture.height, shown, total)
            content = _png(picture)
    if file is not None:
        atomic.write(file, content, file.with_name(f".{file.name}.tmp"))
    return found


def _draw_rows(
    space: RowSpace,
    plans: Mapping[int, ChainPlan],
    about: Mapping[int, str],
    texts: Sequence[int],
    file: Path | None,
    shape: tuple[int, int, int],
    progress: Progress,
) -> tuple[Previewed, bytes]:
    """Compare texts of the chains that work on text, draw charts of the others.

    Args:
        space: The table and its recipe.
        plans: The plan of each chain.
        about: What each chain does.
        texts: The chains that work on text.
        file: What is to be written, if anything.
        shape: Originals, variants and cell_px of `preview`.
        progress: Called as rows are made.

    Returns:
        What was drawn, and the content of the file.
    """
    from augctl.commands.preview_table import chart_sections
    from augctl.show.chart_page import draw_charts

    originals, variants, cell_px = shape
    chosen = {i: spread_anchors(space.order, plans[i], originals) for i in texts}
    told = {i: about[i] for i in texts}
    compared = text_sections(space, told, chosen, variants, progress) if texts else []
    shown = len({each.name for section in compared for each in section.originals})
    total = sum(len(each.variants) for section in compared for each in section.originals)
    heading = space.recipe.name, _subheading(space)
    others = {i: each for i, each in about.items() if i not in told}
    if file is None or file.suffix.lower() == _PAGE:
        content = b""
        if file is not None:
            from augctl.show.diff_page import diff_page

            content = diff_page(compared, *heading).encode()
        names = [space.recipe.chains[i].name for i in others]
        return Previewed(file, 0, 0, shown, total, texts=compared, left_out=names), content
    from augctl.show.diff_figure import diff_charts

    sections = diff_charts(compared)
    if others:
        charts, originals, made = chart_sections(space, others, progress)
        sections += charts
        shown, total = (shown, total) if texts else (originals, made)
    picture = draw_charts(sections, *heading, cell_px)
    size = picture.width, picture.height
    return Previewed(file, *size, shown, total, not texts, compared), _png(picture)


def _on_text(space: ImageSpace | RowSpace, chains: Iterable[int]) -> list[int]:
    """Return which of the chains work on text."""
    if not isinstance(space, RowSpace):
        return []
    schema = Table(space.scan.index.folder).schema
    return [i for i in chains if works_on_text(space.recipe.chains[i], schema)]


def _png(picture: Image) -> bytes:
    from augctl.show.grid import save_grid

    buffer = io.BytesIO()
    save_grid(picture, buffer)
    return buffer.getvalue()


def _subheading(space: ImageSpace | RowSpace) -> str:
    index = space.scan.index
    known = [(len(space.order), "original", "originals")]
    known += [(len(index.labels), "class", "classes")] if index.labels else []
    counts = " in ".join(f"{n:,} {one if n == 1 else many}" for n, one, many in known)
    return f"{counts}  ·  seed {space.recipe.seed}"


def _check_file(file: Path) -> None:
    if file.suffix.lower() not in (_PICTURE, _PAGE):
        raise UsageError(
            f"A preview is a PNG, or a page of HTML, and {file} is not named like one.",
            f"Use {_USUAL}, or of texts diff.html.",
        )
    if file.is_dir():
        raise UsageError(f"{file} is a folder.", "Name a file.")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {file.parent}.", "Make it first, or name another.")


def _check_kind(file: Path, textual: bool) -> None:
    if not textual and file.suffix.lower() == _PAGE:
        raise UsageError(
            f"No chain works on text, and what others do is drawn as a PNG: not {file}.",
            f"Use {file.with_suffix(_PICTURE)}.",
        )


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
    return node.name.removeprefix("image.").removeprefix("tabular.").removeprefix("text.")
