"""Prints what `augctl inspect` finds in a dialogue model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from augctl.cli.printing import count, print_table, say

if TYPE_CHECKING:
    from augctl.commands.inspect_model import InspectedModel


def print_model(found: InspectedModel) -> None:
    """Print a model's outcomes, personas, intents, and its rarest transitions."""
    people = count(len(found.personas), "persona")
    say(f"a dialogue model, {found.name}: {count(len(found.intents), 'intent')}, {people}")
    mean, deviation = found.turns
    say(f"turns  {mean:.1f} on average, standard deviation {deviation:.1f}")
    if found.too_long >= 0.00005:
        share = _percent(found.too_long)
        say(f"       {share} would have more than max_turns ({found.max_turns}): left out")
    print_table(
        ["outcome", "#natural", "#rare"],
        [[name, _percent(p), _percent(found.rare[name])] for name, p in found.outcomes.items()],
    )
    print_table(
        ["persona", "#share", "style", *(f"#{name}" for name in found.outcomes), "#turns"],
        [
            [
                persona.name,
                _percent(persona.share),
                persona.style,
                *map(_percent, persona.outcomes.values()),
                f"{persona.turns:.1f}",
            ]
            for persona in found.personas
        ],
    )
    print_table(
        ["intent", "speaker", "#a dialogue", "templates"],
        [
            [intent.name, intent.speaker, f"{intent.visits:.3f}", _styles(intent.templates)]
            for intent in found.intents
        ],
        cut=True,
    )
    rarest = ", ".join(f"{a} → {b} {flow:.2g}" for a, b, flow in found.rarest)
    say(f"rarest transitions, times a dialogue: {rarest}")


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _styles(templates: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {style}" for style, number in templates.items())
