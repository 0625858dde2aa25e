"""What becomes of marks at the end of a chain: which stay, and what the manifest says of them."""

from __future__ import annotations

from typing import Any

from augctl.marks import Marks
from augctl.recipe.schema import MarksOutput

Summary = dict[str, Any]


def settled(marks: Marks, before: Marks | None, rules: MarksOutput) -> tuple[Marks, Summary]:
    """Leave out what is no longer worth a mark.

    Args:
        marks: Those of a finished sample.
        before: Those of its anchor as it was read; what is missing of them is counted as dropped.
        rules: How much must be left of a mark.

    Returns:
        The marks that stay, and for the manifest: how many, and each that was dropped, with how
        much of it was still seen.
    """
    stay = marks.large_enough(rules.min_visible, rules.min_size_px)
    dropped = [
        (marks.things[i], round(float(marks.visible[i]), 4))
        for i, stays in enumerate(stay.tolist())
        if not stays
    ]
    there = {(thing.parent, thing.number) for thing in marks.things}
    gone = () if before is None else before.things
    dropped += [(thing, 0.0) for thing in gone if (thing.parent, thing.number) not in there]
    summary: Summary = {"kept": int(stay.sum())}
    if dropped:
        summary["dropped"] = [
            {
                "parent": thing.parent,
                "number": thing.number,
                "label": thing.label,
                "visible": visible,
            }
            for thing, visible in sorted(dropped, key=lambda pair: (pair[0].parent, pair[0].number))
        ]
    return marks.where(stay), summary
