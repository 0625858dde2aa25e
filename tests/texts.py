"""One text through a stage many times: `from texts import variants`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from augctl.seeds import rng_for
from augctl.text.dice import Dice
from augctl.text.edits import Edit, applied
from augctl.text.passage import Passage


def drawn(
    stage: Any, text: str, times: int = 400, spans: Sequence[tuple[int, int]] = ()
) -> Iterator[Sequence[Edit] | str]:
    """Draw so many times what a stage does to a text."""
    state = stage.ready({})
    for number in rng_for(5, "texts").integers(1 << 62, size=times).tolist():
        yield stage.edit(Passage(text, spans), Dice(number), state)


def variants(
    stage: Any, text: str, times: int = 400, spans: Sequence[tuple[int, int]] = ()
) -> list[str]:
    """Return what becomes of a text, so many times; a reason to leave it alone is an error."""
    found = []
    for edits in drawn(stage, text, times, spans):
        assert not isinstance(edits, str), edits
        found.append(applied(text, edits))
    return found


def reason(stage: Any, text: str, spans: Sequence[tuple[int, int]] = ()) -> str:
    """Return why a stage leaves a text alone."""
    (found,) = set(map(str, drawn(stage, text, 20, spans)))
    return found
