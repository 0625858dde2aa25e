"""Draws whole dialogues: somebody, a path to an outcome, and what is said."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from itertools import accumulate
from typing import Any

from augctl.errors import BadInput
from augctl.text.dialogue.model import Model, Persona
from augctl.text.dialogue.speech import drawn_speech
from augctl.text.dice import Dice


class Dialogues:
    """Draws dialogues of a model.

    Attributes:
        model: The model.
        chains: The Markov chain of each persona.
    """

    def __init__(self, model: Model, temperature: float = 1.0) -> None:
        """Take a model.

        Args:
            model: The model.
            temperature: See `augctl.text.dialogue.markov.tempered`.
        """
        self.model = model
        self.chains = [model.chain(persona, temperature) for persona in model.personas]
        self._personas_of = cache(self._personas)

    def draw(self, dice: Dice, outcome: str | None = None) -> dict[str, Any]:
        """Draw a dialogue: JSON values.

        Args:
            dice: Its draws.
            outcome: How it ends; by the model's probabilities where it is not given.

        Raises:
            BadInput: The model has no such outcome.
        """
        number = None if outcome is None else self._number(outcome)
        sums = self._personas_of(number)
        at = bisect_right(sums, dice.random() * sums[-1], 0, len(sums) - 1)
        persona = self.model.personas[at]
        path, end = self.chains[at].draw(dice, number)
        templates, slots = drawn_speech(self.model, persona, path, dice)
        return {
            "outcome": self.model.outcomes[end - len(self.model.intents)],
            "persona": persona.name,
            "path": [self.model.intents[i].name for i in path],
            "templates": templates,
            "slots": slots,
        }

    def shares(self) -> Mapping[str, float]:
        """Return how likely each outcome is."""
        found = dict.fromkeys(self.model.outcomes, 0.0)
        for persona in self.model.personas:
            for outcome, share in self.shares_of(persona).items():
                found[outcome] += persona.share * share
        return found

    def shares_of(self, persona: Persona) -> Mapping[str, float]:
        """Return how likely each outcome is in dialogues of a persona."""
        chain = self.chains[self.model.personas.index(persona)]
        every = chain.chance()
        return {name: chain.chance(self._number(name)) / every for name in self.model.outcomes}

    def _number(self, outcome: str) -> int:
        if outcome not in self.model.outcomes:
            message = f"the model {self.model.name!r} has no outcome {outcome!r}"
            raise BadInput("no_such_outcome", message)
        return len(self.model.intents) + self.model.outcomes.index(outcome)

    def _personas(self, outcome: int | None) -> list[float]:
        """Return running sums of how likely each persona is, of dialogues that end so (Bayes)."""
        if outcome is None:
            return list(accumulate(persona.share for persona in self.model.personas))
        return list(
            accumulate(
                persona.share * chain.chance(outcome) / chain.chance()
                for persona, chain in zip(self.model.personas, self.chains, strict=True)
            )
        )
