"""Checks that dialogues come everywhere, and to an end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from augctl.documents.document import Document
from augctl.text.dialogue.markov import Row
from augctl.text.dialogue.model import Model, Persona


def check_ways(document: Document, model: Model) -> None:
    """Note intents and outcomes that no dialogue comes to, and intents that it never leaves.

    Args:
        document: Takes the problems.
        model: All names in it are known, and its rows sum to 1.
    """
    count = len(model.intents)
    reached = [_depths(persona) for persona in model.personas]
    for i, intent in enumerate(model.intents):
        if not any(i in depths for depths in reached):
            expected = "an intent that start leads to"
            document.problem(("intents", intent.name), expected, "no way to it", at_key=True)
    for persona, depths in zip(model.personas, reached, strict=True):
        ending = _ending(persona.rows, count)
        for i in sorted(i for i in depths if i < count and i not in ending):
            name = model.intents[i].name
            whose = f" of {persona.name}" if len(model.personas) > 1 else ""
            found = f"none: dialogues{whose} that come here go on for ever"
            document.problem(("transitions", name), "a way to an outcome", found, at_key=True)
    for k, outcome in enumerate(model.outcomes):
        turns = [depths[count + k] for depths in reached if count + k in depths]
        if not turns:
            document.problem(("outcomes", k), "an outcome that dialogues come to", "no way to it")
        elif min(turns) > model.max_turns:
            expected = f"{min(turns)} or more: the shortest way to {outcome} has so many turns"
            document.problem(("max_turns",), expected, str(model.max_turns))
    for persona, depths in zip(model.personas, reached, strict=True):
        least = min((turns for state, turns in depths.items() if state >= count), default=0)
        if least > model.max_turns:
            expected = f"{least} or more: the shortest dialogue of {persona.name} has so many turns"
            document.problem(("max_turns",), expected, str(model.max_turns))


def _depths(persona: Persona) -> dict[int, int]:
    """Return how many turns there are at least up to each state; outcomes end the last of them."""
    found: dict[int, int] = {}
    now: Iterable[int] = persona.start
    depth = 1
    while now := [state for state in dict.fromkeys(now) if state not in found]:
        found |= dict.fromkeys(now, depth)
        inner = [i for i in now if i < len(persona.rows)]
        found |= {
            state: depth
            for i in inner
            for state in persona.rows[i]
            if state >= len(persona.rows) and state not in found
        }
        now = [state for i in inner for state in persona.rows[i]]
        depth += 1
    return found


def _ending(rows: Sequence[Row], count: int) -> Collection[int]:
    """Return the intents that some way leads from to an outcome."""
    found: set[int] = set()
    while True:
        more = {
            i
            for i, row in enumerate(rows)
            if i not in found and any(j >= count or j in found for j in row)
        }
        if not more:
            return found
        found |= more
