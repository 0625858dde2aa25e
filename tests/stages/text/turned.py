"""Sentences worked out by hand, and what a stage makes of a text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from augctl.stages.texts import TextStage
from augctl.text.dice import Dice
from augctl.text.edits import Span, applied
from augctl.text.passage import Passage


def worked_out(name: str) -> list[tuple[str, str | None]]:
    """Read pairs of a sentence and what becomes of it; None where it must be left alone."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [(given, None if wanted == "-" else wanted) for given, wanted in pairs]


def turned(stage: TextStage, text: str, spans: Sequence[Span] = (), seed: int = 1) -> str | None:
    """Return a text after a stage; None where it was left alone, with a reason."""
    edits = stage.edit(Passage(text, spans), Dice(seed), {})
    if isinstance(edits, str):
        assert edits
        assert not edits.endswith(".")
        return None
    return applied(text, edits)
