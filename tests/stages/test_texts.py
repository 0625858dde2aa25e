"""The base of stages for text holds them to what an edit is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from table_stores import store, training_of, units

from augctl.errors import BadInput
from augctl.stages.rows import State
from augctl.stages.texts import TextStage
from augctl.tables.schema import Column
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.passage import Passage


class Named(TextStage):
    """Makes the edits that it is given."""

    given: tuple[tuple[int, int, str], ...]

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        return self.given


def made(folder: Path, *edits: Edit) -> str:
    columns = [Column("text", "text", "word", edited=1)]
    training = training_of(store(folder, words=[("a red car",)], columns=columns))
    block, draws = units(training.table, [0])
    stage = Named(given=edits)
    drawn = stage.draw(block, draws, training, {})
    return str(stage.apply(block, drawn, training, {}).words[0, 0])


def test_edits_are_made(tmp_path: Path) -> None:
    assert made(tmp_path, (2, 5, "blue"), (9, 9, "!")) == "a blue car!"


@pytest.mark.parametrize(
    "edits",
    [
        [(0, 1, "an"), (0, 1, "one")],
        [(2, 5, "x"), (4, 6, "y")],
        [(6, 9, "x"), (0, 1, "y")],
        [(5, 2, "x")],
        [(8, 10, "x")],
        [(-1, 1, "x")],
    ],
)
def test_what_is_no_edit_of_the_text_is_a_fault(edits: list[Edit], tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not fit the text"):
        made(tmp_path, *edits)
