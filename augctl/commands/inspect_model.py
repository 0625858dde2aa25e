"""What `augctl inspect` tells of a dialogue model, by arithmetic: nothing is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from augctl.text.dialogue.dialogues import Dialogues
from augctl.text.dialogue.markov import Markov
from augctl.text.dialogue.model import Model

_RAREST = 5


@dataclass(frozen=True, slots=True)
class InspectedIntent:
    """What turns of one intent are.

    Attributes:
        name: Of the intent.
        speaker: Who says it.
        templates: How many ways there are to say it, by style.
        visits: How often it comes in a dialogue, on average.
    """

    name: str
    speaker: str
    templates: Mapping[str, int]
    visits: float


@dataclass(frozen=True, slots=True)
class InspectedPersona:
    """Who has dialogues.

    Attributes:
        name: Of the persona.
        share: Of the dialogues.
        style: Of the templates.
        outcomes: How likely each outcome is.
        turns: How many turns a dialogue has, on average.
    """

    name: str
    share: float
    style: str
    outcomes: Mapping[str, float]
    turns: float


@dataclass(frozen=True, slots=True)
class InspectedModel:
    """What a dialogue model holds. What is likely is so without a quota by class.

    Attributes:
        input: The file.
        name: Of the model.
        max_turns: At most so many turns stand in a dialogue.
        outcomes: How likely each outcome is.
        rare: How likely each is with the coverage `rare` and its temperature of 3.
        turns: How many turns a dialogue has: mean and standard deviation, not cut at `max_turns`.
        too_long: The share of dialogues that would have more than `max_turns` turns.
        intents: The intents, in the order of the file.
        personas: The personas, likewise.
        rarest: The transitions that come least often, and how often in a dialogue, on average.
    """

    input: Path
    name: str
    max_turns: int
    outcomes: Mapping[str, float]
    rare: Mapping[str, float]
    turns: tuple[float, float]
    too_long: float
    intents: Sequence[InspectedIntent]
    personas: Sequence[InspectedPersona]
    rarest: Sequence[tuple[str, str, float]]


def model_summary(file: Path, model: Model, temperature: float) -> InspectedModel:
    """Sum up a model.

    Args:
        file: Where it was read.
        model: The model.
        temperature: Of the coverage `rare`.
    """
    dialogues = Dialogues(model)
    shares = [persona.share for persona in model.personas]
    chains = list(zip(shares, dialogues.chains, strict=True))
    visits = [
        sum(share * chain.expected.visits[i] for share, chain in chains)
        for i in range(len(model.intents))
    ]
    mean = sum(share * chain.expected.length for share, chain in chains)
    squares = sum(
        share * (chain.expected.deviation**2 + chain.expected.length**2) for share, chain in chains
    )
    return InspectedModel(
        input=file,
        name=model.name,
        max_turns=model.max_turns,
        outcomes=dialogues.shares(),
        rare=Dialogues(model, temperature).shares(),
        turns=(mean, max(squares - mean**2, 0.0) ** 0.5),
        too_long=max(1 - sum(share * chain.chance() for share, chain in chains), 0.0),
        intents=[
            InspectedIntent(intent.name, intent.speaker, _by_style(intent.templates), often)
            for intent, often in zip(model.intents, visits, strict=True)
        ],
        personas=[
            InspectedPersona(
                persona.name,
                persona.share,
                persona.style,
                dialogues.shares_of(persona),
                chain.expected.length,
            )
            for persona, chain in zip(model.personas, dialogues.chains, strict=True)
        ],
        rarest=_rarest(model, chains),
    )


def _by_style(templates: Sequence[tuple[str, str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for style, _ in templates:
        found[style] = found.get(style, 0) + 1
    return found


def _rarest(model: Model, chains: Sequence[tuple[float, Markov]]) -> list[tuple[str, str, float]]:
    """Return the transitions that come least often, the rarest first."""
    names = [*(intent.name for intent in model.intents), *model.outcomes]
    flows: dict[tuple[int, int], float] = {}
    for share, chain in chains:
        for i, row in enumerate(chain.rows):
            for j, p in row.items():
                flow = share * chain.expected.visits[i] * p
                flows[i, j] = flows.get((i, j), 0.0) + flow
    least = sorted(flows.items(), key=lambda item: (item[1], item[0]))[:_RAREST]
    return [(names[i], names[j], flow) for (i, j), flow in least]
