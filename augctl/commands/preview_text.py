"""What `augctl preview` shows of texts: some originals, and what chains make of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from augctl.engine.progress import counting, silent
from augctl.engine.row_chain import Made, Use, labels_of
from augctl.engine.row_runner import RowRunner
from augctl.engine.row_units import Beginning, Units
from augctl.engine.workspace import RowSpace
from augctl.errors import BadInput
from augctl.planning.plan import Lane
from augctl.recipe.chain import Chain, Step
from augctl.sample import Label
from augctl.stages.rows import RowGate, RowGenerator, RowStage
from augctl.tables.block import Block
from augctl.tables.schema import Schema
from augctl.tables.table import Training
from augctl.text.spans import Marked, read_spans

if TYPE_CHECKING:
    from augctl.engine.progress import Progress
    from augctl.show.texts import Original, ShownText, TextSection, Variant

# Shown as marks, as what left a text alone, and as what went in.
_SHOWN_OTHERWISE = ("edits", "left", "partner", "partners")


def works_on_text(chain: Chain, schema: Schema) -> bool:
    """Say whether a chain has stages or gates for text, or makes all of it."""
    steps = [*chain.steps(), *chain.gates]
    return bool(schema.texts) and any(
        step.stage.slot == "text" or isinstance(step.stage, RowGenerator) for step in steps
    )


def text_sections(
    space: RowSpace,
    about: Mapping[int, str],
    chosen: Mapping[int, Sequence[int]],
    variants: int,
    progress: Progress = silent,
) -> list[TextSection]:
    """Make variants of originals, and compare them.

    Args:
        space: The table and its recipe.
        about: What each chain does that works on text, by number of chain.
        chosen: The originals that are shown of each, by their positions.
        variants: How many of each.
        progress: Called as chains are tried.
    """
    from augctl.show.texts import TextSection

    runner = RowRunner(space.job)
    lanes = {i: lane for lane in space.lanes for i, _ in lane.plans}
    tick = counting(progress, "drawing", len(about))
    found = []
    for i, told in about.items():
        tick()
        chain = space.recipe.chains[i]
        units = _units(runner, lanes[i], chain, chosen[i], variants)
        found.append(TextSection(chain.name, told, _originals(runner, chain, units)))
    return found


def _units(
    runner: RowRunner, lane: Lane, chain: Chain, positions: Sequence[int], variants: int
) -> list[Beginning]:
    """Return each unit that is shown, by itself: one that a stage fails at costs no other."""
    stages = [step.stage for step in chain.steps()]
    if any(isinstance(s, RowStage) and (s.chooses_anchors or s.starts_anew) for s in stages):
        count = min(len(positions) * variants, lane.count)
        return [
            runner.beginning(Units(runner, lane, np.array([i * lane.count // count])))
            for i in range(count)
        ]
    # Also those that only a larger quota would have.
    rows = (runner.training.rows[position : position + 1] for position in positions)
    blocks = [runner.table.block(row, np.array([copy])) for row in rows for copy in range(variants)]
    return [Beginning(chain, block, block, np.zeros(1, np.int64)) for block in blocks]


def _originals(runner: RowRunner, chain: Chain, units: Sequence[Beginning]) -> list[Original]:
    """Make units, and gather them by the row that each begins as, or else by class."""
    from augctl.show.texts import Original

    view = _View(runner, chain)
    variants: dict[int | str, list[Variant]] = {}
    for each in units:
        row, variant = view.variant(each)
        variants.setdefault(variant.label if view.anew else row, []).append(variant)
    if view.anew:
        return [
            Original(str(label), "", [], [replace(each, label="") for each in found])
            for label, found in sorted(variants.items())
        ]
    return [view.original(int(row), found) for row, found in variants.items()]


@dataclass(frozen=True, slots=True)
class _Read:
    """A column of text in a row."""

    text: str
    spans: Sequence[Marked]


class _View:
    """Compares the rows that a chain makes with those of a table."""

    def __init__(self, runner: RowRunner, chain: Chain) -> None:
        self._runner = runner
        self._chain = chain
        steps = [*chain.steps(), *chain.gates]
        schema = runner.table.schema
        self.anew = any(isinstance(step.stage, RowGenerator) for step in steps)
        on = {step.on or schema.texts[0] for step in steps if step.stage.slot == "text"}
        shown = [column for column in schema.texts if column in on] or schema.texts[:1]
        # Only the first of all columns of text, which stages work on by default, has spans.
        names = [None if column == schema.texts[0] else column for column in shown]
        self._trainings = [runner.training.on(name) for name in names]

    def original(self, row: int, variants: Sequence[Variant]) -> Original:
        """Show a row of the table with its variants."""
        from augctl.show.diff import whole
        from augctl.show.texts import Original, ShownText

        block = self._runner.table.block(np.array([row]))
        texts = [ShownText(name, whole(read.text, read.spans)) for name, read in self._read(block)]
        return Original(self._name(row), self._label(block), texts, variants)

    def variant(self, beginning: Beginning) -> tuple[int, Variant]:
        """Make one unit; returns the row that it begins as, too."""
        from augctl.show.texts import Variant

        row = int(beginning.units.anchors[0])
        name = f"{self._chain.name}-{int(beginning.units.copies[0]) + 1}"
        try:
            *_, (made, _) = self._runner.tried(beginning)
        except BadInput as error:
            return row, Variant(name, problem=error.message)
        row = int(made.block.anchors[0])
        begun = self._runner.table.block(np.array([row]))
        label, own = self._label(made.block), self._label(begun)
        return row, Variant(
            name,
            self._compared(made, begun),
            label if self.anew or label != own else "",
            [_short(use) for use in made.uses],
            [f"{_name(use.step)} left it alone: {why}" for use, why in _left(made.uses)],
            [self._score(gate, made) for gate in self._chain.gates],
            [self._name(other) for other in made.block.partners[0].tolist() if other >= 0],
            0 if made.kept[0] else self._chain.attempts,
        )

    def _compared(self, made: Made, begun: Block) -> list[ShownText]:
        from augctl.show.diff import diff, whole
        from augctl.show.texts import ShownText

        return [
            ShownText(
                name,
                whole(new.text, new.spans) if self.anew else diff(old.text, new.text, new.spans),
            )
            for (name, new), (_, old) in zip(self._read(made.block), self._read(begun), strict=True)
        ]

    def _read(self, block: Block) -> Iterator[tuple[str, _Read]]:
        """Read the columns of text of a row, by name."""
        for training in self._trainings:
            name = training.schema.words[training.text].name
            text = block.words[0, training.text] or ""
            yield name, _Read(text, _spans(block, training))

    def _name(self, row: int) -> str:
        return self._runner.job.sink.parent(row)

    def _label(self, block: Block) -> str:
        (label,) = labels_of(block, self._runner.table.classes)
        return _told(label)

    def _score(self, gate: Step, made: Made) -> str:
        """Write a score, and the limits of its gate where that rejects it."""
        assert isinstance(gate.stage, RowGate)
        scores = made.gates[gate.id]
        told = f"{_name(gate)} {scores[0]:.3g}"
        if gate.stage.keep(scores)[0]:
            return told
        limits = {"min": gate.stage.min, "max": gate.stage.max}
        known = [f"{name} {limit:.3g}" for name, limit in limits.items() if limit is not None]
        return f"{told} ({', '.join(known)})"


def _spans(block: Block, training: Training) -> list[Marked]:
    cell = None if training.spans is None else block.words[0, training.spans]
    try:
        return read_spans(cell) if cell else []
    except BadInput:
        return []


def _told(label: Label) -> str:
    if not label.soft:
        return label.heaviest or ""
    return " · ".join(f"{name} {share:.2f}" for name, share in label.weights)


def _short(use: Use) -> str:
    from augctl.show.captions import caption_lines

    ((_, entry),) = use.entries()
    drawn = {
        name: value
        for name, value in entry["drawn"].items()
        if name not in _SHOWN_OTHERWISE and not isinstance(value, list | dict)
    }
    return str(caption_lines([{**entry, "drawn": drawn}])[0])


def _left(uses: Sequence[Use]) -> Iterator[tuple[Use, str]]:
    for use in uses:
        why: Any = use.drawn["left"].tolist()[0] if "left" in use.drawn else None
        if isinstance(why, str):
            yield use, why


def _name(step: Step) -> str:
    return step.name.rpartition(".")[2]
