"""A dialogue model as it is used: read from its file, kept as JSON with what a stage learned."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.text.dialogue.markov import Markov, Row, tempered

ANY = "any"
"""The style of templates for whoever has none of a style of their own."""

COLUMNS = ("persona", "path", "turns", "text")
"""The columns of text that a dialogue is written to. Its class is the target."""

_FILE = "dialogue.json"


@dataclass(frozen=True)
class Intent:
    """What a turn is for.

    Attributes:
        name: Of the intent.
        speaker: Who says it.
        templates: Ways to say it, each with its style.
    """

    name: str
    speaker: str
    templates: tuple[tuple[str, str], ...]

    def options(self, style: str) -> tuple[int, ...]:
        """Return which templates a persona has: those of its style, else those for any."""
        own = tuple(k for k, (of, _) in enumerate(self.templates) if of == style)
        return own or tuple(k for k, (of, _) in enumerate(self.templates) if of == ANY)


@dataclass(frozen=True)
class Slot:
    """What may stand for a slot.

    Attributes:
        values: Some texts, each as likely.
        pattern: Or a text in which each `#` stands for a digit.
    """

    values: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True)
class Persona:
    """Somebody who has such dialogues.

    Attributes:
        name: Of the persona.
        share: Of the dialogues; all sum to 1.
        style: Of the templates; `any` for none of its own.
        slots: Values of all slots, with those of its own.
        start: Where dialogues begin.
        rows: What comes after each intent, by its own weights.
    """

    name: str
    share: float
    style: str
    slots: Mapping[str, Slot]
    start: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Model:
    """A dialogue model.

    Attributes:
        name: Of the model.
        max_turns: At most so many turns stand in a dialogue.
        outcomes: The absorbing states, which are the classes of dialogues.
        intents: What turns are for.
        personas: Who has dialogues, at least one.
    """

    name: str
    max_turns: int
    outcomes: tuple[str, ...]
    intents: tuple[Intent, ...]
    personas: tuple[Persona, ...]

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each intent by its name."""
        return {intent.name: i for i, intent in enumerate(self.intents)}

    def chain(self, persona: Persona, temperature: float = 1.0) -> Markov:
        """Return the Markov chain of a persona; see `tempered`."""
        rows = [tempered(row, temperature) for row in persona.rows]
        return Markov(tempered(persona.start, temperature), rows, self.max_turns)

    def packed(self) -> NDArray[np.uint8]:
        """Write it as plain bytes, shape (n,)."""
        text = json.dumps(asdict(self), ensure_ascii=True)
        return np.frombuffer(text.encode("ascii"), np.uint8).copy()

    @classmethod
    def unpacked(cls, data: NDArray[np.uint8]) -> Model:
        """Read it back."""
        return cls._of(json.loads(np.asarray(data).tobytes()))

    def save(self, folder: Path) -> None:
        """Write it into the folder of a table that stands for it."""
        (folder / _FILE).write_bytes(self.packed().tobytes())

    @classmethod
    def load(cls, folder: Path) -> Model:
        """Read it back."""
        return cls._of(json.loads((folder / _FILE).read_bytes()))

    @classmethod
    def _of(cls, data: Mapping[str, Any]) -> Model:
        intents = [
            Intent(i["name"], i["speaker"], tuple(map(tuple, i["templates"])))
            for i in data["intents"]
        ]
        personas = [
            Persona(
                p["name"],
                p["share"],
                p["style"],
                {n: Slot(tuple(s["values"]), s["pattern"]) for n, s in p["slots"].items()},
                _row(p["start"]),
                tuple(map(_row, p["rows"])),
            )
            for p in data["personas"]
        ]
        about = data["name"], data["max_turns"], tuple(data["outcomes"])
        return cls(*about, tuple(intents), tuple(personas))


def _row(data: Mapping[str, float]) -> Row:
    """Read a row back: JSON has texts for keys."""
    return {int(key): p for key, p in data.items()}
