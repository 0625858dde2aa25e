"""Draw dialogues from a Markov model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator
from numpy.typing import NDArray
from pydantic import BeforeValidator, model_validator

from augctl.errors import BadInput, Problem, RecipeError
from augctl.forms import plain_number
from augctl.params import File, Unit
from augctl.stages.rows import Drawn, RowGenerator, State
from augctl.stages.text._idle import refuse_idle
from augctl.tables.block import Block
from augctl.tables.draws import Draws
from augctl.tables.schema import Schema
from augctl.tables.table import Training
from augctl.text.dialogue.dialogues import Dialogues
from augctl.text.dialogue.model import COLUMNS, Model
from augctl.text.dialogue.read import read_model
from augctl.text.dialogue.speech import spoken
from augctl.text.dice import dice_of

_DRAWN = ("outcome", "persona", "path", "templates", "slots")

TEMPERATURE = 3.0
"""Of the coverage `rare`, where a recipe says nothing else."""

Temperature = Annotated[float, Ge(1), Le(100), Unit("factor"), BeforeValidator(plain_number)]


class Dialogue(RowGenerator):
    """Draw dialogues from a Markov model of intents, each spoken by templates.

    Use for a first set of dialogues with known paths, to train or test what tells intents and
    outcomes apart. Not where the wording is to be as rich as people's: it has what its templates
    have. The model is a YAML file; `augctl inspect` tells what is in it. It is the input, where
    none is named.
    The outcome, an absorbing state, is the class. With the quota `total` it is drawn with the rest;
    with `copies` or `balance` it is given, and paths are drawn as those that end so, with the
    probabilities that they have among these. Dialogues of more than `max_turns` turns are left out
    likewise. A persona is drawn by its share, and chooses templates, values of slots and weights.
    A table may be the input, too, if it has the columns persona, path, turns and text, and outcomes
    as its target: they are written anew, and other columns stay as in the row that it began as.

    References:
        Kemeny, Snell, 1960: Finite Markov Chains.
        Doob, 1957: Conditional Brownian motion and the boundary limits of harmonic functions.
    """

    example: ClassVar[dict[str, Any]] = {"coverage": "rare"}

    model: File | None = None
    """The file of the model; without it, the input is the model."""

    coverage: Literal["natural", "rare"] = "natural"
    """Transitions by the model's probabilities, or rare ones more often: each p of a row becomes
    p ** (1 / temperature), and the row is scaled to sum to 1 again."""

    temperature: Temperature = TEMPERATURE
    """Of the coverage `rare`: 1 is natural; with more, all that may come next is more alike."""

    @model_validator(mode="after")
    def _has_use_for_all(self) -> Dialogue:
        """Refuse a temperature of nothing."""
        if self.coverage == "natural":
            refuse_idle(self, ("temperature",), "coverage: rare")
        return self

    def origin(self) -> Path | None:
        """Name the model."""
        return self.model

    def faults(self) -> Sequence[Problem]:
        """Find what is wrong with the model."""
        if self.model is None:
            return ()
        try:
            read_model(self.model)
        except RecipeError as error:
            return error.problems
        return ()

    def unfit(self, schema: Schema) -> str:
        """Refuse tables that dialogues do not fit into."""
        texts = [column.name for column in schema.words if column.role == "text"]
        for name in COLUMNS:
            if name not in texts:
                there = any(column.name == name for column in schema.columns)
                state = "is no text" if there else "is missing"
                hint = "name it as text in input.columns" if there else "use a model as the input"
                return f"it fills the columns {', '.join(COLUMNS)}, and {name} {state}: {hint}"
        if schema.target is None or schema.regression:
            return "it writes outcomes, and no column has classes: name one as input.target"
        return ""

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Keep the model: `model`, shape (n,), its JSON."""
        return {"model": self._model(training.table.folder).packed()}

    def shares(self, folder: Path) -> Mapping[str, float]:
        """Say how likely each outcome is; see `RowGenerator.shares`."""
        return self._dialogues(self._model(folder)).shares()

    def ready(self, state: State) -> State:
        """Build the chains of the personas."""
        return {**state, "dialogues": self._dialogues(Model.unpacked(state["model"]))}

    def draw(self, block: Block, draws: Draws, training: Training, state: State) -> Drawn:
        """Draw persona, path, templates and values, and the outcome where none is given."""
        dialogues, classes = state["dialogues"], training.table.classes
        drawn = {name: np.full(len(block), None, dtype=object) for name in _DRAWN}
        for i, (label, dice) in enumerate(zip(block.labels.tolist(), dice_of(draws), strict=True)):
            outcome = classes[label] if label >= 0 else None
            values = dialogues.draw(dice, outcome)
            if values["outcome"] not in classes:
                raise BadInput("no_class", f"no row is of the outcome {values['outcome']!r}")
            for name, value in values.items():
                drawn[name][i] = value
        return drawn

    def apply(self, block: Block, drawn: Drawn, training: Training, state: State) -> Block:
        """Write the dialogues."""
        model: Model = state["dialogues"].model
        names = [column.name for column in training.schema.words]
        words, labels = block.words.copy(), block.labels.copy()
        for i, values in enumerate(zip(*(drawn[name].tolist() for name in _DRAWN), strict=True)):
            outcome, persona, path, templates, slots = values
            numbers = [model.numbers[intent] for intent in path]
            turns = list(spoken(model, numbers, templates, slots))
            cells = {
                "persona": persona,
                "path": json.dumps(path, ensure_ascii=False),
                "turns": json.dumps(turns, ensure_ascii=False),
                "text": "\n".join(f"{turn['speaker']}: {turn['text']}" for turn in turns),
            }
            for name, cell in cells.items():
                words[i, names.index(name)] = cell
            labels[i] = training.table.classes.index(outcome)
        return replace(block, words=words, labels=labels, soft=None)

    def drawn_again(self, values: Mapping[str, Any]) -> Drawn:
        """Return what one row drew, from its row of the manifest."""
        return {name: _one(value) for name, value in values.items()}

    def _model(self, folder: Path) -> Model:
        return Model.load(folder) if self.model is None else read_model(self.model)

    def _dialogues(self, model: Model) -> Dialogues:
        return Dialogues(model, self.temperature if self.coverage == "rare" else 1.0)


def _one(value: Any) -> NDArray[Any]:
    found = np.full(1, None, dtype=object)
    found[0] = value
    return found
